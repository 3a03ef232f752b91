"""Two rows, one human: merge them, and take it back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict
from unsilo.people.merge_parts import merge_parts
from unsilo.people.models import Identity, Merge, Person, PersonNote

# What a merge may fill in on the kept person.
_FACTS = (
    "name",
    "company_id",
    "tier_id",
    "tier_reason",
    "tier_until",
    "place",
    "language",
    "fields",
    "last_seen_at",
)


@transaction.atomic
def merge_people(kept: Person, gone: Person, *, by: Actor) -> Merge:
    """Move all that belongs to ``gone`` to ``kept``, whose own facts win where both have one.

    The row of ``gone`` stays, marked, so that its events keep their meaning and the merge can be
    undone.
    """
    if kept.pk == gone.pk:
        raise Conflict(_("These two are the same already."))
    kept, gone = _locked(kept.pk, gone.pk)
    if kept.merged_into_id or gone.merged_into_id:
        raise Conflict(_("One of the two was merged a moment ago. Look again."))
    kept.require_here()
    gone.require_here()
    identities = list(gone.identities.values_list("pk", flat=True))
    notes = list(gone.notes.values_list("pk", flat=True))
    before = _facts(kept)
    _fill(kept, gone)
    kept.save(update_fields=_FACTS)
    Identity.objects.filter(pk__in=identities).update(person=kept)
    PersonNote.objects.filter(pk__in=notes).update(person=kept)
    moved = {part.key: part.move(kept.pk, gone.pk) for part in merge_parts()}
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    merge = Merge.objects.create(
        kept=kept,
        gone=gone,
        identity_ids=identities,
        note_ids=notes,
        before={"facts": before, "after": _facts(kept), "parts": moved},
        merged_by_id=by.user_id,
    )
    _record("person.merged", merge, by)
    return merge


@transaction.atomic
def undo_merge(merge: Merge, *, by: Actor) -> Person:
    """Part two people again and return the one who was gone.

    Facts of the kept person go back to what they were, unless somebody changed them since. What
    came to the kept person after the merge stays there.
    """
    kept, gone = _locked(merge.kept_id, merge.gone_id)
    kept.require_here()
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise Conflict(_("This merge was undone already."))
    if kept.merged_into_id:
        raise Conflict(_("%(name)s was merged again since. Undo that first.") % {"name": kept})
    _restore(kept, before=merge.before["facts"], after=merge.before["after"])
    kept.save(update_fields=_FACTS)
    Identity.objects.filter(pk__in=merge.identity_ids, person=kept).update(person=gone)
    PersonNote.objects.filter(pk__in=merge.note_ids, person=kept).update(person=gone)
    for part in merge_parts():
        part.move_back(kept.pk, gone.pk, merge.before["parts"].get(part.key, []))
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    _record("person.unmerged", merge, by)
    return gone


def _locked(kept_id: int, gone_id: int) -> tuple[Person, Person]:
    """Both rows, locked in the order of their ids, so that two merges can't wait for each other."""
    rows = Person.objects.select_for_update().filter(pk__in=[kept_id, gone_id]).order_by("pk")
    by_id = {person.pk: person for person in rows}
    return by_id[kept_id], by_id[gone_id]


def _fill(kept: Person, gone: Person) -> None:
    values = {key.casefold() for key in kept.identities.values_list("key", flat=True)}
    if kept.name.casefold() in values and gone.name:
        kept.name = gone.name
    kept.company_id = kept.company_id or gone.company_id
    if kept.tier_id is None:
        kept.tier_id = gone.tier_id
        kept.tier_reason = gone.tier_reason
        kept.tier_until = gone.tier_until
    kept.place = kept.place or gone.place
    kept.language = kept.language or gone.language
    kept.fields = {**gone.fields, **kept.fields}
    kept.last_seen_at = max(kept.last_seen_at, gone.last_seen_at)


def _facts(person: Person) -> dict[str, Any]:
    """The facts as JSON."""
    values = {name: getattr(person, name) for name in _FACTS}
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in values.items()}


def _restore(person: Person, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    now = _facts(person)
    for name in _FACTS:
        if now[name] != after[name]:
            continue
        value = before[name]
        if value is not None and name == "tier_until":
            value = date.fromisoformat(value)
        elif name == "last_seen_at":
            value = datetime.fromisoformat(value)
        setattr(person, name, value)


def _record(kind: str, merge: Merge, by: Actor) -> None:
    data = {"merge_id": merge.pk, "gone_id": merge.gone_id, "gone_name": merge.gone.name}
    events.record(kind, by=by, person_id=merge.kept_id, data=data)
