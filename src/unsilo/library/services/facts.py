"""Facts: noted, changed, put away, and set back to what stood there before."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid, NotFound
from unsilo.core.models import Event
from unsilo.core.validation import check
from unsilo.library import rules
from unsilo.library.models import Fact, FactStatus
from unsilo.library.services.kept import Kept

MANY = 30

_KEPT = ("statement", "about", "value", "wrong", "status", "source")


@transaction.atomic
def create_fact(*, statement: str, by: Actor, **said: Any) -> Kept[Fact]:
    fact = _told(Fact(), statement=statement, **said)
    return _saved(fact, "fact.created", {}, by)


@transaction.atomic
def update_fact(fact: Fact, *, statement: str, by: Actor, **said: Any) -> Kept[Fact]:
    fact = _locked(fact)
    before = as_data(fact)
    return _saved(_told(fact, statement=statement, **said), "fact.updated", before, by)


@transaction.atomic
def archive_fact(fact: Fact, *, by: Actor) -> Fact:
    """Put it away: nothing is held against it any more."""
    return _put(fact, away=True, by=by)


@transaction.atomic
def restore_fact(fact: Fact, *, by: Actor) -> Fact:
    return _put(fact, away=False, by=by)


@transaction.atomic
def undo_change(fact: Fact, event_id: int, *, by: Actor) -> Kept[Fact]:
    """Set a fact back to what stood there before a change. Raises ``Conflict`` if it moved on."""
    fact = _locked(fact)
    event = Event.objects.filter(pk=event_id, kind="fact.updated", data__fact_id=fact.pk).first()
    if event is None:
        raise NotFound
    if event.data["after"] != as_data(fact):
        raise Conflict(_("This fact was changed again since."))
    before = dict(event.data["before"])
    until = before.pop("valid_until")
    brand = Brand.objects.filter(pk=before.pop("brand_id")).first()
    now = as_data(fact)
    _told(fact, brand=brand, valid_until=parse_date(until) if until else None, **before)
    return _saved(fact, "fact.updated", now, by)


def as_data(fact: Fact) -> dict[str, Any]:
    """What the log keeps of a fact."""
    kept: dict[str, Any] = {name: getattr(fact, name) for name in _KEPT}
    until = fact.valid_until.isoformat() if fact.valid_until else None
    return {**kept, "brand_id": fact.brand_id, "valid_until": until}


def _told(
    fact: Fact,
    *,
    statement: str,
    brand: Brand | None = None,
    about: Iterable[str] = (),
    value: str = "",
    wrong: Iterable[str] = (),
    status: str = FactStatus.NOT_CONFIRMED,
    source: str = "",
    valid_until: date | None = None,
) -> Fact:
    fact.statement, fact.value, fact.source = _line(statement), _line(value), _line(source)
    fact.brand, fact.status, fact.valid_until = brand, status, valid_until
    fact.about = _words(about, "about")
    fact.wrong = _words(wrong, "wrong")
    if fact.value and fact.value.casefold() in (one.casefold() for one in fact.wrong):
        raise Invalid(_("The right value stands among the wrong ones."), field="wrong")
    check(fact)
    return fact


def _words(given: Iterable[str], field: str) -> list[str]:
    found = list(dict.fromkeys(one for one in map(_line, given) if one))
    if len(found) > MANY:
        raise Invalid(_("At most %(n)d.") % {"n": MANY}, field=field)
    return found


def _put(fact: Fact, *, away: bool, by: Actor) -> Fact:
    fact = _locked(fact)
    if (fact.archived_at is not None) != away:
        fact.archived_at = timezone.now() if away else None
        _saved(fact, "fact.archived" if away else "fact.restored", as_data(fact), by)
    return fact


def _locked(fact: Fact) -> Fact:
    return Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)


def _saved(fact: Fact, kind: str, before: dict[str, Any], by: Actor) -> Kept[Fact]:
    fact.updated_at = timezone.now()
    fact.save()
    data = {"fact_id": fact.pk, "before": before, "after": as_data(fact)}
    event_id = events.record(kind, by=by, brand_id=fact.brand_id, data=data)
    rules.forget()
    transaction.on_commit(rules.forget)
    return Kept(fact, event_id)


def _line(text: str) -> str:
    return " ".join(text.split())
