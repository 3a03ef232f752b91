"""Messages and mail that programs hand over, and the ledger of all that came in."""

import base64
import hashlib

import pytest

from unsilo.accounts.models import Brand, Desk
from unsilo.api import limits
from unsilo.api.tests.conftest import LETTER, Post, Program
from unsilo.channels.models import Arrival, Blob, Channel, Outcome
from unsilo.channels.services import arrivals
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Message
from unsilo.intake import pipeline

MESSAGE = {
    "external_id": "review-88121",
    "thread_id": "product-7",
    "author": {"id": "u-552", "name": "Dana Whitlock", "url": "https://shop.example/u/552"},
    "text": "The lid arrived cracked.",
    "html": "<p>The lid arrived <b>cracked</b>.</p>",
    "subject": "Review",
    "public": True,
    "paid": True,
    "permalink": "https://shop.example/products/7#review-88121",
}


@pytest.fixture
def messages(forum: Channel) -> str:
    return f"channels/{forum.pk}/messages"


@pytest.fixture
def raw(mail: Channel) -> str:
    return f"channels/{mail.pk}/raw"


def post_mail(who: Program, path: str, content: bytes = LETTER, **headers: str):
    return who.post(path, content, **{"content_type": "message/rfc822", **headers})


def test_a_new_message_is_in_the_inbox_when_the_answer_comes(as_bob: Program, messages: str):
    answer = as_bob.post(messages, MESSAGE)
    assert answer.status_code == 201
    taken = answer.json()
    assert set(taken) == {"arrival_id", "message_id", "conversation_id", "outcome", "reason"}
    assert taken["outcome"] == "imported"
    shown = as_bob.get(f"conversations/{taken['conversation_id']}").json()
    assert (shown["subject"], shown["public"], shown["paid"]) == ("Review", True, True)
    assert shown["permalink"] == MESSAGE["permalink"]
    assert shown["person"]["name"] == "Dana Whitlock"
    message = as_bob.get(f"messages/{taken['message_id']}").json()
    assert message["external_id"] == "review-88121"
    assert message["html"] == "<p>The lid arrived <b>cracked</b>.</p>"


def test_the_same_message_again_adds_nothing(as_bob: Program, messages: str):
    first = as_bob.post(messages, MESSAGE).json()
    again = as_bob.post(messages, {**MESSAGE, "text": "changed"})
    assert again.status_code == 200
    assert again.json() == first
    assert Message.objects.get().text == "The lid arrived cracked."
    assert Arrival.objects.count() == 1


def test_messages_of_one_thread_are_one_conversation(as_bob: Program, messages: str):
    first = as_bob.post(messages, MESSAGE).json()
    author = {"id": "u-9", "name": "Somebody else"}
    second = as_bob.post(messages, {**MESSAGE, "external_id": "2", "author": author}).json()
    assert second["outcome"] == "appended"
    assert second["conversation_id"] == first["conversation_id"]


def test_messages_that_name_one_another_are_one_conversation(as_bob: Program, messages: str):
    plain = {"author": {"id": "u1"}, "text": "Hi"}
    first = as_bob.post(messages, {**plain, "external_id": "a"}).json()
    second = as_bob.post(messages, {**plain, "external_id": "b", "in_reply_to": "a"}).json()
    assert second["conversation_id"] == first["conversation_id"]


def test_the_raw_message_is_kept_as_it_was_posted(as_bob: Program, messages: str):
    taken = as_bob.post(messages, MESSAGE).json()
    raw = b"".join(as_bob.get(f"arrivals/{taken['arrival_id']}/raw").streaming_content)
    assert b"The lid arrived cracked." in raw
    assert Arrival.objects.get().blob_id == hashlib.sha256(raw).hexdigest()


