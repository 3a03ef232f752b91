"""Nothing is kept longer than was said, but what has to be; and numbers stay what they are."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Arrival, Channel
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.inbox.models import Attachment, Conversation, Message, Placement, State
from unsilo.inbox.services import placements
from unsilo.intake.tests.conftest import Deliver, letter
from unsilo.people.models import Person
from unsilo.privacy.models import Erasure, RetentionRun
from unsilo.privacy.models.retention import RunState
from unsilo.privacy.services import erasing, retention
from unsilo.privacy.services.retention import Limits
from unsilo.privacy.tests.conftest import MIME, found_on_disk
from unsilo.stories.services import flags
from unsilo.stories.tests.conftest import POINTS

pytestmark = pytest.mark.django_db

_WAITS_FOR_US = """
SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""


@pytest.fixture
def old(help_mail: Channel, deliver: Deliver) -> Conversation:
    """Edda's letter with its file, answered and done a hundred days ago."""
    deliver(help_mail, MIME)
    return aged(Conversation.objects.get())


def aged(conversation: Conversation, days: int = 100, *, done: bool = True) -> Conversation:
    if done:
        placements.set_state(conversation.pk, state=State.DONE, by=SYSTEM)
    then = timezone.now() - timedelta(days=days)
    Conversation.objects.filter(pk=conversation.pk).update(last_message_at=then)
    conversation.refresh_from_db()
    return conversation


def night(channel: Channel, **limits: int) -> RetentionRun:
    rule = retention.save_rule(channel, limits=Limits(**limits), is_on=True, by=SYSTEM)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert retention.run(rule)
    return RetentionRun.objects.latest("pk")


def test_a_night_that_was_cut_short_ends_when_its_rule_is_switched_off(
    help_mail: Channel, old: Conversation
) -> None:
    limits = Limits(words=30)
    rule = retention.save_rule(help_mail, limits=limits, is_on=True, by=SYSTEM)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert not retention.run(rule, until=0)  # no time at all: one batch
    assert RetentionRun.objects.get().state == RunState.RUNNING
    retention.save_rule(help_mail, limits=limits, is_on=False, by=SYSTEM)
    assert retention.run_all() == 0
    ended = RetentionRun.objects.get()
    assert (ended.state, ended.counts["words"]) == (RunState.DONE, 1)
    assert ended.finished_at is not None


def test_it_is_off_until_somebody_switches_it_on(help_mail: Channel, old: Conversation) -> None:
    limits = Limits(words=30, whole=60)
    expected = retention.forecast(help_mail, limits)
    assert expected.conversations == {"words": 1, "whole": 1}
    assert (expected.messages, expected.files) == (1, 1)
    retention.save_rule(help_mail, limits=limits, is_on=False, by=SYSTEM)
    assert retention.run_all() == 0
    assert Message.objects.get().text
    with pytest.raises(Invalid):
        retention.save_rule(help_mail, limits=Limits(), is_on=True, by=SYSTEM)
    with pytest.raises(Invalid):
        retention.save_rule(help_mail, limits=Limits(words=90, whole=30), is_on=True, by=SYSTEM)


def test_files_and_raw_messages_go_before_the_words(help_mail: Channel, old: Conversation) -> None:
    run = night(help_mail, raw=90, files=90, words=180)

    message = Message.objects.get()
    assert message.reply_text.startswith("My kettle is broken")
    assert (message.files_erased_at is not None, message.words_erased_at) == (True, None)
    assert not Attachment.objects.exists()
    assert Arrival.objects.get().is_erased
    assert found_on_disk() == []
    assert (run.counts["raw"], run.counts["files"]) == (1, 1)
    assert night(help_mail, raw=90, files=90, words=180).counts == {}  # and not again


