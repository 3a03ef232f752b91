"""Numbers, and the lists behind them, are the same once those whom they count are erased."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Message, State
from unsilo.inbox.services import placements
from unsilo.insights.metrics import METRICS, metric
from unsilo.insights.queries.lists import behind
from unsilo.insights.queries.numbers import Period, Scope, summaries
from unsilo.insights.services import rollups
from unsilo.insights.tests.conftest import Past
from unsilo.insights.tests.test_numbers import EVERYTHING, assert_rollups_equal_a_recount
from unsilo.people.models import Person
from unsilo.privacy.services import erasing, retention
from unsilo.privacy.services.retention import Limits
from unsilo.triage.services import rereading
from unsilo.triage.tests.conftest import Read

pytestmark = pytest.mark.django_db

Numbers = dict[str, tuple[int, int]]


def numbers(month: Period) -> Numbers:
    rollups.mark_recent()
    rollups.refresh()
    found = summaries(EVERYTHING, [one.key for one in METRICS], month)
    return {key: (one.now.counted, one.now.hits) for key, one in found.items()}


@pytest.fixture
def talk(past: Past, read: Read, bob: User) -> list[Conversation]:
    """Read, answered and done; one answer in public only sends people away."""
    asks = past("where can I buy an otter?", days=20, hours=3, by=bob)
    sent_away = past("It came broken", days=12, hours=30, by=bob, answer="Please email us.")
    loves = past("I love it", days=6, hours=2, by=bob, sender="rosa@pier.example", name="Rosa")
    Conversation.objects.filter(pk=sent_away.pk).update(public=True)
    for one in (asks, sent_away, loves):
        read(one)
        placements.set_state(one.pk, state=State.DONE, by=bob.actor)
    return [asks, sent_away, loves]


def test_numbers_and_their_lists_stay_when_a_person_is_erased(
    talk: list[Conversation], month: Period, ada: User
) -> None:
    before = numbers(month)
    assert before["deflection"][1] == 1
    dana = Person.objects.get(name="Dana Whitlock")
    asked = erasing.ask(dana, reason="Asked to", user=None, by=SYSTEM, at_once=True)
    assert erasing.run(asked.pk)

    assert numbers(month) == before
    assert_rollups_equal_a_recount(month)
    everything = Scope(Access.of(ada))
    for key in ("arrived", "replies", "deflection", "complaints"):
        rows = behind(everything, metric(key), month)
        assert len(rows.items) == before[key][0], key


def test_numbers_stay_when_words_and_whole_conversations_go(
    talk: list[Conversation], month: Period, mail: Channel
) -> None:
    before = numbers(month)
    long_ago = timezone.now() - timedelta(days=400)
    Conversation.objects.update(last_message_at=long_ago)
    for limits in (Limits(words=90), Limits(words=90, whole=365)):
        rule = retention.save_rule(mail, limits=limits, is_on=True, by=SYSTEM)
        assert retention.run(rule)
        assert numbers(month) == before
        assert_rollups_equal_a_recount(month)
    erasing.run_due()
    assert not Message.objects.exclude(text="", author_address="").exists()
    assert not Person.objects.live().exists()
    assert numbers(month) == before


def test_reading_everything_again_leaves_alone_what_has_no_words(
    talk: list[Conversation], month: Period, mail: Channel, counted: Callable[[], int]
) -> None:
    before = numbers(month)
    Conversation.objects.update(last_message_at=timezone.now() - timedelta(days=400))
    retention.run(retention.save_rule(mail, limits=Limits(words=90), is_on=True, by=SYSTEM))
    rereading.start(by=SYSTEM)
    while rereading.step():
        pass
    assert numbers(month) == before
