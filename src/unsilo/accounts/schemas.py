"""Users, desks and tokens as the API shows and takes them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from unsilo.accounts.access import Access
from unsilo.accounts.models import ApiToken, Desk, User
from unsilo.accounts.queries.oncall import RotaRow
from unsilo.core.rest import Given, Moment, Name, Shown

RoleName = Literal["admin", "lead", "agent", "viewer"]
Scope = Literal["read", "draft", "write"]


class DeskShort(Shown):
    id: int
    name: str
    slug: str


class UserShort(Shown):
    id: int
    name: str


class DeskOut(DeskShort):
    """A desk whose conversations the token's user may read."""

    discipline: Literal["support", "community", "marketing", "pr", "product"]
    charter: str
    is_restricted: bool
    members: list[UserShort]

    @classmethod
    def of(cls, desk: Desk) -> "DeskOut":
        members = [UserShort.model_validate(seat.user) for seat in desk.seats.all()]
        names = ("id", "name", "slug", "discipline", "charter", "is_restricted")
        return cls(members=members, **{name: getattr(desk, name) for name in names})


class UserOut(UserShort):
    """A colleague, with those of their desks that the token's user may know of."""

    email: str
    role: RoleName
    desks: list[DeskShort]

    @classmethod
    def of(cls, user: User, access: Access) -> "UserOut":
        taken = {seat.desk_id for seat in user.seats.all()}
        desks = [DeskShort.model_validate(desk) for desk in access.desks if desk.pk in taken]
        return cls(id=user.pk, name=str(user), email=user.email, role=user.role, desks=desks)


class TokenOut(Shown):
    """A token. Its secret is shown once, when it is made."""

    id: int
    name: str
    scope: Scope
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class NewTokenOut(TokenOut):
    secret: str

    @classmethod
    def made(cls, token: ApiToken, secret: str) -> "NewTokenOut":
        return cls(**TokenOut.model_validate(token).model_dump(), secret=secret)


class TokenIn(Given):
    name: Name = Field(max_length=80)
    scope: Scope = "write"
    expires_at: Moment | None = None


class MeOut(UserShort):
    """Who the token acts for, and what it may do."""

    email: str
    role: RoleName
    time_zone: str
    language: str
    can_write: bool
    desks: list[DeskShort]
    token: TokenOut

    @classmethod
    def of(cls, access: Access, token: ApiToken) -> "MeOut":
        user = access.user
        return cls(
            id=user.pk,
            name=str(user),
            email=user.email,
            role=user.role,
            time_zone=user.time_zone,
            language=user.language,
            can_write=access.can_write,
            desks=[DeskShort.model_validate(desk) for desk in access.desks],
            token=TokenOut.model_validate(token),
        )


class NoticeOut(Shown):
    """One thing the token's user was told."""

    id: int
    key: str
    title: str
    text: str
    url: str
    by: str
    call_id: int | None
    created_at: datetime
    read_at: datetime | None


class CallOut(Shown):
    """Somebody is asked to look at something. ``next_at`` is when the next person is called."""

    id: int
    key: str
    title: str
    text: str
    url: str
    severity: int
    state: Literal["ringing", "acknowledged", "withdrawn"]
    desk: DeskShort | None
    created_at: datetime
    next_at: datetime | None
    settled_at: datetime | None
    settled_by: UserShort | None


class TurnOut(Shown):
    """Who is on call in one layer, and until when."""

    user: UserShort | None
    until: datetime
    is_cover: bool


class OnCallOut(Shown):
    """A rota and who is on call now: the first is called first."""

    id: int
    desk: DeskShort | None
    wait_minutes: int
    on_call: list[TurnOut]

    @classmethod
    def of(cls, row: RotaRow) -> "OnCallOut":
        turns = [
            TurnOut(
                user=UserShort.model_validate(turn.user) if turn.user else None,
                until=turn.ends_at,
                is_cover=turn.cover is not None,
            )
            for turn in row.turns
        ]
        rota = row.rota
        desk = DeskShort.model_validate(rota.desk) if rota.desk else None
        return cls(id=rota.pk, desk=desk, wait_minutes=rota.wait_minutes, on_call=turns)


class AuditEntryOut(Shown):
    """Something that was changed in the house, or a log-in. `actor` is who it was at the time."""

    id: int
    at: datetime
    kind: str
    actor: str
    user_id: int | None
    address: str | None
    agent: str
    object_id: int | None
    label: str
    data: dict[str, Any]
