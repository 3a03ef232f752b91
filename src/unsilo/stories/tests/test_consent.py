"""Nothing of a customer leaves without their yes for that field and that use."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Channel, Delivery
from unsilo.core.errors import Conflict, Invalid, NotFound
from unsilo.inbox.models import Conversation, Direction
from unsilo.stories import gate
from unsilo.stories.errors import NoConsent
from unsilo.stories.models import Consent, Pitch, Story
from unsilo.stories.services import consents, pitches, stories
from unsilo.stories.tests.conftest import Press

pytestmark = pytest.mark.django_db


def pitch(
    story: Story, press: Channel, journalists: Press, user: User, text: str, **more: object
) -> list[Pitch]:
    words = pitches.Words(journalists.col, "A keeper of lighthouses", text)
    return pitches.pitch(
        story,
        words=[words],
        channel=press,
        user=user,
        by=user.actor,
        **more,  # type: ignore[arg-type]
    )


def test_the_customer_is_asked_in_their_own_conversation(
    asked: Consent, mailed: Conversation
) -> None:
    sent = mailed.messages.get(direction=Direction.OUT)
    assert re.search(r"/consent/[0-9a-z]+-[a-z2-7]{16}/", sent.text)
    assert [step.kind for step in asked.steps.all()] == ["asked"]
    assert asked.story.stage == "consent" or Story.objects.get().stage == "consent"


def test_each_step_says_when_and_by_which_wording(granted: Consent) -> None:
    steps = list(granted.steps.values_list("kind", "wording", "by"))
    assert steps == [("asked", "1", "Paul Reyes"), ("answered", "1", "Edda Marsh")]
    assert granted.steps.last().allowed == {"name": ["press"], "words": ["press"]}
    assert granted.state == "partly"
    assert Story.objects.get().stage == "ready"


def test_a_forged_link_means_nothing(asked: Consent) -> None:
    token = consents.address(asked).rstrip("/").rpartition("/")[2]
    assert consents.by_token(token) == asked
    for forged in (token[:-1] + ("a" if token[-1] != "a" else "b"), "1-", "", "zzz-aaaa", "é-x"):
        with pytest.raises(NotFound):
            consents.by_token(forged)


def test_a_link_that_was_not_answered_in_time_means_nothing(asked: Consent) -> None:
    token = consents.address(asked).rstrip("/").rpartition("/")[2]
    Consent.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        consents.by_token(token)
    with pytest.raises(NotFound):
        consents.answer(asked, allowed=[("name", "press")])


def test_a_pitch_without_consent_is_refused(
    story: Story, press: Channel, journalists: Press, paul: User
) -> None:
    with pytest.raises(NoConsent):
        pitch(story, press, journalists, paul, "A story for you.")
    assert not Pitch.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "text", ["Edda lost her lights.", "She says: I miss   my lighthouses!", "ask Mrs MARSH"]
)
def test_what_a_text_uses_is_found_in_the_text(
    asked: Consent, press: Channel, journalists: Press, paul: User, text: str
) -> None:
    consents.answer(asked, allowed=[("picture", "press"), ("name", "page"), ("words", "social")])
    with pytest.raises(NoConsent):
        pitch(Story.objects.get(), press, journalists, paul, text)
    assert pitch(Story.objects.get(), press, journalists, paul, "A player lost her lights.")


def test_a_pitch_uses_what_was_granted(
    granted: Consent, press: Channel, journalists: Press, paul: User
) -> None:
    (made,) = pitch(granted.story, press, journalists, paul, "Edda Marsh: “I miss my lighthouses”")
    assert made.uses == ["name", "words"]
    assert Story.objects.get().stage == "pitched"


def test_all_people_of_a_story_have_to_agree(
    granted: Consent, press: Channel, journalists: Press, paul: User, converse: object
) -> None:
    other = converse("I saw it", sender="ole@fjord.example", name="Ole Berg")  # type: ignore[operator]
    Consent.objects.create(
        story=granted.story, person=other.person, conversation=other, wording="1",
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(NoConsent):
        pitch(granted.story, press, journalists, paul, "Edda lost her lights.")


def test_withdrawal_stops_what_waits_and_lists_what_is_out(
    granted: Consent, press: Channel, journalists: Press, paul: User
) -> None:
    waiting = pitch(granted.story, press, journalists, paul, "Edda lost her lights.")[0]
    words = pitches.Words(journalists.nadia, "Lights", "Edda lost her lights.")
    (sent,) = pitches.pitch(granted.story, words=[words], channel=press, user=paul, by=paul.actor)
    Delivery.objects.filter(message_id=sent.message_id).update(
        state="sent", claimed_at=timezone.now(), sent_at=timezone.now()
    )
    consents.withdraw(granted)
    waiting.refresh_from_db()
    assert waiting.cancelled_because == "Consent was withdrawn."
    assert [one.pitch for one in granted.takedowns.all()] == [sent]
    assert Story.objects.get().stage == "consent"
    with pytest.raises(NoConsent):
        gate.require(granted.story, fields=["name"], use="press")


def test_a_customer_is_not_asked_twice_while_the_question_is_open(
    asked: Consent, mailed: Conversation, paul: User, support: Desk
) -> None:
    with pytest.raises(Conflict):
        consents.ask(
            asked.story, conversation=mailed, text=consents.LINK, cells=[("name", "press")],
            user=paul, desks=[support], by=paul.actor,
        )  # fmt: skip


def test_a_story_does_not_go_on_without_a_yes(story: Story, paul: User) -> None:
    with pytest.raises(NoConsent):
        stories.move(story, stage="ready", by=paul.actor)


def test_a_text_without_the_link_is_refused(
    story: Story, mailed: Conversation, paul: User, support: Desk
) -> None:
    with pytest.raises(Invalid, match="Leave"):
        consents.ask(
            story, conversation=mailed, text="May we?", cells=[("name", "press")],
            user=paul, desks=[support], by=paul.actor,
        )  # fmt: skip


def test_a_journalist_is_not_pitched_twice_in_two_weeks_without_a_word(
    granted: Consent, press: Channel, journalists: Press, paul: User
) -> None:
    pitch(granted.story, press, journalists, paul, "Lights.")
    second = stories.create_story(
        brand=granted.story.brand, title="Patch notes", told_by_us=True, by=paul.actor
    )
    with pytest.raises(Conflict, match="Say why again"):
        pitch(second, press, journalists, paul, "Notes.")
    assert pitch(second, press, journalists, paul, "Notes.", why_again="He asked for more")


def test_nobody_is_asked_where_everybody_reads(
    story: Story, mailed: Conversation, paul: User, support: Desk
) -> None:
    mailed.public = True
    with pytest.raises(Invalid, match="public"):
        consents.ask(
            story, conversation=mailed, text=consents.LINK, cells=[("name", "press")],
            user=paul, desks=[support], by=paul.actor,
        )  # fmt: skip
