"""Things, campaigns and dates: noted, changed, put away, taken back, set back."""

from typing import Any, TypeVar

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, NotFound
from unsilo.core.models import Event
from unsilo.core.validation import check
from unsilo.launches.models import CalendarEntry, Campaign, Thing

Row = TypeVar("Row", Thing, Campaign, CalendarEntry)

NOUNS = {Thing: "thing", Campaign: "campaign", CalendarEntry: "date"}


@transaction.atomic
def create(row: Row, *, by: Actor, **said: Any) -> Row:
    """Note a thing, a campaign or a date; ``row`` is a new one."""
    return _saved(_told(row, said), "created", {}, by)


@transaction.atomic
def update(row: Row, *, by: Actor, **said: Any) -> Row:
    before = as_data(row)
    return _saved(_told(row, said), "updated", before, by)


@transaction.atomic
def archive(row: Row, *, by: Actor) -> Row:
    """Put it away. What came of it stays."""
    if row.archived_at is None:
        row.archived_at = timezone.now()
        _saved(row, "archived", as_data(row), by)
    return row


@transaction.atomic
def restore(row: Row, *, by: Actor) -> Row:
    if row.archived_at is not None:
        row.archived_at = None
        _saved(row, "restored", as_data(row), by)
    return row


@transaction.atomic
def undo_change(row: Row, *, by: Actor) -> Row:
    """Set it back to what stood there before the last change. Raises ``Conflict`` if there is none."""
    noun = NOUNS[type(row)]
    about = {f"data__{noun}_id": row.pk}
    kinds = [f"{noun}.{done}" for done in ("created", "updated", "archived", "restored")]
    last = Event.objects.filter(kind__in=kinds, **about).order_by("-id").first()
    if last is None:
        raise NotFound
    if last.kind != f"{noun}.updated":
        raise Conflict(_("There is no change to take back."))
    fields = {field.name: field for field in row._meta.fields}
    for name, value in last.data["before"].items():
        setattr(row, fields[name].attname, fields[name].to_python(value))
    return _saved(row, "updated", last.data["after"], by)


def as_data(row: Row) -> dict[str, Any]:
    """What the log keeps of it."""
    kept = model_to_dict(row)
    kept.pop("id", None)
    return {name: None if value is None else str(value) for name, value in kept.items()}


def _told(row: Row, said: dict[str, Any]) -> Row:
    for name, value in said.items():
        setattr(row, name, " ".join(value.split()) if isinstance(value, str) else value)
    check(row)
    return row


def _saved(row: Row, done: str, before: dict[str, Any], by: Actor) -> Row:
    row.save()
    noun = NOUNS[type(row)]
    data = {f"{noun}_id": row.pk, "name": str(row), "before": before, "after": as_data(row)}
    events.record(f"{noun}.{done}", by=by, brand_id=row.brand_id, data=data)
    return row
