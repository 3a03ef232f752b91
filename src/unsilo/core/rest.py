"""What the REST doors of all apps share: their request, and the schemas of ids, lists and times.

Schemas say exactly what is accepted: an unknown field, a number for a text or a cursor of another
shape is refused with the field's name, and whatever matches its schema is understood.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from django.db.models import Manager, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from pydantic import (
    AfterValidator,
    AliasPath,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
)

from unsilo.core.errors import Conflict
from unsilo.core.pagination import Page

if TYPE_CHECKING:
    from unsilo.accounts.access import Access
    from unsilo.accounts.models import ApiToken

T = TypeVar("T")
Out = TypeVar("Out")
Row = TypeVar("Row", bound=Model)

MAX_ID = 2**63 - 1
MAX_LIMIT = 100
FURTHEST = timedelta(days=3660)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class ApiRequest(HttpRequest):
    """A request with a live token: ``access`` is what its user may do, acting as the token.

    ``operation`` is the API library's: it knows how an endpoint's answer is shown.
    """

    access: "Access"
    token: "ApiToken"
    operation: Any


def _only_rfc_3339(value: Any) -> Any:
    """Numbers are not times here, though pydantic would take them for seconds."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("Write a time with its offset, such as 2026-03-31T09:00:00Z.")
    return value


def _in_utc(value: datetime) -> datetime:
    """Offsets of a day and at the ends of time are right by RFC 3339, yet no database takes them."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)


def _only_full_dates(value: Any) -> Any:
    """Numbers are not days either, nor is a time at midnight."""
    if isinstance(value, str) and _FULL_DATE.fullmatch(value):
        return value
    raise ValueError("Write a day, such as 2026-03-31.")


def _only_numbers(value: Any) -> Any:
    """In JSON a number is no text; in addresses there is nothing but text."""
    if isinstance(value, (str, bytes, bool)):
        raise ValueError("Write a number, without quotes.")
    return value


Id = Annotated[int, Field(ge=1, le=MAX_ID)]
# Stands last, as in Key: bounds that come after it are checked, but missing in the description.
Unquoted = BeforeValidator(_only_numbers)
Key = Annotated[Id, Unquoted]
Flag = Annotated[bool, Strict()]
Moment = Annotated[AwareDatetime, BeforeValidator(_only_rfc_3339), AfterValidator(_in_utc)]
Day = Annotated[date, BeforeValidator(_only_full_dates)]

# Inside [^...]: what can't be seen. Spelled out, since every dialect means another thing by \s.
UNSEEN = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# One line, without control signs. A name begins with a sign that can be seen.
Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
Name = Annotated[str, Field(pattern=rf"^[^{UNSEEN}][^\x00-\x1f\x7f]*$")]

Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="How many items at most.")]
# What a client may send as Idempotency-Key.
KEY_PATTERN = r"^[\x21-\x7e]{1,200}$"

# Cursors are made of digits only, so that whatever looks like one is a place in a list.
Cursor = Annotated[
    str, Field(pattern=r"^[0-9]{1,18}$", description="`next_cursor` of the page before.")
]
TimeCursor = Annotated[
    str,
    Field(pattern=r"^[0-9]{1,16}-[0-9]{1,18}$", description="`next_cursor` of the page before."),
]


class Given(BaseModel):
    """A body that is sent to us: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """An answer, read from the attributes of a row or value."""

    model_config = ConfigDict(from_attributes=True)


def via(*names: str) -> Any:
    """A field that is found under another name, or through a related row."""
    return Field(validation_alias=AliasPath(*names))


def _all(value: Any) -> Any:
    return list(value.all()) if isinstance(value, Manager) else value


Rows = Annotated[list[T], BeforeValidator(_all)]


class Listed(Shown, Generic[T]):
    """One page of a list. ``next_cursor`` is null at its end."""

    items: list[T]
    next_cursor: str | None


def keyed_by_itself(endpoint: Callable[..., T]) -> Callable[..., T]:
    """Mark a POST that is safe to repeat without an Idempotency-Key."""
    endpoint.keyed_by_itself = True  # type: ignore[attr-defined]
    return endpoint


def page_by_id(
    rows: QuerySet[Row], *, cursor: str | None, limit: int, newest_first: bool = False
) -> Page[Row]:
    """A page of ``rows`` in the order of their ids. The cursor is the last id shown."""
    if cursor is not None:
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": int(cursor)})
    found = list(rows.order_by("-pk" if newest_first else "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page(found, next_cursor=str(found[-1].pk) if more else None)


def each(page: Page[T], show: Callable[[T], Out]) -> Page[Out]:
    """The same page of what ``show`` makes of its items."""
    return Page([show(item) for item in page.items], next_cursor=page.next_cursor)


def write_time_cursor(at: datetime, pk: int) -> str:
    """The cursor of a list in the order of (time, id)."""
    return f"{(at - _EPOCH) // _MICROSECOND}-{pk}"


def read_time_cursor(cursor: str) -> tuple[datetime, int]:
    at, _dash, pk = cursor.partition("-")
    return _EPOCH + int(at) * _MICROSECOND, int(pk)


def soon(moment: datetime | None) -> datetime | None:
    """The moment itself. Raises ``Conflict`` when it is too far ahead to be meant."""
    if moment is not None and moment > timezone.now() + FURTHEST:
        raise Conflict("This lies more than ten years ahead.")
    return moment