def test_files_are_kept(as_bob: Program, messages: str):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    file = {"filename": "lid.png", "content_base64": base64.b64encode(picture).decode()}
    taken = as_bob.post(messages, {**MESSAGE, "attachments": [file]}).json()
    (item,) = as_bob.items(f"conversations/{taken['conversation_id']}/messages")
    assert item["attachments"][0]["filename"] == "lid.png"
    assert item["attachments"][0]["size"] == len(picture)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"external_id": ""}, "body.external_id"),
        ({"author": {}}, "body.author.id"),
        ({"author": None}, "body.author"),
        ({"permalink": "javascript:alert(1)"}, "body.permalink"),
        ({"sent_at": "yesterday"}, "body.sent_at"),
        (
            {"attachments": [{"filename": "a", "content_base64": "?"}]},
            "body.attachments.0.content_base64",
        ),
        ({"unknown": 1}, "body.unknown"),
        ({"text": 5}, "body.text"),
        ({"paid": 1}, "body.paid"),
        ({"sent_at": 1_700_000_000}, "body.sent_at"),
    ],
)
def test_what_can_not_be_read_is_refused_by_name(
    as_bob: Program, messages: str, change: dict[str, object], field: str
):
    refused = as_bob.post(messages, MESSAGE | change)
    assert refused.status_code == 422
    assert field in [error["field"] for error in refused.json()["errors"]]
    assert not Arrival.objects.exists()


def test_too_much_at_once_is_refused(as_bob: Program, messages: str, settings):
    settings.MAX_UPLOAD_MB = 1
    file = {"filename": "a", "content_base64": "aaaa" * 1024 * 1024}
    assert as_bob.post(messages, {**MESSAGE, "attachments": [file]}).status_code == 413
    assert not Blob.objects.exists()


def test_who_may_post(
    as_nobody: Program, as_bob: Program, as_alice: Program, as_reader: Program, as_vera: Program,
    as_paul: Program, as_charlie: Program, messages: str, raw: str,
):  # fmt: skip
    for who, status in (
        (as_nobody, 401),
        (as_vera, 403),
        (as_reader, 403),
        (as_paul, 403),
        (as_charlie, 404),
    ):
        assert who.post(messages, MESSAGE).status_code == status
        assert post_mail(who, raw).status_code == status
    assert not Arrival.objects.exists()
    assert as_alice.post(messages, MESSAGE).status_code == 201
    assert post_mail(as_bob, raw).status_code == 201


def test_a_channel_takes_what_it_can_read(
    as_bob: Program, forum: Channel, mail: Channel, brand: Brand, support: Desk
):
    config = {"answer_channel": mail.slug}
    form = create_channel(
        kind="webform", name="Form", brand=brand, desk=support, config=config, by=SYSTEM
    )
    for channel in (mail, form):
        assert as_bob.post(f"channels/{channel.pk}/messages", MESSAGE).status_code == 409
    for channel in (forum, form):
        assert post_mail(as_bob, f"channels/{channel.pk}/raw").status_code == 409
    assert as_bob.post("channels/99999/messages", MESSAGE).status_code == 404


def test_what_could_not_be_processed_yet_is_kept_and_tried_again(
    as_bob: Program, messages: str, monkeypatch
):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "decide", broken)
        answer = as_bob.post(messages, MESSAGE)
    assert answer.status_code == 202
    taken = answer.json()
    assert (taken["outcome"], taken["message_id"]) == ("pending", None)
    assert "no" in taken["reason"]
    (item,) = as_bob.items("arrivals?outcome=pending")
    assert item["id"] == taken["arrival_id"]
    pipeline.process(Arrival.objects.select_related("channel__brand", "channel__desk").get())
    again = as_bob.post(messages, MESSAGE)
    assert (again.status_code, again.json()["outcome"]) == (200, "imported")


def test_no_worker_takes_what_is_processed_at_once(as_bob: Program, messages: str, monkeypatch):
    monkeypatch.setattr(pipeline, "process", lambda arrival: None)
    as_bob.post(messages, MESSAGE)
    assert arrivals.claim() == []


# Mail


def test_mail_by_http_is_mail(as_bob: Program, raw: str):
    answer = post_mail(as_bob, raw)
    assert answer.status_code == 201
    assert answer.json()["outcome"] == "imported"
    shown = as_bob.get(f"conversations/{answer.json()['conversation_id']}").json()
    assert (shown["subject"], shown["person"]["name"]) == ("Fox on the lid", "Rosa Lind")


def test_the_same_mail_again_adds_nothing(as_bob: Program, raw: str):
    first = post_mail(as_bob, raw).json()
    again = post_mail(as_bob, raw, content_type="application/octet-stream")
    assert (again.status_code, again.json()) == (200, first)


