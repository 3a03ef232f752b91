"""A flag is raised in seconds, and whoever raised it hears what became of it."""

import pytest

from unsilo.accounts.models import Notice, User
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation
from unsilo.stories.models import Flag, FlagState, Story
from unsilo.stories.services import flags
from unsilo.stories.tests.conftest import POINTS, Converse

pytestmark = pytest.mark.django_db


def raised(conversation: Conversation, bob: User, **more: object) -> Flag:
    given = {"what": "Rebuilt by hand", "points": POINTS, "user": bob, "by": bob.actor}
    return flags.flag(conversation, **given | more)  # type: ignore[arg-type]


def test_a_flag_finds_the_message_of_its_quote_and_captures_the_rest(
    mailed: Conversation, bob: User
) -> None:
    flag = raised(mailed, bob, quote="I miss   my lighthouses")
    assert flag.message == mailed.messages.get()
    assert flag.captured["channel"] == "Help"
    assert flag.captured["messages"] == 1
    assert flag.score == 8


def test_words_that_nobody_said_are_no_quote(mailed: Conversation, bob: User) -> None:
    with pytest.raises(Invalid, match="not their words"):
        raised(mailed, bob, quote="Best support ever")


def test_a_conversation_waits_for_pr_once(mailed: Conversation, bob: User) -> None:
    raised(mailed, bob)
    with pytest.raises(Invalid, match="flagged already"):
        raised(mailed, bob)


def test_who_flagged_it_is_told_why_it_was_declined(
    mailed: Conversation, bob: User, paul: User
) -> None:
    flags.decline(
        raised(mailed, bob), reason="not_new", words="Told in May", user=paul, by=paul.actor
    )
    notice = Notice.objects.get(user=bob)
    assert "Told in May" in notice.text
    assert "Not new" in notice.text


def test_another_reason_needs_words(mailed: Conversation, bob: User, paul: User) -> None:
    with pytest.raises(Invalid):
        flags.decline(raised(mailed, bob), reason="other", user=paul, by=paul.actor)


def test_a_decision_can_be_taken_back(story: Story, paul: User) -> None:
    flag = story.flags.get()
    flags.reopen(flag, by=paul.actor)
    flag.refresh_from_db()
    assert flag.state == FlagState.WAITING
    assert not Story.objects.exists()
    assert Event.objects.filter(kind="flag.reopened").exists()


def test_a_flag_becomes_evidence_of_a_story_that_is_there(
    story: Story, converse: Converse, bob: User, paul: User
) -> None:
    other = converse("Mine too!", sender="ole@fjord.example", name="Ole Berg")
    flags.merge(raised(other, bob), into=story, user=paul, by=paul.actor)
    assert {one.conversation for one in story.evidence.all()} == {story.conversation, other}


def test_what_is_decided_is_not_decided_again(story: Story, paul: User) -> None:
    with pytest.raises(Conflict):
        flags.decline(story.flags.get(), reason="risk", user=paul, by=paul.actor)
