"""One person: facts, notes, timeline, and what a merge would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.errors import Forbidden, NotFound
from unsilo.core.models import Event
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.people.fields import Value, show_value
from unsilo.people.merge_parts import merge_parts
from unsilo.people.models import CustomField, Identity, Merge, Person, PersonNote, Tier
from unsilo.people.timeline import Entry, described_kinds, entries

TIMELINE_PAGE = 30


def person_for(person_id: int) -> Person:
    """A person by id; one who was merged is the person they became. Raises ``NotFound``."""
    person = Person.objects.select_related("company", "tier").filter(pk=person_id).first()
    while person is not None and person.merged_into_id is not None:
        kept = Person.objects.select_related("company", "tier").filter(pk=person.merged_into_id)
        person = kept.first()
    if person is None:
        raise NotFound
    return person


def identity_for(person: Person, identity_id: int) -> Identity:
    identity = person.identities.filter(pk=identity_id).first()
    if identity is None:
        raise NotFound
    return identity


def note_for(person: Person, note_id: int) -> PersonNote:
    """A note of a person, a deleted one too: that is how it is taken back."""
    note = person.notes.filter(pk=note_id).first()
    if note is None:
        raise NotFound
    return note


def own_note_for(access: Access, person: Person, note_id: int) -> PersonNote:
    """The same for who may delete it and take that back: its author, or a lead."""
    access.require_write()
    note = note_for(person, note_id)
    if note.author_id != access.user.pk and not access.is_lead:
        raise Forbidden(_("Only who wrote a note, or a lead, can delete it."))
    return note


def merge_for(merge_id: int) -> Merge:
    merge = Merge.objects.select_related("kept", "gone").filter(pk=merge_id).first()
    if merge is None:
        raise NotFound
    return merge


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A custom field with one person's value, as stored and in words."""

    field: CustomField
    value: Value | None
    words: str


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """What the page of a person shows besides the timeline."""

    person: Person
    tier: Tier | None
    tier_ran_out: bool
    identities: Sequence[Identity]
    fields: Sequence[FieldRow]
    notes: Sequence[PersonNote]
    merges: Sequence[Merge]


def person_detail(person: Person) -> PersonDetail:
    tier = person.tier_on(timezone.localdate())
    merges = person.merges.filter(undone_at__isnull=True).select_related("gone", "merged_by")
    return PersonDetail(
        person=person,
        tier=tier,
        tier_ran_out=tier is None and person.tier is not None,
        identities=list(person.identities.all()),
        fields=field_rows(person),
        notes=list(person.notes.filter(deleted_at__isnull=True).select_related("author")),
        merges=list(merges),
    )


def field_rows(person: Person) -> list[FieldRow]:
    return [
        FieldRow(field, value, show_value(field, value))
        for field in CustomField.objects.all()
        for value in [person.fields.get(field.key)]
    ]


def timeline_page(
    person: Person, access: Access, *, cursor: str = "", limit: int = TIMELINE_PAGE
) -> Page[Entry]:
    """What happened with a person, newest first, as far as the viewer may know of it."""
    events = Event.objects.filter(
        Q(desk_ids=[]) | Q(desk_ids__overlap=access.desk_ids),
        person_id__in=[person.pk, *_absorbed_ids(person)],
        kind__in=described_kinds(),
    )
    if access.brand_ids is not None:
        events = events.filter(Q(brand_id__isnull=True) | Q(brand_id__in=access.brand_ids))
    if cursor:
        (last_id,) = decode_cursor(cursor, int)
        events = events.filter(pk__lt=last_id)
    lines = entries(events.order_by("-pk")[: limit + 1])
    more = len(lines) > limit
    return Page(lines[:limit], encode_cursor(lines[limit - 1].id) if more else None)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would move from ``gone`` to ``kept``."""

    kept: Person
    gone: Person
    identities: Sequence[Identity]
    note_count: int
    others: Sequence[tuple[str, int]]


def merge_preview(kept: Person, gone: Person) -> Preview:
    return Preview(
        kept=kept,
        gone=gone,
        identities=list(gone.identities.all()),
        note_count=gone.notes.filter(deleted_at__isnull=True).count(),
        others=[(str(part.label), part.count(gone.pk)) for part in merge_parts()],
    )


_ABSORBED = """
WITH RECURSIVE gone AS (
    SELECT id FROM people_person WHERE merged_into_id = %s
    UNION ALL
    SELECT person.id FROM people_person person JOIN gone ON person.merged_into_id = gone.id
)
SELECT id FROM gone
"""


def _absorbed_ids(person: Person) -> list[int]:
    """Everybody who turned out to be this person, also by way of somebody else."""
    with connection.cursor() as cursor:
        cursor.execute(_ABSORBED, [person.pk])
        return [row[0] for row in cursor.fetchall()]
