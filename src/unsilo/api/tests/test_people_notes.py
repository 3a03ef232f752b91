"""Notes about people: who may delete them."""

from unsilo.accounts.models import User
from unsilo.api.tests.conftest import program
from unsilo.core.actor import SYSTEM
from unsilo.people import services
from unsilo.people.models import PersonNote


def test_a_note_is_deleted_by_its_author_or_a_lead_only(bob: User, alice: User, ada: User) -> None:
    person = services.create_person(name="Dana", company=None, place="", language="", by=SYSTEM)
    mine, theirs = (
        services.add_note(person, text="Calls", author=author, by=SYSTEM) for author in (bob, ada)
    )
    at = f"people/{person.pk}/notes/"
    as_bob = program(bob)
    assert as_bob.delete(f"{at}{theirs.pk}").status_code == 403
    assert as_bob.delete(f"{at}{mine.pk}").status_code == 204
    assert as_bob.delete(f"{at}{mine.pk}").status_code == 404
    assert program(alice, scope="read").delete(f"{at}{theirs.pk}").status_code == 403
    assert PersonNote.objects.get(deleted_at__isnull=True) == theirs
    assert program(alice).delete(f"{at}{theirs.pk}").status_code == 204
