"""What goes and what stays of a person, in words; and the reports of what went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound
from unsilo.people.models import Person
from unsilo.people.personal import personal_data
from unsilo.privacy.models import OPEN, Erasure, Export, Hold, RetentionRun
from unsilo.privacy.reach import reach_of
from unsilo.privacy.services.erasing import counts_of, holds_on, key_of
from unsilo.privacy.services.retention import LIMIT_LABELS, keeper_label


@dataclass(frozen=True, slots=True)
class Line:
    """One part of what is held: how many rows, and what of them stays."""

    label: str
    count: int
    keeps: str
    goes: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would do."""

    person: Person
    lines: Sequence[Line]
    conversations: int
    elsewhere: int
    holds: Sequence[Hold]

    @property
    def going(self) -> list[Line]:
        return [line for line in self.lines if line.goes]

    @property
    def staying(self) -> list[Line]:
        return [line for line in self.lines if line.keeps]


def preview_of(person: Person) -> Preview:
    reach = reach_of(person)
    return Preview(
        person=person,
        lines=lines_of(counts_of(reach)),
        conversations=len(reach.conversations),
        elsewhere=len(reach.elsewhere),
        holds=holds_on(reach),
    )


def lines_of(counts: Mapping[str, int]) -> list[Line]:
    """Counts by key as lines, in the order of the packages."""
    lines = []
    for part in reversed(personal_data()):
        count = counts.get(key_of(part), 0)
        if count and part.exports:
            lines.append(Line(str(part.label), count, str(part.keeps), part.erase is not None))
    return lines


def run_lines(run: RetentionRun) -> list[tuple[str, int]]:
    labels = {
        **{key_of(part): str(part.label) for part in personal_data()},
        **{name: str(label) for name, label in LIMIT_LABELS.items()},
    }
    return [(labels.get(key, key), count) for key, count in run.counts.items()]


def kept_lines(kept: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(keeper_label(key), count) for key, count in kept.items()]


def erasures_for(access: Access) -> QuerySet[Erasure]:
    """Reports hold nothing of anybody: every lead may read them."""
    access.require_lead()
    return Erasure.objects.select_related("person")


def exports_for(access: Access) -> QuerySet[Export]:
    """A lead sees the copies they asked for, an admin all."""
    access.require_lead()
    found = Export.objects.select_related("person")
    return found if access.user.role == "admin" else found.filter(asked_by=access.user)


def export_for(access: Access, export_id: int) -> Export:
    found: Export | None = exports_for(access).filter(pk=export_id).first()
    if found is None:
        raise NotFound
    return found


def erasure_for(access: Access, erasure_id: int) -> Erasure:
    found: Erasure | None = erasures_for(access).filter(pk=erasure_id).first()
    if found is None:
        raise NotFound
    return found


def open_erasure(person: Person) -> Erasure | None:
    return person.erasures.filter(state__in=OPEN).first()
