"""What is caught before it goes out, and how it goes out all the same."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.channels.contract import Address
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox.checking import Finding, Outgoing, Override, OverrideReason, findings
from unsilo.inbox.errors import DraftStopped
from unsilo.inbox.models import Conversation, Message, Post
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services import placements
from unsilo.inbox.services.replies import Answer, send_answer
from unsilo.library.checks.all import CHECKS
from unsilo.library.models import Fact, VoiceGuide
from unsilo.library.services.facts import create_fact
from unsilo.library.tests.conftest import Comment, Converse

EMAIL_US = "Please email us at hello@marmaladefox.example!"
KETTLE = "Copper Kettle Games on Lake Avenue has it, beside the good dumplings."


def found(user: User, conversation: Conversation, text: str) -> list[Finding]:
    return findings(Outgoing(Access.of(user), text, "reply", conversation.brand_id, conversation))


def checks(user: User, conversation: Conversation, text: str) -> list[str]:
    return [f"{one.check} {one.level}" for one in found(user, conversation, text)]


def send(user: User, desk: Desk, conversation: Conversation, text: str, **more: Any) -> Message:
    answer = Answer(
        text=text, confirmed=True, recipients=Recipients(to=(Address("dana@x.example"),)), **more
    )
    return send_answer(conversation.pk, answer, user=user, desks=[desk], by=user.actor)


def test_an_answer_that_only_deflects_is_stopped(
    comment: Comment, bob: User, support: Desk
) -> None:
    conversation = comment()
    (finding,) = found(bob, conversation, EMAIL_US)
    assert (finding.check, finding.stops) == ("deflection", True)
    assert "email us" in finding.because
    with pytest.raises(DraftStopped) as stopped:
        send(bob, support, conversation, EMAIL_US)
    assert stopped.value.data["findings"][0]["check"] == "deflection"
    assert send(bob, support, conversation, KETTLE).pk


def test_it_goes_out_with_a_reason_that_is_kept(comment: Comment, bob: User, support: Desk) -> None:
    override = Override.of("other", "They asked for our address")
    message = send(bob, support, comment(), EMAIL_US, override=override)
    kept = Event.objects.get(kind="check.overridden")
    assert (kept.message_id, kept.data["checks"]) == (message.pk, ["deflection"])
    assert kept.data["reason"] == OverrideReason.OTHER
    queued = Event.objects.get(kind="message.queued", message_id=message.pk)
    assert queued.data["override"]["words"] == "They asked for our address"


def test_what_concerns_an_order_may_go_elsewhere(comment: Comment, bob: User) -> None:
    assert checks(bob, comment("Where is my order #12345?"), EMAIL_US) == []


def test_a_mail_may_say_email_us(converse: Converse, bob: User) -> None:
    assert checks(bob, converse("Where can I find this?"), EMAIL_US) == []


def test_a_copy_of_what_stands_in_the_thread_is_stopped(
    comment: Comment, bob: User, support: Desk
) -> None:
    conversation = comment()
    send(bob, support, conversation, f"Hi Dana, {KETTLE}")
    assert checks(bob, conversation, f"Hello Kip! {KETTLE}") == ["copy stop"]
    assert checks(bob, conversation, "Northshore Toys got twelve of them this morning.") == []


def test_a_copy_below_the_same_post_is_stopped(
    comment: Comment, bob: User, support: Desk, wall: Channel
) -> None:
    post = Post.objects.create(channel=wall, external_id="p-1")
    one, other = comment(), comment(sender="kip@x.example")
    Conversation.objects.update(post=post)
    send(bob, support, one, KETTLE)
    other.refresh_from_db()
    assert checks(bob, other, KETTLE) == ["copy stop"]
    assert checks(bob, comment(sender="z@x.example"), KETTLE) == []


def test_thanks_may_be_said_as_often_as_they_are_meant(
    comment: Comment, bob: User, support: Desk
) -> None:
    conversation = comment("I love it")
    send(bob, support, conversation, "Thank you!")
    assert checks(bob, conversation, "Thank you!") == []


def test_phrases_of_the_guide_are_mended(comment: Comment, bob: User, guide: VoiceGuide) -> None:
    text = "Sorry for Any  Inconvenience, valued customer. The dog is sorry too."
    never, rather_not = found(bob, comment("It broke"), text)
    assert (never.stops, rather_not.stops) == (True, False)
    assert never.mend
    assert (never.mend.find, never.mend.put) == ("Any  Inconvenience", "the trouble")


def test_megabytes_are_no_gigabytes(converse: Converse, bob: User, save_size: Fact) -> None:
    (finding,) = found(bob, converse("How large?"), "A save takes 3 megabytes.")
    assert finding.stops
    assert finding.mend
    assert (finding.mend.find, finding.mend.put) == ("3 megabytes", "3 GB")
    assert checks(bob, converse("How large?"), "A save takes 3 GB.") == []
    assert checks(bob, converse("How large?"), "A save takes 5 GB.") == ["fact warn"]
    assert checks(bob, converse("How large?"), "The trailer has 3 MB.") == []


def test_what_is_not_to_be_said_is_stopped(converse: Converse, bob: User) -> None:
    create_fact(
        statement="The German edition comes in March",
        wrong=["im März"],
        about=["German", "deutsche"],
        status="do_not_say",
        by=SYSTEM,
    )
    assert checks(bob, converse("Wann?"), "Die deutsche Ausgabe kommt im März.") == ["fact stop"]
    assert checks(bob, converse("Wann?"), "Der Spieletag ist im März.") == []


def test_what_is_not_sure_is_warned_of(converse: Converse, bob: User) -> None:
    create_fact(statement="Otto floats", status="not_confirmed", by=SYSTEM)
    create_fact(
        statement="Shipping is free",
        status="confirmed",
        valid_until=timezone.localdate().replace(year=2020),
        by=SYSTEM,
    )
    assert checks(bob, converse("?"), "Yes, otto floats.") == ["fact warn"]
    assert checks(bob, converse("?"), "Shipping is free.") == ["fact warn"]


def test_a_spokesperson_says_who_speaks(
    comment: Comment, guide: VoiceGuide, paul: User, bob: User, pr: Desk, support: Desk
) -> None:
    conversation = comment("Is it true?")
    assert checks(paul, conversation, "Yes, and we are sorry.") == []  # PR does not hold it
    placements.place(conversation.pk, desk=pr, by=SYSTEM)
    (finding,) = found(paul, conversation, "Yes, and we are sorry.")
    assert finding.check == "disclosure"
    assert finding.mend
    mended = f"Yes, and we are sorry.\n\n{finding.mend.put}"
    assert checks(paul, conversation, mended) == []
    assert checks(bob, conversation, "Yes, and we are sorry.") == []


def test_a_mail_costs_no_statement_once_the_rules_are_known(
    converse: Converse, bob: User, guide: VoiceGuide, save_size: Fact
) -> None:
    conversation = converse("How large is a save?")
    out = Outgoing(Access.of(bob), "About 2 boxes.", "reply", conversation.brand_id, conversation)

    def look() -> list[Finding]:
        return [finding for check in CHECKS for finding in check(out)]

    look()
    with CaptureQueriesContext(connection) as asked:
        look()
    assert len(asked) == 0
