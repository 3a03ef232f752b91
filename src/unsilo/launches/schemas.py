"""Things, campaigns and dates as the API shows and takes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from unsilo.core.rest import UNSEEN, Day, Given, Key, Line, Name, Shown

Money = Annotated[Decimal, PlainSerializer(lambda value: f"{value:.2f}", return_type=str)]
Kind = Literal["product", "service", "event", "cause"]
DateWord = Literal["launch", "stream", "embargo", "fair", "other"]


class ThingOut(Shown):
    id: int
    brand_id: int
    name: str
    kind: Kind
    description: str
    archived_at: datetime | None


class ThingIn(Given):
    name: Name = Field(max_length=120)
    kind: Kind = "product"
    brand_id: Key
    description: Line = Field("", max_length=500)


class CampaignOut(Shown):
    """``key`` is what the ads of comments name as their campaign, whatever its case."""

    id: int
    thing_id: int
    name: str
    key: str
    starts_on: date | None
    ends_on: date | None
    budget: Money | None
    currency: str
    archived_at: datetime | None


class CampaignIn(Given):
    name: Name = Field(max_length=120)
    key: Name = Field(max_length=200)
    starts_on: Day | None = None
    ends_on: Day | None = None
    budget: Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"


class DateOut(Shown):
    id: int
    thing_id: int
    kind: DateWord
    title: str
    on: date
    url: str


class DateIn(Given):
    title: Name = Field(max_length=160)
    kind: DateWord
    on: Day
    url: Annotated[str, Field(max_length=1000, pattern=rf"^(https?://[^{UNSEEN}]+)?$")] = ""
