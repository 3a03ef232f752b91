"""Cases R1, R7, R9, R15, R16, R21-R25: threads, strangers and copies."""

import pytest

from unsilo.accounts.models import User
from unsilo.channels.models import Channel, Outcome
from unsilo.channels.services import arrivals
from unsilo.core.actor import SYSTEM
from unsilo.core.tokens import sign_id
from unsilo.inbox.models import Conversation, Message, Reference
from unsilo.inbox.services.replies import REPLY_TOKEN
from unsilo.intake import pipeline
from unsilo.intake.tests.conftest import Deliver, letter

pytestmark = pytest.mark.django_db


def test_a_first_letter_begins_a_conversation_on_the_channels_desk(
    help_mail: Channel, deliver: Deliver
) -> None:
    arrival = deliver(help_mail, letter(message_id="one@whitlock.example"))
    assert arrival.outcome == Outcome.IMPORTED
    conversation = Conversation.objects.get(pk=arrival.conversation_id)
    assert (conversation.subject, conversation.preview) == ("A question", "Where is my otter?")
    placement = conversation.placements.get()
    assert (placement.desk_id, placement.state, placement.owner) == (
        help_mail.desk_id,
        "open",
        None,
    )
    assert arrival.sender == "dana@whitlock.example"


def test_r7_a_letter_without_message_id_is_kept_and_known_again(
    help_mail: Channel, deliver: Deliver
) -> None:
    first = deliver(help_mail, letter())
    second = deliver(help_mail, letter())
    assert (first.outcome, second.outcome) == (Outcome.IMPORTED, Outcome.DUPLICATE)
    assert Message.objects.count() == 1


def test_r15_one_letter_to_two_mailboxes_is_one_conversation_on_two_desks(
    help_mail: Channel, press_mail: Channel, deliver: Deliver
) -> None:
    content = letter(
        to="help@marmaladefox.example, press@marmaladefox.example", message_id="both@x.example"
    )
    deliver(help_mail, content)
    second = deliver(press_mail, content)
    assert second.outcome == Outcome.DUPLICATE
    assert "both desks" in second.reason
    conversation = Conversation.objects.get()
    assert set(conversation.placements.values_list("desk_id", flat=True)) == {
        help_mail.desk_id,
        press_mail.desk_id,
    }
    assert Message.objects.count() == 1


def test_r15_a_letter_to_itself_gives_one_conversation(
    help_mail: Channel, deliver: Deliver
) -> None:
    content = letter(sender="help@marmaladefox.example", message_id="self@marmaladefox.example")
    deliver(help_mail, content, folder="INBOX")
    deliver(help_mail, content, folder="Sent", outgoing=True)
    assert Conversation.objects.count() == 1


def test_another_letter_under_a_known_message_id_is_not_lost(
    help_mail: Channel, deliver: Deliver
) -> None:
    deliver(help_mail, letter(message_id="same@x.example"))
    other = deliver(help_mail, letter(message_id="same@x.example", text="Something else entirely."))
    assert other.outcome == Outcome.APPENDED
    assert Message.objects.count() == 2


def test_r16_the_same_letter_fetched_again_adds_nothing(
    help_mail: Channel, deliver: Deliver
) -> None:
    deliver(help_mail, letter(message_id="one@x.example"), key="INBOX/1/7")
    again = deliver(help_mail, letter(message_id="one@x.example"), key="INBOX/2/1")
    assert again.outcome == Outcome.DUPLICATE
    assert Conversation.objects.count() == Message.objects.count() == 1


