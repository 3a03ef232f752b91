"""A complaint takes two people to hide, whatever the one who wants it gone says of it."""

from unsilo.accounts.models import User
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage.hiding import second_person
from unsilo.triage.models import Head
from unsilo.triage.services import corrections
from unsilo.triage.tests.conftest import Read


def test_a_complaint_takes_a_second_person(converse: Converse, read: Read, bob: User) -> None:
    needed = second_person(read(converse("It came broken")).message, bob)
    assert needed
    assert needed.is_complaint


def test_what_is_none_takes_one(converse: Converse, read: Read, bob: User) -> None:
    assert second_person(read(converse("where do you sell hats")).message, bob) is None


def test_what_nobody_has_read_takes_a_second_person(converse: Converse, bob: User) -> None:
    needed = second_person(converse("It came broken").messages.get(), bob)
    assert needed
    assert not needed.is_complaint


def test_a_correction_makes_a_complaint_of_it(converse: Converse, read: Read, bob: User) -> None:
    message = read(converse("where is the dog on the box")).message
    corrections.correct(
        message.pk, head=Head.INTENT, said="complaint_values", by=bob.actor, user=bob
    )
    needed = second_person(message, bob)
    assert needed
    assert needed.is_complaint


def test_who_says_that_it_is_no_complaint_does_not_hide_it_alone(
    converse: Converse, read: Read, bob: User, alice: User
) -> None:
    message = read(converse("It came broken")).message
    corrections.correct(message.pk, head=Head.INTENT, said="spam_scam", by=bob.actor, user=bob)
    assert second_person(message, bob)
    assert second_person(message, alice) is None
