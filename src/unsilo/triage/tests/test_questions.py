import pytest

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation
from unsilo.inbox.search import search_page
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage.tests.conftest import Read
from unsilo.triage.tests.test_signs import page


@pytest.fixture
def letters(converse: Converse, read: Read) -> dict[str, Conversation]:
    made = {
        "praise": converse("I love the otter", subject="praise"),
        "broken": converse("The otter came broken", subject="broken"),
        "troll": converse("stupid otter now", subject="troll"),
        "spanish": converse("¿otter?", subject="spanish"),
    }
    for conversation in made.values():
        read(conversation)
    return made


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("feeling:negative", {"broken"}),
        ("feeling:happy", {"praise"}),
        ("intent:praise", {"praise"}),
        ("intent:complaint", {"broken"}),
        ("faith:bad", {"troll"}),
        ("urgent:yes", {"troll"}),
        ("urgent:yes feeling:negative", set()),
        ("lang:es", {"spanish"}),
        ("otter faith:good is:open", {"praise", "broken"}),
        ("story:yes", set()),
    ],
)
def test_a_search_can_ask_for_readings(
    question: str, found: set[str], letters: dict[str, Conversation], bob: User
) -> None:
    hits = search_page(Access.of(bob), question)
    assert {hit.row.subject for hit in hits.items} == found
    assert hits.problems == []


def test_unknown_words_are_named_with_those_that_are_known(
    letters: dict[str, Conversation], bob: User
) -> None:
    hits = search_page(Access.of(bob), "feeling:hungry")
    assert list(hits.items) == []
    assert hits.problems == ["feeling:hungry is not known. Try feeling:negative, feeling:positive."]


def test_a_list_can_be_narrowed(letters: dict[str, Conversation], bob: User) -> None:
    shown = page(bob, "/inbox/?only=feeling:negative")
    assert f'id="row-{letters["broken"].pk}"' in shown
    assert f'id="row-{letters["praise"].pk}"' not in shown
    assert "show all" in shown
    assert f"/inbox/c/{letters['broken'].pk}/?only=feeling%3Anegative" in shown


def test_what_a_list_does_not_know_narrows_nothing(
    letters: dict[str, Conversation], bob: User
) -> None:
    shown = page(bob, "/inbox/?only=feeling:hungry")
    assert f'id="row-{letters["praise"].pk}"' in shown


def test_the_menu_offers_what_can_be_asked(letters: dict[str, Conversation], bob: User) -> None:
    menu = page(bob, "/inbox/questions/?state=done")
    assert "/inbox/?state=done&amp;only=intent%3Apraise" in menu
    assert "bad faith" in menu


def test_others_desks_stay_unseen(letters: dict[str, Conversation], charlie: User) -> None:
    assert list(search_page(Access.of(charlie), "feeling:negative").items) == []
