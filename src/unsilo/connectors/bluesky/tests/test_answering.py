"""Answers: one post each, however often they are handed over, with what makes a post a good one."""

import random
from dataclasses import replace
from typing import Any

import pytest

from unsilo.channels.contract import Address, OutboundMessage
from unsilo.connectors.bluesky import writing
from unsilo.connectors.bluesky.connector import BlueskyConnector
from unsilo.connectors.bluesky.tests.conftest import Make
from unsilo.connectors.bluesky.tests.fake import DANA, US, FakeServer
from unsilo.core.errors import ConnectorError


def answer(connector: BlueskyConnector, to: dict[str, Any], text: str) -> OutboundMessage:
    return OutboundMessage(
        external_id=connector.external_id_for(conversation_id=1, message_id=7, token="t"),
        subject="",
        text=f"{text}\n",
        html="",
        to=(Address(DANA["did"], "Dana"),),
        in_reply_to=to["uri"],
    )


@pytest.fixture
def question(server: FakeServer) -> dict[str, Any]:
    return server.add("3aaaaaaaaaaa2", "Where can I buy it?")


def test_an_answer_stands_in_its_thread(server: FakeServer, connect: Make, question: Any) -> None:
    connector = connect(language="de")
    receipt = connector.deliver(answer(connector, question, "Here."))
    [post] = server.own_posts()
    record = post["record"]
    ref = {"uri": question["uri"], "cid": question["cid"]}
    assert (record["text"], record["langs"]) == ("Here.", ["de"])
    assert record["reply"] == {"root": ref, "parent": ref}
    assert receipt.recipients == ()
    assert post["uri"].rpartition("/")[2] == receipt.external_id.rpartition("/")[2]


def test_an_answer_further_down_names_where_the_thread_began(
    server: FakeServer, connect: Make, question: Any
) -> None:
    ref = {"uri": question["uri"], "cid": question["cid"]}
    deeper = server.add("3aaaaaaaaaab2", "Me too", reply={"root": ref, "parent": ref})
    connector = connect()
    connector.deliver(answer(connector, deeper, "Here."))
    reply = server.own_posts()[0]["record"]["reply"]
    assert reply["root"] == ref
    assert reply["parent"] == {"uri": deeper["uri"], "cid": deeper["cid"]}


def test_an_answer_to_our_own_answer_finds_it_by_our_handle(
    server: FakeServer, connect: Make, question: Any
) -> None:
    connector = connect()
    first = answer(connector, question, "Here.")
    connector.deliver(first)
    second = replace(answer(connector, question, "And there."), in_reply_to=first.external_id)
    connector.deliver(second)
    assert server.own_posts()[1]["record"]["reply"]["parent"]["uri"] == server.own_posts()[0]["uri"]
    assert server.own_posts()[0]["uri"].startswith(f"at://{US}/")


def test_handing_it_over_again_posts_nothing(
    server: FakeServer, connect: Make, question: Any
) -> None:
    connector = connect()
    message = answer(connector, question, "Here.")
    connector.deliver(message)
    connect().deliver(message)
    assert len(server.own_posts()) == 1


def test_a_line_that_breaks_after_posting_does_no_harm(
    server: FakeServer, connect: Make, question: Any
) -> None:
    connector = connect()
    message = answer(connector, question, "Here.")
    server.hangs_up_after.add("com.atproto.repo.createRecord")
    with pytest.raises(ConnectorError) as caught:
        connector.deliver(message)
    assert not caught.value.permanent
    assert connector.deliver(message).recipients == ()
    assert len(server.own_posts()) == 1


def test_two_who_post_it_at_once_make_one_post(
    server: FakeServer, connect: Make, question: Any
) -> None:
    connector = connect()
    message = answer(connector, question, "Here.")
    connector.deliver(message)
    # The other one looked before the first had posted.
    server.fail("com.atproto.repo.getRecord", 400, "RecordNotFound")
    assert connector.deliver(message).recipients == ()
    assert len(server.own_posts()) == 1


