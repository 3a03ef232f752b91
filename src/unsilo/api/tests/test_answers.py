"""Answers, notes, new conversations, files, and the outbox."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.models import Desk
from unsilo.api.tests.conftest import Post, Program
from unsilo.channels.models import Channel, Delivery
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.services import placements


@pytest.fixture
def replies(letter) -> str:
    return f"conversations/{letter['conversation_id']}/replies"


def version(who: Program, letter) -> int:
    found: int = who.get(f"conversations/{letter['conversation_id']}").json()["version"]
    return found


def test_an_answer_goes_to_who_wrote_and_waits_in_the_outbox(as_bob: Program, replies: str, letter):
    answer = as_bob.post(
        replies, {"text": "It is **on its way**.", "seen_version": version(as_bob, letter)}
    )
    assert answer.status_code == 201
    message = answer.json()
    assert message["text"] == "It is on its way."
    assert message["html"] == "<p>It is <strong>on its way</strong>.</p>"
    assert message["addresses"]["to"] == [{"address": "rosa@lind.example", "name": "Rosa Lind"}]
    assert message["in_reply_to"] == "one@lind.example"
    assert message["delivery"]["state"] == "waiting"
    assert [one["address"] for one in message["delivery"]["recipients"]] == ["rosa@lind.example"]
    shown = as_bob.get(f"conversations/{letter['conversation_id']}").json()
    assert (shown["placements"][0]["state"], shown["placements"][0]["owner"]) == (
        "waiting",
        "Bob Nakamura",
    )


def test_an_answer_to_what_has_changed_is_stopped(
    as_bob: Program, as_alice: Program, replies, letter
):
    seen = version(as_bob, letter)
    as_alice.post(f"conversations/{letter['conversation_id']}/notes", {"text": "Wait a moment"})
    stopped = as_bob.post(replies, {"text": "Too fast", "seen_version": seen})
    assert stopped.status_code == 409
    assert stopped.json()["code"] == "newer_messages"
    assert stopped.json()["data"]["version"] == version(as_bob, letter)
    assert not Delivery.objects.exists()
    assert (
        as_bob.post(replies, {"text": "Sure", "seen_version": seen, "confirm": True}).status_code
        == 201
    )


def test_an_answer_needs_to_have_been_read_for(as_bob: Program, replies: str):
    assert as_bob.post(replies, {"text": "Blind"}).json()["code"] == "newer_messages"


def test_named_recipients_replace_the_usual_ones(as_bob: Program, replies: str):
    body = {
        "text": "Hi",
        "confirm": True,
        "to": [{"address": "new@x.example", "name": "New"}],
        "cc": [{"address": "copy@x.example"}],
        "bcc": [{"address": "hidden@x.example"}],
        "subject": "Something else",
    }
    message = as_bob.post(replies, body).json()
    assert message["subject"] == "Something else"
    roles = {one["address"]: one["role"] for one in message["delivery"]["recipients"]}
    assert roles == {"new@x.example": "to", "copy@x.example": "cc", "hidden@x.example": "bcc"}


@pytest.mark.parametrize(
    "address", ["x", "x@y", "a b@x.example", "a@x.example,b@x.example", "<a@x.example>"]
)
def test_what_is_no_address_is_refused_by_name(as_bob: Program, replies: str, address: str):
    answer = as_bob.post(replies, {"text": "Hi", "confirm": True, "to": [{"address": address}]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.to.0.address"


def test_an_answer_to_nobody_or_with_nothing_is_not_sent(as_bob: Program, replies: str):
    nobody = as_bob.post(replies, {"text": "Hi", "confirm": True, "to": []})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "no_recipients")
    empty = as_bob.post(replies, {"text": " \n", "confirm": True})
    assert (empty.status_code, empty.json()["code"]) == (409, "empty_message")
    assert Message.objects.count() == 1


def test_a_forward_takes_the_message_along(as_bob: Program, replies: str, letter):
    body = {
        "kind": "forward",
        "confirm": True,
        "answers": letter["message_id"],
        "to": [{"address": "lab@x.example"}],
    }
    message = as_bob.post(replies, body).json()
    assert message["subject"] == "Fwd: Fox on the lid"
    payload = Delivery.objects.get(pk=message["delivery"]["id"]).payload
    assert "Where is my otter?" in payload["text"]


def test_only_a_message_of_the_conversation_can_be_answered(
    as_bob: Program, replies: str, posted: Post
):
    other = posted()["message_id"]
    assert as_bob.post(replies, {"text": "x", "confirm": True, "answers": other}).status_code == 404


def test_files_go_along_and_come_back_as_they_were(as_bob: Program, replies: str):
    content = bytes(range(256)) * 40
    file = {"filename": "../lid.html", "content_base64": base64.b64encode(content).decode()}
    made = as_bob.post(replies, {"text": "See", "confirm": True, "attachments": [file]}).json()
    (attached,) = made["attachments"]
    assert (attached["filename"], attached["size"]) == ("lid.html", len(content))
    download = as_bob.get(f"attachments/{attached['id']}")
    assert b"".join(download.streaming_content) == content
    assert download["Content-Type"] == "application/octet-stream"
    assert download["Content-Disposition"] == 'attachment; filename="lid.html"'
    assert download["X-Content-Type-Options"] == "nosniff"


def test_files_of_others_are_not_there(as_bob: Program, as_charlie: Program, posted: Post):
    file = {"filename": "a.txt", "content_base64": "aGk="}
    taken = posted(attachments=[file])
    (attached,) = as_bob.get(f"messages/{taken['message_id']}").json()["attachments"]
    assert as_charlie.get(f"attachments/{attached['id']}").status_code == 404
    assert as_bob.get("attachments/999999").status_code == 404


def test_a_file_that_is_too_large_is_refused(as_bob: Program, replies: str, settings):
    settings.MAX_UPLOAD_MB = 1
    big = base64.b64encode(b"x" * (1024 * 1024 + 1)).decode()
    file = {"filename": "big.bin", "content_base64": big}
    refused = as_bob.post(replies, {"text": "See", "confirm": True, "attachments": [file]})
    assert refused.status_code == 413
    assert not Delivery.objects.exists()


def test_a_file_that_is_no_base64_is_refused(as_bob: Program, replies: str):
    file = {"filename": "a.txt", "content_base64": "nonsense!"}
    refused = as_bob.post(replies, {"text": "See", "confirm": True, "attachments": [file]})
    assert refused.status_code == 422


def test_an_answer_can_wait_for_its_hour(as_bob: Program, replies: str):
    later = timezone.now() + timedelta(days=2)
    made = as_bob.post(replies, {"text": "Later", "confirm": True, "send_at": later.isoformat()})
    planned = made.json()["delivery"]["next_try_at"]
    assert planned[:16] == later.isoformat()[:16]
    far = {"text": "Never", "confirm": True, "send_at": "9000-01-01T00:00:00Z"}
    assert as_bob.post(replies, far).status_code == 409


def test_what_becomes_of_it_afterwards_can_be_said(as_bob: Program, replies: str, letter):
    path = f"conversations/{letter['conversation_id']}"
    as_bob.post(replies, {"text": "Bye", "confirm": True, "then": "done"})
    assert as_bob.get(path).json()["placements"][0]["state"] == "done"
    as_bob.post(replies, {"text": "Oh", "confirm": True, "then": None})
    assert as_bob.get(path).json()["placements"][0]["state"] == "done"


def test_an_answer_does_not_touch_desks_of_others(
    as_bob: Program, replies: str, letter, press_room: Desk
):
    placements.place(letter["conversation_id"], desk=press_room, by=SYSTEM)
    as_bob.post(replies, {"text": "Bye", "confirm": True, "then": "done"})
    states = dict(Conversation.objects.get().placements.values_list("desk__name", "state"))
    assert states == {"Support": "done", "Press room": "open"}


def test_an_answer_is_the_token_s_and_its_user_s(as_bob: Program, replies: str, bob):
    as_bob.post(replies, {"text": "Hi", "confirm": True})
    assert Message.objects.get(direction="out").user == bob
    (event,) = [one for one in as_bob.items("events?limit=100") if one["kind"] == "message.queued"]
    assert event["actor"]["kind"] == "token"
    assert event["actor"]["label"] == "Bob Nakamura (test)"


def test_a_note_is_seen_by_colleagues_and_sent_to_nobody(as_bob: Program, letter, alice):
    path = f"conversations/{letter['conversation_id']}"
    made = as_bob.post(f"{path}/notes", {"text": "Ask @alice"})
    assert made.status_code == 201
    assert made.json()["kind"] == "note"
    assert made.json()["delivery"] is None
    assert [item["kind"] for item in as_bob.items(f"{path}/messages")] == ["message", "note"]
    assert as_bob.items("deliveries") == []
    assert as_bob.post(f"{path}/notes", {"text": "  "}).status_code == 409


def test_who_sees_a_conversation_without_a_seat_may_note_but_not_answer(
    as_paul: Program, replies: str, letter
):
    path = f"conversations/{letter['conversation_id']}"
    assert as_paul.post(f"{path}/notes", {"text": "PR knows her"}).status_code == 201
    assert as_paul.post(replies, {"text": "Hi", "confirm": True}).status_code == 403


START = {
    "channel": "Help",
    "to": [{"address": "ida@news.example", "name": "Ida"}],
    "subject": "Your question",
    "text": "We looked into it.",
}


def test_a_conversation_can_begin_with_us(as_bob: Program, mail: Channel):
    made = as_bob.post("conversations", START)
    assert made.status_code == 201
    started = made.json()
    assert started["conversation"]["person"]["name"] == "Ida"
    assert started["conversation"]["subject"] == "Your question"
    (placed,) = started["conversation"]["placements"]
    assert (placed["desk"], placed["state"], placed["owner"]) == (
        "Support",
        "waiting",
        "Bob Nakamura",
    )
    assert started["message"]["delivery"]["state"] == "waiting"


def test_the_person_is_the_one_who_has_the_address(as_bob: Program, mail: Channel):
    first = as_bob.post("conversations", START).json()["conversation"]["person"]["id"]
    second = as_bob.post("conversations", START).json()["conversation"]["person"]["id"]
    assert first == second


def test_not_every_channel_can_begin(as_bob: Program, forum: Channel):
    refused = as_bob.post("conversations", {**START, "channel": "forum"})
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_answer")
    assert as_bob.items("people") == []


def test_who_begins_must_work_there(
    as_bob: Program, as_vera: Program, as_paul: Program, as_charlie: Program, mail: Channel,
    press_room: Desk,
):  # fmt: skip
    assert as_vera.post("conversations", START).status_code == 403
    assert as_paul.post("conversations", START).status_code == 403
    assert as_charlie.post("conversations", START).status_code == 404
    assert as_bob.post("conversations", {**START, "desk": "press-room"}).status_code == 404


# The outbox


@pytest.fixture
def delivery(as_bob: Program, replies: str) -> int:
    made = as_bob.post(replies, {"text": "Hi", "confirm": True})
    found: int = made.json()["delivery"]["id"]
    return found


def test_the_outbox_can_be_listed_and_asked(as_bob: Program, delivery: int, letter):
    for query in ("", "?state=waiting", f"?conversation={letter['conversation_id']}"):
        assert [one["id"] for one in as_bob.items(f"deliveries{query}")] == [delivery]
    assert as_bob.items("deliveries?state=sent") == []
    assert as_bob.get(f"deliveries/{delivery}").json()["channel"] == "Help"


def test_what_waits_can_be_taken_back_once(as_bob: Program, delivery: int):
    taken = as_bob.post(f"deliveries/{delivery}/cancel")
    assert (taken.status_code, taken.json()["state"]) == (200, "cancelled")
    assert as_bob.post(f"deliveries/{delivery}/cancel").status_code == 409
    assert as_bob.post(f"deliveries/{delivery}/try-now").status_code == 409


def test_what_waits_can_be_hurried(as_bob: Program, delivery: int):
    before = as_bob.get(f"deliveries/{delivery}").json()["next_try_at"]
    assert as_bob.post(f"deliveries/{delivery}/try-now").json()["next_try_at"] < before


def test_what_is_not_certain_is_settled_by_who_works_there(
    as_bob: Program, as_paul: Program, as_vera: Program, as_alice: Program, delivery: int
):
    Delivery.objects.update(state="uncertain", claimed_at=timezone.now())
    for other in (as_paul, as_vera):
        assert other.post(f"deliveries/{delivery}/mark-sent").status_code == 403
        assert other.post(f"deliveries/{delivery}/send-again").status_code == 403
    assert as_bob.post(f"deliveries/{delivery}/mark-sent").json()["state"] == "sent"
    assert as_alice.post(f"deliveries/{delivery}/send-again").status_code == 409
