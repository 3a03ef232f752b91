"""People and companies as the API shows and takes them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from unsilo.core.rest import Given, Key, Line, Name, Shown, via
from unsilo.people.queries import PersonDetail

FieldValue = str | int | float | bool | None


class IdentityOut(Shown):
    """An address or account. ``bounced_at`` says since when mail to it comes back."""

    id: int
    kind: str
    value: str
    name: str
    profile_url: str
    bounced_at: datetime | None


class CompanyShort(Shown):
    id: int
    name: str


class PersonItem(Shown):
    id: int
    name: str
    company: str
    tier: str
    identities: list[IdentityOut]
    last_seen_at: datetime


class PersonOut(Shown):
    """A person. ``tier`` is empty once it has run out; ``fields`` are the custom ones."""

    id: int
    name: str
    company: CompanyShort | None
    tier: str
    tier_reason: str
    tier_until: date | None
    place: str
    language: str
    fields: dict[str, FieldValue]
    identities: list[IdentityOut]
    created_at: datetime
    last_seen_at: datetime

    @classmethod
    def of(cls, detail: PersonDetail) -> "PersonOut":
        person = detail.person
        same = cls.model_fields.keys() - {"company", "tier", "identities"}
        return cls(
            **{name: getattr(person, name) for name in same},
            company=CompanyShort.model_validate(person.company) if person.company else None,
            tier=detail.tier.name if detail.tier else "",
            identities=[IdentityOut.model_validate(one) for one in detail.identities],
        )


class PersonIn(Given):
    """Somebody who has not written yet."""

    name: Name = Field(max_length=200)
    company: Name | None = Field(None, max_length=120, description="Made when it is a new one.")
    place: Line = Field("", max_length=120)
    language: Line = Field("", max_length=12)


class PersonPatch(Given):
    """What is left out stays. A null company, or a null field, is taken away."""

    name: Name = Field(default_factory=str, max_length=200)
    company: Annotated[Name, Field(max_length=120)] | None = None
    place: Line = Field(default_factory=str, max_length=120)
    language: Line = Field(default_factory=str, max_length=12)
    fields: dict[str, FieldValue] = Field({}, max_length=50)


class IdentityIn(Given):
    kind: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,29}$", description="`email`, or a network's name."
    )
    value: Name = Field(max_length=320)
    name: Line = Field("", max_length=200)
    profile_url: str = Field("", max_length=500, pattern=r"^(https?://[!-~]+)?$")


class PersonNoteOut(Shown):
    id: int
    author: Annotated[str, BeforeValidator(lambda user: str(user or ""))]
    text: str
    created_at: datetime


class PersonNoteIn(Given):
    text: str = Field(max_length=10_000)


class MergeIn(Given):
    other: Key = Field(description="Who turns out to be the same; all of theirs moves here.")


class MergeOut(Shown):
    """Two people who turned out to be one. Its id takes it back."""

    id: int
    kept: Annotated[int, via("kept_id")]
    gone: Annotated[int, via("gone_id")]
    merged_at: datetime
    undone_at: datetime | None


class CompanyOut(Shown):
    """A company. People who write from its ``domains`` belong to it."""

    id: int
    name: str
    domains: list[str]
    note: str
    created_at: datetime


_DOMAIN = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$"
Domain = Annotated[str, Field(max_length=190, pattern=_DOMAIN)]
Domains = Annotated[list[Domain], Field(max_length=50)]


class CompanyIn(Given):
    name: Name = Field(max_length=120)
    domains: Domains = []
    note: str = Field("", max_length=4000)


class CompanyPatch(Given):
    """What is left out stays."""

    name: Name = Field(default_factory=str, max_length=120)
    domains: Domains = Field(default_factory=list)
    note: str = Field(default_factory=str, max_length=4000)
