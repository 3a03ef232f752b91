import json
from decimal import Decimal

import pytest

from unsilo.channels import posted
from unsilo.channels.contract import Address, OutboundMessage, RawArrival
from unsilo.connectors.api.connector import ApiConfig, ApiConnector
from unsilo.core.errors import MalformedPayload

LEAST = {"external_id": "1", "author": {"id": "u-1"}}


def parse(changes=None, **config):
    content = json.dumps({**LEAST, **(changes or {})}).encode()
    return ApiConnector(ApiConfig(**config), name="Fox").parse(RawArrival("k", content))


def test_the_least_that_can_be_posted_is_enough():
    message = parse(identity_kind="shop")
    assert (message.author.kind, message.author.value) == ("shop", "u-1")
    assert (message.text, message.public, message.sent_at) == ("", False, None)


def test_everything_that_was_posted_is_read():
    message = parse(
        {
            "author": {"id": "a@b.c", "kind": "email", "name": "Ada", "url": "https://a.example/"},
            "text": "Hello",
            "html": "<p>Hello</p>",
            "subject": "Hi",
            "thread_id": "t",
            "in_reply_to": "0",
            "sent_at": "2026-01-01T12:00:00+02:00",
            "public": True,
            "paid": True,
            "permalink": "https://a.example/1",
            "attachments": [{"filename": "a.txt", "content_base64": "aGk="}],
        }
    )
    assert (message.author.kind, message.author.profile_url) == ("email", "https://a.example/")
    assert (message.thread_id, message.in_reply_to, message.references) == ("t", "0", ("0",))
    assert message.sent_at.isoformat() == "2026-01-01T12:00:00+02:00"
    assert message.attachments[0].content == b"hi"
    assert message.public
    assert message.paid


def test_a_comment_names_the_post_and_the_ad_it_stands_under():
    message = parse(
        {
            "post": {"id": "p-1", "text": "Blame the dog"},
            "ad": {"id": "a-1", "campaign": "autumn", "spend": "420.5", "currency": "USD"},
        }
    )
    assert (message.post.external_id, message.post.text) == ("p-1", "Blame the dog")
    assert (message.ad.campaign, message.ad.spend) == ("autumn", Decimal("420.5"))
    assert message.paid


@pytest.mark.parametrize(
    "changes",
    [
        {"post": {"id": "p", "image_url": "data:image/png;base64,x"}},
        {"ad": {"id": "a", "spend": "-1"}},
        {"external_id": ""},
        {"author": {"id": ""}},
        {"author": {"id": "1", "kind": "No Name"}},
        {"permalink": "javascript:alert(1)"},
        {"sent_at": "2026-01-01T12:00:00"},
        {"attachments": [{"filename": "a", "content_base64": "%%%"}]},
        {"text": 7},
        {"unknown": "field"},
        {"external_id": "\0\0"},
    ],
)
def test_what_is_not_as_documented_is_refused(changes):
    with pytest.raises(MalformedPayload):
        parse(changes)


def test_a_posted_message_survives_being_kept():
    message = posted.PostedMessage.model_validate({**LEAST, "text": "Grüße", "public": True})
    raw = posted.raw_arrival(message)
    assert raw.external_key == "1"
    assert posted.PostedMessage.model_validate_json(raw.content) == message


def test_an_answer_is_delivered_by_being_there():
    connector = ApiConnector(ApiConfig(own_ids=["Bot"]), name="Fox")
    answer = OutboundMessage("unsilo-9", "s", "t", "", to=(Address("u-1"),))
    assert connector.deliver(answer).external_id == "unsilo-9"
    assert connector.external_id_for(conversation_id=1, message_id=9, token="x") == "unsilo-9"
    assert connector.own_addresses() == {"bot"}
    assert connector.sender() == Address("Bot", "Fox")
