"""REST: who the token is, colleagues, desks, and the user's own tokens."""

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from ninja import Router, Status

from unsilo.accounts import services
from unsilo.accounts.access import Access
from unsilo.accounts.models import ApiToken, Call, Desk, Notice, Rota, Seat, User
from unsilo.accounts.queries.audit import Wanted, audit_page
from unsilo.accounts.queries.oncall import RotaRow, may_answer
from unsilo.accounts.schemas import (
    AuditEntryOut,
    CallOut,
    DeskOut,
    MeOut,
    NewTokenOut,
    NoticeOut,
    OnCallOut,
    TokenIn,
    TokenOut,
    UserOut,
)
from unsilo.accounts.services import notices, paging
from unsilo.accounts.turns import turns_at
from unsilo.core.errors import Conflict, Forbidden, NotFound
from unsilo.core.models import AuditEntry
from unsilo.core.pagination import Page, encode_cursor
from unsilo.core.rest import (
    ApiRequest,
    Cursor,
    Id,
    Limit,
    Line,
    Listed,
    Moment,
    TimeCursor,
    each,
    page_by_id,
    read_time_cursor,
    soon,
    write_time_cursor,
)

router = Router(tags=["Accounts"])


@router.get("me", response=MeOut, summary="Who this token acts for")
def me(request: ApiRequest) -> MeOut:
    return MeOut.of(request.access, request.token)


# Colleagues


