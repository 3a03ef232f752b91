"""Users, desks and tokens as the API shows them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from unsilo.accounts.access import Access
from unsilo.accounts.models import ApiToken, Desk, User
from unsilo.core.rest import Given, Moment, Name

RoleName = Literal["admin", "lead", "agent", "viewer"]
Scope = Literal["read", "write"]


class DeskShort(BaseModel):
    id: int
    name: str
    slug: str

    @classmethod
    def of(cls, desk: Desk) -> "DeskShort":
        return cls(id=desk.pk, name=desk.name, slug=desk.slug)


class UserShort(BaseModel):
    id: int
    name: str

    @classmethod
    def of(cls, user: User) -> "UserShort":
        return cls(id=user.pk, name=str(user))


class DeskOut(DeskShort):
    """A desk. Conversations may be placed on it, whether or not the token's user works there."""

    discipline: Literal["support", "community", "marketing", "pr", "product"]
    charter: str
    is_restricted: bool
    members: list[UserShort]

    @classmethod
    def full(cls, desk: Desk) -> "DeskOut":
        """With its members; expects ``seats`` with their users to be fetched."""
        return cls(
            id=desk.pk,
            name=desk.name,
            slug=desk.slug,
            discipline=desk.discipline,
            charter=desk.charter,
            is_restricted=desk.is_restricted,
            members=[UserShort.of(seat.user) for seat in desk.seats.all()],
        )


class UserOut(BaseModel):
    """A colleague, with those of their desks that the token's user may know of."""

    id: int
    name: str
    email: str
    role: RoleName
    desks: list[DeskShort]

    @classmethod
    def seen_by(cls, access: Access, user: User) -> "UserOut":
        """Expects ``seats`` to be fetched."""
        taken = {seat.desk_id for seat in user.seats.all()}
        return cls(
            id=user.pk,
            name=str(user),
            email=user.email,
            role=user.role,
            desks=[DeskShort.of(desk) for desk in access.desks if desk.pk in taken],
        )


class TokenOut(BaseModel):
    """A token. Its secret is shown once, when it is made."""

    id: int
    name: str
    scope: Scope
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "TokenOut":
        return cls(**_token_fields(token))


class NewTokenOut(TokenOut):
    """A token and its secret, which nobody can look up later."""

    secret: str

    @classmethod
    def made(cls, token: ApiToken, secret: str) -> "NewTokenOut":
        return cls(**_token_fields(token), secret=secret)


def _token_fields(token: ApiToken) -> dict[str, object]:
    names = ("name", "scope", "prefix", "created_at", "last_used_at", "expires_at")
    return {"id": token.pk, **{name: getattr(token, name) for name in names}}


class TokenIn(Given):
    name: Name = Field(max_length=80)
    scope: Scope = "write"
    expires_at: Moment | None = None


class MeOut(BaseModel):
    """Who the token acts for, and what it may do."""

    id: int
    name: str
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
            desks=[DeskShort.of(desk) for desk in access.desks],
            token=TokenOut.of(token),
        )
