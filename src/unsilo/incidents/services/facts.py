"""The fact sheet: every change is a new version of the whole."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.validation import check
from unsilo.incidents.models import Column, FactLine, Incident
from unsilo.incidents.services.log import locked, record


@transaction.atomic
def add_fact(
    incident: Incident,
    *,
    column: str,
    text: str,
    by: Actor,
    is_public: bool = False,
    at: datetime | None = None,
) -> FactLine:
    """Write a line. What nobody says can't be public."""
    incident = locked(incident.pk)
    fact = FactLine(
        incident=incident,
        column=column,
        text=" ".join(text.split()),
        is_public=is_public and column != Column.UNSAYABLE,
        by=by.label[:200],
        at=at or timezone.now(),
    )
    check(fact)
    fact.save()
    _changed(incident, "fact_added", fact, by=by, at=at)
    return fact


@transaction.atomic
def move_fact(fact: FactLine, *, column: str, by: Actor, at: datetime | None = None) -> FactLine:
    """Confirm it, doubt it, or never say it."""
    incident = _held(fact)
    if column not in Column.values:
        raise Invalid(_("There is no such column."), field="column")
    before, fact.column = fact.column, column
    if before == column:
        return fact
    if column == Column.UNSAYABLE:
        fact.is_public = False
    fact.by, fact.at = by.label[:200], at or timezone.now()
    check(fact)
    fact.save()
    _changed(incident, "fact_moved", fact, by=by, at=at, before=before)
    return fact


@transaction.atomic
def show_fact(fact: FactLine, *, is_public: bool, by: Actor) -> FactLine:
    """Put a line on the status page, or take it off."""
    incident = _held(fact)
    if is_public and fact.column == Column.UNSAYABLE:
        raise Invalid(_("What nobody says can't stand on the status page."))
    fact.is_public = is_public
    fact.save(update_fields=["is_public"])
    _changed(incident, "fact_shown" if is_public else "fact_unshown", fact, by=by)
    return fact


@transaction.atomic
def remove_fact(fact: FactLine, *, by: Actor) -> FactLine:
    incident = _held(fact)
    fact.removed_at = timezone.now()
    fact.save(update_fields=["removed_at"])
    _changed(incident, "fact_removed", fact, by=by)
    return fact


@transaction.atomic
def restore_fact(fact: FactLine, *, by: Actor) -> FactLine:
    """Undo of ``remove_fact``."""
    incident = _held(fact)
    fact.removed_at = None
    fact.save(update_fields=["removed_at"])
    _changed(incident, "fact_restored", fact, by=by)
    return fact


def _held(fact: FactLine) -> Incident:
    """Its incident, locked, and the line as it stands by then."""
    incident = locked(fact.incident_id)
    fact.refresh_from_db()
    return incident


def _changed(
    incident: Incident,
    kind: str,
    fact: FactLine,
    *,
    by: Actor,
    at: datetime | None = None,
    **data: object,
) -> None:
    Incident.objects.filter(pk=incident.pk).update(sheet_version=F("sheet_version") + 1)
    version = incident.sheet_version + 1
    told: dict[str, Any] = {
        "fact": fact.pk,
        "column": fact.column,
        "text": fact.text,
        "version": version,
    }
    told |= data
    record(kind, incident, by=by, at=at, **told)