def test_a_key_names_the_mail(as_bob: Program, raw: str):
    first = post_mail(as_bob, raw, idempotency_key="q-1")
    again = post_mail(as_bob, raw, LETTER + b"trailing", idempotency_key="q-1")
    assert (first.status_code, again.status_code) == (201, 200)
    other = post_mail(as_bob, raw, idempotency_key="q-2")
    assert (other.status_code, other.json()["outcome"]) == (200, "duplicate")
    assert post_mail(as_bob, raw, idempotency_key="with space").status_code == 422


def test_mail_must_be_mail(as_bob: Program, raw: str):
    assert post_mail(as_bob, raw, content_type="application/json").status_code == 415
    assert post_mail(as_bob, raw, b" \r\n").status_code == 409
    assert not Arrival.objects.exists()


def test_a_mail_larger_than_forms_may_be_passes(as_bob: Program, raw: str):
    big = LETTER + b"x" * 76 * 100_000
    assert len(big) > 4 * 1024 * 1024
    assert post_mail(as_bob, raw, big).status_code == 201


def test_a_mail_larger_than_mail_gets_is_refused_unread(as_bob: Program, raw: str, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MAIL", 1000)
    assert post_mail(as_bob, raw, LETTER + b"x" * 1000).status_code == 413


# The ledger


def test_arrivals_have_the_promised_shape(as_bob: Program, letter):
    page = as_bob.get("arrivals?outcome=imported").json()
    assert set(page) == {"items", "next_cursor"}
    (item,) = page["items"]
    assert item == {
        "id": letter["arrival_id"],
        "channel": "Help",
        "external_id": f"pipe/{hashlib.sha256(LETTER).hexdigest()}",
        "received_at": item["received_at"],
        "outcome": "imported",
        "reason": "",
        "message_id": letter["message_id"],
        "conversation_id": letter["conversation_id"],
    }
    shown = as_bob.get(f"arrivals/{letter['arrival_id']}").json()
    assert (shown["sender"], shown["subject"]) == ("rosa@lind.example", "Fox on the lid")


def test_arrivals_are_listed_by_outcome_and_channel(
    as_bob: Program, letter, posted: Post, forum: Channel
):
    here = posted()["arrival_id"]
    assert [one["id"] for one in as_bob.items("arrivals")] == [here, letter["arrival_id"]]
    assert [one["id"] for one in as_bob.items(f"arrivals?channel={forum.pk}")] == [here]
    assert as_bob.items("arrivals?outcome=failed") == []
    assert as_bob.get("arrivals?outcome=lost").status_code == 422
    assert as_bob.all_pages("arrivals", limit=1) == as_bob.items("arrivals")


def test_raw_bytes_are_a_download_for_who_works_there(
    as_bob: Program, as_reader: Program, as_vera: Program, letter
):
    path = f"arrivals/{letter['arrival_id']}/raw"
    for who in (as_bob, as_reader):
        answer = who.get(path)
        assert b"".join(answer.streaming_content) == LETTER
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
    assert as_vera.get(path).status_code == 403


def test_a_held_arrival_is_let_in_or_left_out_by_a_lead(as_bob: Program, as_alice: Program, letter):
    Arrival.objects.update(outcome=Outcome.HELD, held_for=letter["conversation_id"])
    path = f"arrivals/{letter['arrival_id']}"
    for verb in ("accept", "dismiss", "retry"):
        assert as_bob.post(f"{path}/{verb}").status_code == 403
    assert as_alice.post(f"{path}/dismiss").json()["outcome"] == "ignored"
    assert as_alice.post(f"{path}/dismiss").status_code == 409
    assert as_alice.post(f"{path}/retry").json()["outcome"] == "pending"
    assert as_alice.post(f"{path}/accept").status_code == 409


def test_an_arrival_held_for_a_secret_conversation_is_secret(
    as_bob: Program, as_ada: Program, letter, posted: Post, press_room: Desk
):
    secret = posted()["conversation_id"]
    as_ada.post(f"conversations/{secret}/move", {"to_desk": "press-room"})
    Arrival.objects.filter(pk=letter["arrival_id"]).update(
        outcome=Outcome.HELD, conversation_id=None, held_for=secret
    )
    assert as_bob.items("arrivals?outcome=held") == []
    assert len(as_ada.items("arrivals?outcome=held")) == 1
    assert Conversation.objects.count() == 2
