"""REST: who the token is, colleagues, desks, and the user's own tokens."""

from django.db.models import Prefetch, QuerySet
from ninja import Router, Status

from unsilo.accounts import services
from unsilo.accounts.access import Access
from unsilo.accounts.models import ApiToken, Desk, Seat, User
from unsilo.accounts.schemas import DeskOut, MeOut, NewTokenOut, TokenIn, TokenOut, UserOut
from unsilo.core.errors import Conflict, Forbidden, NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, each, page_by_id, soon

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
