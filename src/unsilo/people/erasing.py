"""What people hold of a person, for export and erasure; and the event log, which lies below all."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Notice
from unsilo.core.models import AuditEntry, Event
from unsilo.core.tombstones import tombstone
from unsilo.people.models import Identity, Person
from unsilo.people.personal import (
    ERASED,
    NOWHERE,
    Of,
    PersonalData,
    Scope,
    deleted,
    emptied,
    held,
    register_personal_data,
)
from unsilo.people.scrubbing import scrub


def connect() -> None:
    """Register; called once when Django starts. The first come last: who it was goes at the end."""
    register_personal_data(
        PersonalData(
            model="people.Person",
            label=_("name and facts"),
            of=Of.PERSON,
            rows=lambda scope: Person.objects.filter(pk__in=scope.ids),
            erase=_empty_person,
            keeps=_("an empty row, which conversations without words hang on"),
        ),
        held(
            "people.Identity", _("addresses and accounts"), Of.PERSON, erase=_bury,
            keeps=_("a keyed hash of each, so that old mail from it is not imported again"),
            hidden=["key"],
        ),
        held("people.PersonNote", _("notes"), Of.PERSON, erase=deleted),
        held(
            "people.Merge", _("merges"), Of.PERSON, "kept", "gone",
            erase=emptied(before={}), hidden=["before"],
            keeps=_("that two rows were one person"),
        ),
        PersonalData(
            model="core.Event",
            label=_("events of the person"),
            of=Of.PERSON,
            rows=lambda scope: Event.objects.filter(person_id__in=scope.ids),
            erase=scrub,
            keeps=_("what happened and when, without words, names and addresses"),
        ),
        PersonalData(
            model="core.AuditEntry",
            label=_("what was changed about the person, in the audit log"),
            of=Of.PERSON,
            rows=lambda scope: AuditEntry.objects.filter(noun="person", object_id__in=scope.ids),
            erase=emptied(label="", data={}),
            keeps=_("who changed something, when and from where"),
        ),
        PersonalData(
            model="accounts.Notice",
            label=_("notices about their conversations"),
            of=Of.CONVERSATION,
            rows=_notices,
            erase=emptied(title=NOWHERE, text="", by=""),
        ),
    )  # fmt: skip


def _empty_person(rows: QuerySet[Person, Person]) -> int:
    return rows.update(
        name=str(ERASED),
        company=None,
        tier=None,
        tier_reason="",
        tier_until=None,
        place="",
        language="",
        fields={},
        erased_at=timezone.now(),
    )


def _bury(rows: QuerySet[Identity, Identity]) -> int:
    """A tombstone for each. One of the same address from before makes room: this one is younger."""
    count = 0
    for identity in rows.exclude(value=""):
        key = tombstone(identity.key)
        Identity.objects.filter(kind=identity.kind, key=key).delete()
        identity.key = key
        identity.value = identity.name = identity.profile_url = identity.bounce_reason = ""
        identity.bounced_at = None
        identity.save()
        count += 1
    return count


def _notices(scope: Scope) -> QuerySet[Any, Any]:
    """What colleagues were told of conversations; a notice knows them by its address."""
    named = Q()
    for pk in scope.ids if isinstance(scope.ids, list) else ():
        named |= Q(url__startswith=f"/inbox/c/{pk}/")
    return Notice.objects.filter(named) if named else Notice.objects.none()