def test_r21_an_answer_to_oneself_joins_by_references_alone(
    help_mail: Channel, deliver: Deliver
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    by_reply = deliver(
        help_mail, letter(text="And?", message_id="b@x.example", In_Reply_To="<a@x.example>")
    )
    by_refs = deliver(
        help_mail,
        letter(
            text="Hello?", message_id="d@x.example", References="<a@x.example> <lost@x.example>"
        ),
    )
    assert {by_reply.conversation_id, by_refs.conversation_id} == {first.conversation_id}
    assert by_refs.outcome == Outcome.APPENDED


def test_r21_an_answer_joins_by_the_signed_token_when_all_ids_are_gone(
    help_mail: Channel, deliver: Deliver, bob: User
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    token = sign_id(first.conversation_id, purpose=REPLY_TOKEN)
    reply = deliver(
        help_mail,
        letter(to=f"help+{token}@marmaladefox.example", text="Thanks!", subject="something new"),
    )
    assert (reply.outcome, reply.conversation_id) == (Outcome.APPENDED, first.conversation_id)


def test_r9_a_token_in_cc_counts_as_well(help_mail: Channel, deliver: Deliver) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    token = sign_id(first.conversation_id, purpose=REPLY_TOKEN)
    reply = deliver(
        help_mail,
        letter(to="somebody@else.example", text="Hi", Cc=f"help+{token}@marmaladefox.example"),
    )
    assert reply.conversation_id == first.conversation_id


def test_r22_a_forged_token_opens_nothing(help_mail: Channel, deliver: Deliver) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    token = sign_id(first.conversation_id, purpose=REPLY_TOKEN)
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    reply = deliver(help_mail, letter(to=f"help+{forged}@marmaladefox.example", text="Let me in"))
    assert reply.outcome == Outcome.IMPORTED
    assert reply.conversation_id != first.conversation_id


def test_r22_a_stranger_with_a_real_token_is_held(help_mail: Channel, deliver: Deliver) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    assert first.conversation_id is not None
    token = sign_id(first.conversation_id, purpose=REPLY_TOKEN)
    strange = letter(
        sender="eve@elsewhere.example", to=f"help+{token}@marmaladefox.example", text="Tell me all."
    )
    held = deliver(help_mail, strange)
    assert (held.outcome, held.held_for) == (Outcome.HELD, first.conversation_id)
    assert "eve@elsewhere.example" in held.reason
    assert Message.objects.count() == 1


def test_a_held_letter_goes_where_a_person_lets_it(
    help_mail: Channel, deliver: Deliver, ada: User
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    stranger = "eve@elsewhere.example"
    held = deliver(help_mail, letter(sender=stranger, text="Me too", In_Reply_To="<a@x.example>"))
    assert held.outcome == Outcome.HELD

    pipeline.process(arrivals.accept(held, by=ada.actor))
    held.refresh_from_db()
    assert (held.outcome, held.conversation_id) == (Outcome.APPENDED, first.conversation_id)

    other = deliver(
        help_mail, letter(sender="eli@far.example", text="I", In_Reply_To="<a@x.example>")
    )
    pipeline.process(arrivals.accept(other, by=ada.actor, as_new=True))
    other.refresh_from_db()
    assert other.outcome == Outcome.IMPORTED
    assert other.conversation_id != first.conversation_id


def test_r23_a_number_in_the_subject_decides_nothing(help_mail: Channel, deliver: Deliver) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    other = deliver(
        help_mail,
        letter(
            sender="eve@elsewhere.example", subject=f"Re: [#{first.conversation_id}] A question"
        ),
    )
    assert other.outcome == Outcome.IMPORTED
    assert other.conversation_id != first.conversation_id


def test_a_false_re_of_a_stranger_stays_apart(help_mail: Channel, deliver: Deliver) -> None:
    deliver(help_mail, letter(message_id="a@x.example"))
    deliver(help_mail, letter(sender="eve@elsewhere.example", subject="Re: A question", text="x"))
    assert Conversation.objects.count() == 2


def test_r24_a_colleague_in_cc_may_answer_the_first_letter(
    help_mail: Channel, deliver: Deliver
) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example", Cc="jo@partner.example"))
    reply = deliver(
        help_mail,
        letter(sender="jo@partner.example", text="I saw it.", In_Reply_To="<a@x.example>"),
    )
    assert (reply.outcome, reply.conversation_id) == (Outcome.APPENDED, first.conversation_id)


def test_a_colleague_of_the_same_company_may_answer(help_mail: Channel, deliver: Deliver) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    reply = deliver(
        help_mail,
        letter(sender="sam@whitlock.example", text="For Dana", In_Reply_To="<a@x.example>"),
    )
    assert reply.conversation_id == first.conversation_id


def test_r24_two_letters_that_share_an_ancestor_nobody_saw_are_one_conversation(
    help_mail: Channel, deliver: Deliver
) -> None:
    one = deliver(help_mail, letter(message_id="b@x.example", References="<root@x.example>"))
    two = deliver(
        help_mail, letter(text="More", message_id="c@x.example", References="<root@x.example>")
    )
    assert one.conversation_id == two.conversation_id


def test_an_answer_before_its_original_finds_it(help_mail: Channel, deliver: Deliver) -> None:
    late = letter(message_id="a@x.example", text="The first words")
    early = deliver(
        help_mail, letter(message_id="b@x.example", text="The second", In_Reply_To="<a@x.example>")
    )
    original = deliver(help_mail, late)
    assert (original.outcome, original.conversation_id) == (Outcome.APPENDED, early.conversation_id)


def test_r25_a_forwarded_letter_begins_anew(help_mail: Channel, deliver: Deliver) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    forwarded = deliver(
        help_mail,
        letter(sender="jo@far.example", subject="WG: A question", message_id="f@far.example"),
    )
    assert forwarded.conversation_id != first.conversation_id


def test_sent_elsewhere_stands_in_the_conversation(help_mail: Channel, deliver: Deliver) -> None:
    first = deliver(help_mail, letter(message_id="a@x.example"))
    ours = deliver(
        help_mail,
        letter(
            sender="help@marmaladefox.example",
            to="dana@whitlock.example",
            text="Answered from my phone.",
            message_id="phone@marmaladefox.example",
            In_Reply_To="<a@x.example>",
        ),
        folder="Sent",
        outgoing=True,
    )
    assert (ours.outcome, ours.conversation_id) == (Outcome.APPENDED, first.conversation_id)
    assert Message.objects.get(pk=ours.message_id).direction == "out"


def test_every_id_a_letter_names_is_remembered(help_mail: Channel, deliver: Deliver) -> None:
    arrival = deliver(
        help_mail,
        letter(message_id="c@x.example", In_Reply_To="<b@x.example>", References="<a@x.example>"),
    )
    known = Reference.objects.filter(conversation=arrival.conversation_id)
    assert set(known.values_list("external_id", flat=True)) == {
        "a@x.example",
        "b@x.example",
        "c@x.example",
    }


def test_r1_bytes_that_are_no_letter_do_not_stop_the_next(
    help_mail: Channel, deliver: Deliver
) -> None:
    odd = deliver(help_mail, b"\x00\xff\xfe not a mail at all \x00" * 50)
    fine = deliver(help_mail, letter())
    assert odd.outcome in (Outcome.IMPORTED, Outcome.HELD)
    assert fine.outcome == Outcome.IMPORTED


def test_reading_again_changes_the_words_and_nothing_else(
    help_mail: Channel, deliver: Deliver, bob: User
) -> None:
    arrival = deliver(help_mail, letter(message_id="a@x.example"))
    Message.objects.filter(pk=arrival.message_id).update(reply_text="garbled")
    arrival.refresh_from_db()
    pipeline.reread(arrival)
    message = Message.objects.get(pk=arrival.message_id)
    assert message.reply_text == "Where is my otter?"
    assert Message.objects.count() == 1
    pipeline.process(arrival, by=SYSTEM)
    assert Message.objects.count() == 1
