"""Cases R28-R31: what opens a conversation again, and what programs write."""

import pytest

from unsilo.accounts.models import User
from unsilo.channels.models import Channel, Outcome
from unsilo.inbox.models import Conversation, Message, Placement, State
from unsilo.inbox.services import placements
from unsilo.intake.tests.answering import answer
from unsilo.intake.tests.conftest import Deliver, letter

pytestmark = pytest.mark.django_db


def test_a_humans_answer_reopens_what_waited(
    help_mail: Channel, deliver: Deliver, bob: User
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    sent = answer(first.conversation_id, bob)
    placement = Placement.objects.get(conversation=first.conversation_id)
    assert (placement.state, placement.owner) == (State.WAITING, bob)

    deliver(help_mail, letter(text="Thank you", In_Reply_To=f"<{sent.external_id}>"))
    placement.refresh_from_db()
    assert (placement.state, placement.owner) == (State.OPEN, bob)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied", "Subject": "Out of office"},
        {"X_Autoreply": "yes", "Precedence": "auto_reply"},
    ],
)
def test_r30_an_out_of_office_note_reopens_nothing(
    headers: dict[str, str], help_mail: Channel, deliver: Deliver, bob: User
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    sent = answer(first.conversation_id, bob)
    before = Conversation.objects.get(pk=first.conversation_id)

    subject = headers.pop("Subject", "Automatic reply: A question")
    auto = letter(
        text="I am away until Monday.",
        subject=subject,
        In_Reply_To=f"<{sent.external_id}>",
        **headers,
    )
    arrival = deliver(help_mail, auto)
    assert (arrival.outcome, arrival.conversation_id) == (Outcome.APPENDED, before.pk)
    assert Placement.objects.get(conversation=before).state == State.WAITING
    after = Conversation.objects.get(pk=before.pk)
    assert (after.version, after.last_message_at) == (before.version, before.last_message_at)
    assert after.message_count == before.message_count + 1


def test_r31_an_answer_to_a_closed_conversation_opens_it_once(
    help_mail: Channel, deliver: Deliver, bob: User
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    placements.set_state(first.conversation_id, state=State.DONE, by=bob.actor)
    reply = letter(text="Still there?", message_id="b@x.example", In_Reply_To="<a@x.example>")
    deliver(help_mail, reply)
    deliver(help_mail, reply)
    assert Placement.objects.get(conversation=first.conversation_id).state == State.OPEN
    assert Message.objects.count() == 2


def test_r28_a_sender_who_writes_like_a_program_is_held(
    help_mail: Channel, deliver: Deliver
) -> None:
    outcomes = [
        deliver(help_mail, letter(subject=f"Ticket {n}", text=f"Received {n}")).outcome
        for n in range(24)
    ]
    assert outcomes[:20] == [Outcome.IMPORTED] * 20
    assert set(outcomes[20:]) == {Outcome.HELD}


def test_r29_a_bounce_stands_on_the_answer_that_bounced(
    help_mail: Channel, deliver: Deliver, bob: User
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    sent = answer(first.conversation_id, bob)
    report = f"""From: MAILER-DAEMON@mx.example
To: help@marmaladefox.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"

--=b
Content-Type: text/plain

The mail system could not deliver your message.
--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; dana@whitlock.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--=b
Content-Type: text/rfc822-headers

Message-ID: <{sent.external_id}>
Subject: Re: A question

--=b--
""".replace("\n", "\r\n").encode()
    bounced = deliver(help_mail, report)
    assert bounced.outcome == Outcome.BOUNCED
    assert bounced.message_id == sent.pk
    assert "550" in bounced.reason
    assert Placement.objects.get(conversation=first.conversation_id).state == State.OPEN
    assert Conversation.objects.count() == 1