def test_words_go_and_who_it_was_stays(help_mail: Channel, old: Conversation) -> None:
    night(help_mail, words=90)
    message = Message.objects.get()
    old.refresh_from_db()
    assert (message.text, message.html, old.preview) == ("", "", "")
    assert (message.author_name, old.subject) == ("Edda Marsh", "My lighthouses")
    assert Arrival.objects.get().is_erased


def test_a_whole_conversation_takes_along_who_has_nothing_else_here(
    help_mail: Channel, old: Conversation, deliver: Deliver
) -> None:
    deliver(help_mail, letter(message_id="d1@whitlock.example"))
    aged(Conversation.objects.latest("pk"))
    deliver(help_mail, letter(message_id="d2@whitlock.example", subject="Something new"))

    night(help_mail, whole=90)
    erasing.run_due()

    assert Conversation.objects.filter(erased_at__isnull=False).count() == 2
    assert sorted(Person.objects.values_list("name", flat=True)) == [
        "Dana Whitlock",
        "Erased person",
    ]
    assert Erasure.objects.count() == 1


def test_what_is_open_on_hold_or_told_of_is_kept(
    help_mail: Channel, deliver: Deliver, bob: User, paul: User, support: Desk, alice: User
) -> None:
    for number in range(4):
        deliver(help_mail, letter(message_id=f"{number}@whitlock.example", subject=f"No. {number}"))
    open_one, held, story, plain = Conversation.objects.order_by("pk")
    aged(open_one, done=False)
    retention.hold(aged(held), reason="A claim", by=alice.actor)
    flag = flags.flag(
        story, what="Otters", points=POINTS, angles=["human_interest"], user=bob, by=bob.actor
    )
    flags.take(flag, user=paul, by=paul.actor, title="Otters")
    aged(story)
    aged(plain)

    run = night(help_mail, words=90)

    assert run.kept == {"open": 1, "hold": 1, "story": 1, "evidence": 1}
    emptied = Message.objects.filter(words_erased_at__isnull=False)
    assert list(emptied.values_list("conversation_id", flat=True)) == [plain.pk]
    retention.release(held, by=alice.actor)
    night(help_mail, words=90)
    assert emptied.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("meanwhile", ["message", "hold"])
def test_what_comes_in_the_middle_of_the_night_keeps_the_conversation(
    meanwhile: str, help_mail: Channel, old: Conversation
) -> None:
    limits = Limits(words=90)
    rule = retention.save_rule(help_mail, limits=limits, is_on=True, by=SYSTEM)

    def work() -> None:
        try:
            retention.run(rule)
        finally:
            connection.close()

    night = threading.Thread(target=work)
    with transaction.atomic():
        if meanwhile == "hold":
            retention.hold(old, reason="A claim", by=SYSTEM)
        else:
            Conversation.objects.filter(pk=old.pk).update(last_message_at=timezone.now())
        night.start()
        _until_somebody_waits()
    night.join(timeout=60)

    assert RetentionRun.objects.get().counts == {}
    assert Message.objects.get().text


def _until_somebody_waits() -> None:
    """The night has chosen its conversations and wants to hold them."""
    until = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(_WAITS_FOR_US)
            if cursor.fetchone() is not None:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail("The night waits for nobody.")


def test_what_is_written_later_goes_when_its_time_comes(
    help_mail: Channel, old: Conversation, deliver: Deliver
) -> None:
    night(help_mail, words=90)
    deliver(
        help_mail,
        letter(
            sender="edda@harbour.example", message_id="e2@harbour.example",
            In_Reply_To="<first@harbour.example>", text="One more thing",
        ),
    )  # fmt: skip
    assert Conversation.objects.count() == 1
    assert Placement.objects.get().state == State.OPEN
    night(help_mail, words=90)
    assert Message.objects.latest("pk").reply_text == "One more thing"
    long_ago = timezone.now() - timedelta(days=200)
    Conversation.objects.update(words_erased_at=long_ago)
    aged(old)
    night(help_mail, words=90)
    assert Message.objects.latest("pk").reply_text == ""
