"""Notes about people."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.validation import check
from unsilo.people.models import Person, PersonNote

KEPT_FOR_UNDO = timedelta(days=1)


@transaction.atomic
def add_note(person: Person, *, text: str, author: User, by: Actor) -> PersonNote:
    """Write down what colleagues should know about a person."""
    person.require_here()
    if not text.strip():
        raise Invalid(_("An empty note helps nobody."), field="text")
    note = PersonNote(person=person, author=author, text=text.strip())
    check(note)
    note.save()
    _record("person.note_added", note, by)
    return note


@transaction.atomic
def delete_note(note: PersonNote, *, by: Actor) -> None:
    """Take a note away. It can be taken back for a day and is then gone for good."""
    PersonNote.objects.filter(deleted_at__lt=timezone.now() - KEPT_FOR_UNDO).delete()
    note.deleted_at = timezone.now()
    note.save(update_fields=["deleted_at"])
    _record("person.note_deleted", note, by)


@transaction.atomic
def restore_note(note: PersonNote, *, by: Actor) -> None:
    note.deleted_at = None
    note.save(update_fields=["deleted_at"])
    _record("person.note_restored", note, by)


def _record(kind: str, note: PersonNote, by: Actor) -> None:
    events.record(kind, by=by, person_id=note.person_id, data={"note_id": note.pk})
