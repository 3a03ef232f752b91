"""Numbers about answers themselves: said before, calmed down, asked again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Conversation, Direction, Message, Post
from unsilo.insights.metrics import metric
from unsilo.insights.queries.lists import Narrowed, behind
from unsilo.insights.queries.numbers import Period, Scope, summaries
from unsilo.insights.services import rollups
from unsilo.insights.tests.conftest import Past, Read
from unsilo.people.personal import Of, personal_data
from unsilo.people.personal import Scope as Whose
from unsilo.routing.models import HandOff
from unsilo.routing.services import handoffs

EVERYTHING = Scope(None)
SAME = "Thank you so much for asking, the fox is back in every shop near {0} on Monday morning!"


def figures(key: str, month: Period) -> tuple[int, int]:
    now = summaries(EVERYTHING, [key], month)[key].now
    return now.hits, now.counted


@pytest.fixture
def add() -> Callable[..., Message]:
    """One more message of a conversation, so many hours ago."""

    def _add(conversation: Conversation, text: str, *, hours: float, user: User | None) -> Message:
        return Message.objects.create(
            conversation=conversation, channel=conversation.channel, text=text, reply_text=text,
            direction=Direction.OUT if user else Direction.IN, user=user,
            author_name=user.name if user else "Dana",
            sent_at=timezone.now() - timedelta(hours=hours),
        )  # fmt: skip

    return _add


def test_a_reply_in_the_words_of_the_one_before_it_under_the_same_post_was_said_before(
    past: Past, bob: User, month: Period, counted: Callable[[], int]
) -> None:
    comments = [
        (SAME.format("@dana"), 2.0, "p-1"),
        (SAME.format("@otto https://fox.example/a"), 1.9, "p-1"),  # the same with another name
        ("Turn the box on its side, then wait until it has clicked twice.", 1.8, "p-1"),
        (SAME.format("you"), 1.7, "p-2"),  # under another post
        (SAME.format("you"), 0.5, "p-1"),  # more than a day later
        ("Thank you!", 0.4, "p-1"),
        ("Thank you!", 0.3, "p-1"),  # may be said as often as it is meant
    ]
    for answer, days, external_id in comments:
        one = past(days=days, hours=0, by=bob, answer=answer)
        post, _made = Post.objects.get_or_create(channel=one.channel, external_id=external_id)
        Conversation.objects.filter(pk=one.pk).update(public=True, post=post)
    past(days=1, hours=0, by=bob, answer=SAME)  # a letter
    counted()
    assert figures("canned", month) == (1, len(comments))
    found = behind(EVERYTHING, metric("canned"), month, Narrowed(hit=True)).items
    assert [one.user for one in found] == [bob]


def test_who_was_unhappy_and_is_not_any_more_was_calmed_down(
    past: Past, read: Read, bob: User, month: Period, counted: Callable[[], int],
    add: Callable[..., Message],
) -> None:  # fmt: skip
    calmed = past("It is broken", days=2, hours=1, by=bob)
    add(calmed, "I love it now", hours=40, user=None)
    angry = past("It is broken", days=2, hours=1, by=bob)
    add(angry, "I hate this", hours=40, user=None)
    silent = past("It is broken", days=2, hours=1, by=bob)
    happy = past("I love it", days=2, hours=1, by=bob)
    unanswered = past("It is broken", days=2)
    troll = past("You are stupid, I hate you", days=2, hours=1, by=bob)
    for one in (calmed, angry, silent, happy, unanswered, troll):
        read(one)
    counted()
    assert figures("defused", month) == (1, 3)
    (found,) = behind(EVERYTHING, metric("defused"), month, Narrowed(hit=True)).items
    assert found.conversation == calmed


def test_a_first_answer_after_a_hand_off_that_asks_the_customer_asks_again(
    past: Past, pr: Desk, bob: User, month: Period, counted: Callable[[], int],
    add: Callable[..., Message],
) -> None:  # fmt: skip
    answers = ("Which number stands on the box?", "See https://fox.example/?a=b. It is mended.", "")
    for answer in answers:
        one = past(days=3)
        handoffs.hand_off(one, to=pr, why="Press asks", by=bob.actor)
        HandOff.objects.filter(conversation=one).update(
            asked_at=timezone.now() - timedelta(hours=48)
        )
        if answer:
            add(one, answer, hours=40, user=bob)
    counted()
    assert figures("re_asked", month) == (1, 2)


def test_what_was_counted_from_words_stays_when_they_are_erased(
    past: Past, pr: Desk, bob: User, month: Period, counted: Callable[[], int],
    add: Callable[..., Message],
) -> None:  # fmt: skip
    for days in (2.0, 1.9):
        one = past(days=days, hours=0, by=bob, answer=SAME)
        post, _made = Post.objects.get_or_create(channel=one.channel, external_id="p-1")
        Conversation.objects.filter(pk=one.pk).update(public=True, post=post)
    asked = past(days=3)
    handoffs.hand_off(asked, to=pr, why="Press asks", by=bob.actor)
    HandOff.objects.update(asked_at=timezone.now() - timedelta(hours=48))
    add(asked, "Which number stands on the box?", hours=40, user=bob)
    counted()
    before = figures("canned", month), figures("re_asked", month)
    assert before == ((1, 2), (1, 1))
    for part in personal_data(Of.MESSAGE):  # the first reply under the post, and the question
        if part.label == "what numbers were counted from words":
            ids = list(Message.objects.filter(direction="out").values_list("pk", flat=True))
            assert part.erase is not None
            part.erase(part.rows(Whose(ids)))
    Message.objects.filter(direction="out").update(text="", words_erased_at=timezone.now())
    rollups.forget()
    counted()
    assert (figures("canned", month), figures("re_asked", month)) == before
