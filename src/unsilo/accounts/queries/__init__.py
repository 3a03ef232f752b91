"""Lists of accounts as the settings pages show them."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Lower

from unsilo.accounts.access import Access
from unsilo.accounts.models import ApiToken, Brand, Desk, Invitation, Seat, User
from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page, decode_cursor, encode_cursor

PAGE = 50


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in the list. ``brands`` is empty for somebody who sees them all."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    desks: list[Desk]
    brands: list[str]
    has_second_factor: bool
    last_login: datetime | None


def users_page(*, q: str = "", role: str = "", state: str = "", cursor: str = "") -> Page[UserRow]:
    """Users by name, those who can log in or (``state="gone"``) those who no longer can."""
    users = User.objects.filter(is_active=state != "gone").annotate(sort=Lower("name"))
    if role:
        users = users.filter(role=role)
    if q:
        users = users.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if cursor:
        name, last_id = decode_cursor(cursor, str, int)
        users = users.filter(Q(sort__gt=name) | Q(sort=name, id__gt=last_id))
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    seats = Prefetch("seats", Seat.objects.select_related("desk").order_by("desk__position"))
    found = list(
        users.annotate(has_second_factor=Exists(factors))
        .prefetch_related(seats, "brands")
        .order_by("sort", "id")[: PAGE + 1]
    )
    rows = [
        UserRow(
            id=user.pk,
            name=user.name,
            email=user.email,
            role=user.get_role_display(),
            is_active=user.is_active,
            desks=[seat.desk for seat in user.seats.all() if seat.desk.archived_at is None],
            brands=[] if user.all_brands else [brand.name for brand in user.brands.all()],
            has_second_factor=user.has_second_factor,
            last_login=user.last_login,
        )
        for user in found[:PAGE]
    ]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(rows, next_cursor=encode_cursor(last.sort, last.pk) if last else None)


@dataclass(frozen=True, slots=True)
class Security:
    """How well a user's login is guarded, for the admin who looks after it."""

    has_password: bool
    factors: list[str]
    token_count: int


def security_of(user: User) -> Security:
    factors = Authenticator.objects.filter(user=user).order_by("type", "pk")
    return Security(
        has_password=user.has_usable_password(),
        factors=list(dict.fromkeys(factor.get_type_display() for factor in factors)),
        token_count=ApiToken.objects.live().filter(user=user).count(),
    )


def user_for(user_id: int) -> User:
    user: User | None = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def pending_invitations() -> list[Invitation]:
    """Invitations nobody has answered yet, newest first; those that ran out can be sent again."""
    open_ones = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return list(open_ones.select_related("invited_by").prefetch_related("desks"))


def invitation_for(invitation_id: int) -> Invitation:
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    return invitation


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk in the list, with the names of those who sit there."""

    desk: Desk
    members: list[User]


def desk_rows(access: Access, *, archived: bool = False) -> list[DeskRow]:
    """Desks the user may know of."""
    seats = Prefetch(
        "seats",
        Seat.objects.filter(user__is_active=True).select_related("user").order_by("user__name"),
    )
    desks = Desk.objects.visible_to(access.user).filter(archived_at__isnull=not archived)
    return [
        DeskRow(desk, [seat.user for seat in desk.seats.all()])
        for desk in desks.prefetch_related(seats)
    ]


def desk_for(access: Access, desk_id: int) -> Desk:
    desk = Desk.objects.visible_to(access.user).filter(pk=desk_id).first()
    if desk is None:
        raise NotFound
    return desk


def brand_for(brand_id: int) -> Brand:
    brand = Brand.objects.filter(pk=brand_id).first()
    if brand is None:
        raise NotFound
    return brand


def tokens_for(access: Access) -> list[ApiToken]:
    """The user's own tokens; an admin sees everybody's. Revoked ones are left out."""
    tokens = ApiToken.objects.filter(revoked_at__isnull=True).select_related("user")
    if not access.is_admin:
        tokens = tokens.filter(user=access.user)
    return list(tokens.order_by(F("last_used_at").desc(nulls_last=True), "-id"))


def token_for(access: Access, token_id: int) -> ApiToken:
    tokens = ApiToken.objects.filter(pk=token_id).select_related("user")
    if not access.is_admin:
        tokens = tokens.filter(user=access.user)
    token = tokens.first()
    if token is None:
        raise NotFound
    return token