def test_links_mentions_and_tags_are_counted_in_bytes(
    server: FakeServer, connect: Make, question: Any
) -> None:
    text = (
        "Grüße 🦊 @dana.example: siehe (https://fox.example/läden?a=1). #Otter nobody@else.example"
    )
    connector = connect()
    connector.deliver(answer(connector, question, text))
    record = server.own_posts()[0]["record"]
    raw = record["text"].encode()
    found = {
        raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(): f["features"][0]
        for f in record["facets"]
    }
    assert found == {
        "https://fox.example/läden?a=1": {
            "$type": "app.bsky.richtext.facet#link",
            "uri": "https://fox.example/läden?a=1",
        },
        "@dana.example": {"$type": "app.bsky.richtext.facet#mention", "did": DANA["did"]},
        "#Otter": {"$type": "app.bsky.richtext.facet#tag", "tag": "Otter"},
    }


def test_a_mention_of_nobody_is_only_text(server: FakeServer, connect: Make, question: Any) -> None:
    connector = connect()
    connector.deliver(answer(connector, question, "Ask @nobody.example about it"))
    assert "facets" not in server.own_posts()[0]["record"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("https://a.example/#part, https://b.example!", ["https://a.example/#part", "https://b.example"]),
        ("https:// is no link", []),
        ("not@https://a.example", []),
    ],
)  # fmt: skip
def test_an_address_ends_where_the_sentence_does(text: str, links: list[str]) -> None:
    found = list(writing.facets(text, resolve=lambda handle: ""))
    assert [f["features"][0]["uri"] for f in found] == links


def test_facets_cut_the_bytes_they_name_in_any_text() -> None:
    chance = random.Random(4)
    parts = [
        "ä",
        "🦊",
        "e\u0301",
        " ",
        "\n",
        "https://a.example/ü",
        "@dana.example",
        "#tag",
        "x",
        "。",
    ]
    for _ in range(300):
        text = "".join(chance.choice(parts) for _ in range(12))
        for facet in writing.facets(text, resolve=lambda handle: "did:plc:x"):
            span = facet["index"]
            cut = text.encode()[span["byteStart"] : span["byteEnd"]].decode()
            assert cut.startswith(("https://", "@", "#"))


def test_too_much_is_refused_in_words(server: FakeServer, connect: Make, question: Any) -> None:
    connector = connect()
    assert connector.deliver(answer(connector, question, "🦊" * 300)).recipients == ()
    [refused] = connector.deliver(
        replace(
            answer(connector, question, "🦊" * 301),
            external_id="at://fox.example/app.bsky.feed.post/3aaaaaaaaaac2",
        )
    ).recipients
    assert (refused.accepted, refused.permanent) == (False, True)
    assert "300" in refused.reason
    assert len(server.own_posts()) == 1


def test_a_post_that_is_gone_cannot_be_answered(
    server: FakeServer, connect: Make, question: Any
) -> None:
    del server.posts[question["uri"]]
    connector = connect()
    [refused] = connector.deliver(answer(connector, question, "Here.")).recipients
    assert refused.permanent
    assert "no longer there" in refused.reason


def test_what_the_server_refuses_for_good_is_not_tried_again(
    server: FakeServer, connect: Make, question: Any
) -> None:
    server.fail("com.atproto.repo.createRecord", 400, "InvalidRequest")
    connector = connect()
    [refused] = connector.deliver(answer(connector, question, "Here.")).recipients
    assert "InvalidRequest it was" in refused.reason


def test_a_limit_lets_the_answer_wait(server: FakeServer, connect: Make, question: Any) -> None:
    server.fail("com.atproto.repo.createRecord", 429, "RateLimitExceeded", retry_after="30")
    connector = connect()
    with pytest.raises(ConnectorError) as caught:
        connector.deliver(answer(connector, question, "Here."))
    assert caught.value.retry_after == 30


def test_keys_sort_by_time_and_differ(connect: Make) -> None:
    connector = connect()
    keys = [
        connector.external_id_for(conversation_id=1, message_id=n, token="t") for n in range(50)
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == 50