@router.get("users", response=Listed[UserOut], summary="List colleagues")
def list_users(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[UserOut]:
    """Everybody who can log in, to assign conversations to."""
    page = page_by_id(_users(), cursor=cursor, limit=limit)
    return each(page, lambda user: UserOut.of(user, request.access))


@router.get("users/{user_id}", response=UserOut, summary="Get a colleague")
def get_user(request: ApiRequest, user_id: Id) -> UserOut:
    user = _users().filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return UserOut.of(user, request.access)


def _users() -> QuerySet[User]:
    users: QuerySet[User] = User.objects.active().prefetch_related("seats")
    return users


# Desks


@router.get("desks", response=Listed[DeskOut], summary="List desks")
def list_desks(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[DeskOut]:
    """Desks whose conversations the token's user may read."""
    return each(page_by_id(_desks(request.access), cursor=cursor, limit=limit), DeskOut.of)


@router.get("desks/{desk_id}", response=DeskOut, summary="Get a desk")
def get_desk(request: ApiRequest, desk_id: Id) -> DeskOut:
    desk = _desks(request.access).filter(pk=desk_id).first()
    if desk is None:
        raise NotFound
    return DeskOut.of(desk)


def _desks(access: Access) -> QuerySet[Desk]:
    seats = Seat.objects.filter(user__is_active=True).select_related("user").order_by("user__name")
    visible = Desk.objects.live().filter(pk__in=access.desk_ids)
    return visible.prefetch_related(Prefetch("seats", seats))


# The audit log


@router.get("audit", response=Listed[AuditEntryOut], summary="List the audit log")
def list_audit(
    request: ApiRequest,
    user_id: Id | None = None,
    kind: Line | None = None,
    noun: Line | None = None,
    object_id: Id | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    cursor: TimeCursor | None = None,
    limit: Limit = 30,
) -> Page[AuditEntry]:
    """What was changed in the house and who came in, newest first. For admins.

    `kind` is such as `login.failed`; `noun` what stands before its dot.
    """
    request.access.require_admin()
    wanted = Wanted(
        user=user_id, kind=kind or "", noun=noun or "", object=object_id, since=since, until=until
    )
    place = encode_cursor(*read_time_cursor(cursor)) if cursor else ""
    page = audit_page(wanted, cursor=place, limit=limit)
    last = page.items[-1] if page.next_cursor else None
    following = write_time_cursor(last.at, last.pk) if last else None
    return Page(page.items, next_cursor=following)


# Tokens


@router.get("tokens", response=Listed[TokenOut], summary="List the user's tokens")
def list_tokens(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[ApiToken]:
    """Newest first. Revoked ones are left out."""
    return page_by_id(_tokens(request), cursor=cursor, limit=limit, newest_first=True)


@router.get("tokens/{token_id}", response=TokenOut, summary="Get a token")
def get_token(request: ApiRequest, token_id: Id) -> ApiToken:
    return _token(request, token_id)


@router.post("tokens", response={201: NewTokenOut}, summary="Make a token")
def create_token(request: ApiRequest, body: TokenIn) -> Status[NewTokenOut]:
    """For the same user. A token can't make one that may do more or lives longer than itself."""
    expires_at, own_end = soon(body.expires_at), request.token.expires_at
    if request.access.read_only:
        raise Forbidden("A token that only reads can't make tokens.")
    if own_end is not None and (expires_at is None or expires_at > own_end):
        raise Forbidden("A token can't make one that lives longer than itself.")
    token, secret = services.create_token(
        request.access.user,
        name=body.name,
        scope=body.scope,
        expires_at=expires_at,
        by=request.access.by,
    )
    return Status(201, NewTokenOut.made(token, secret))


@router.delete("tokens/{token_id}", response={204: None}, summary="Revoke a token")
def revoke_token(request: ApiRequest, token_id: Id) -> Status[None]:
    """A token can't revoke itself: make its successor first, and let that one do it."""
    token = _token(request, token_id)
    if request.access.read_only:
        raise Forbidden("A token that only reads can't revoke tokens.")
    if token.pk == request.token.pk:
        raise Conflict("A token can't revoke itself.")
    services.revoke_token(token, by=request.access.by)
    return Status(204, None)


def _tokens(request: ApiRequest) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=request.access.user, revoked_at__isnull=True)


def _token(request: ApiRequest, token_id: int) -> ApiToken:
    token = _tokens(request).filter(pk=token_id).first()
    if token is None:
        raise NotFound
    return token


# Notices and calls


@router.get("notices", response=Listed[NoticeOut], summary="List notices")
def list_notices(
    request: ApiRequest, unread: bool = False, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Notice]:
    """What the token's user was told, newest first."""
    found = Notice.objects.of(request.access.user)
    if unread:
        found = found.unread()
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.post("notices/{notice_id}/read", response=NoticeOut, summary="Mark a notice as read")
def read_notice(request: ApiRequest, notice_id: Id) -> Notice:
    access = request.access
    if access.read_only:
        raise Forbidden("A token that only reads can't mark anything.")
    notice = notices.notice_of(access.user, notice_id)
    notices.mark_read(access.user, notice_ids=[notice.pk], by=access.by)
    notice.refresh_from_db()
    return notice


@router.get("on-call", response=Listed[OnCallOut], summary="List who is on call")
def list_on_call(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[OnCallOut]:
    """Each rota with its present turns. A desk without one uses that of the whole house."""
    found = Rota.objects.visible_to(request.access).select_related("desk")
    now = timezone.now()
    page = page_by_id(found, cursor=cursor, limit=limit)
    return each(page, lambda rota: OnCallOut.of(RotaRow(rota, turns_at(rota, now))))


@router.get("calls", response=Listed[CallOut], summary="List calls")
def list_calls(request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30) -> Page[Call]:
    """Newest first."""
    found = Call.objects.visible_to(request.access).select_related("desk", "settled_by")
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("calls/{call_id}", response=CallOut, summary="Get a call")
def get_call(request: ApiRequest, call_id: Id) -> Call:
    return Call.objects.get_for(request.access, call_id)


@router.post("calls/{call_id}/acknowledge", response=CallOut, summary="Take a call on")
def acknowledge_call(request: ApiRequest, call_id: Id) -> Call:
    """Nobody else is called from then on. A second time changes nothing."""
    access = request.access
    call = Call.objects.get_for(access, call_id)
    if not may_answer(call, access):
        raise Forbidden("Only who was called, or a lead, can answer this call.")
    return paging.acknowledge(call, user=access.user, by=access.by)
