"""The same against a real server that stands alone: identities, accounts, posts, its stream."""

import itertools
import json
from typing import Any

import pytest
from tests.servers.atproto import PASSWORD, Account, Network

from unsilo.channels.contract import Address, Hideable, OutboundMessage, RawArrival
from unsilo.connectors.bluesky.connector import BlueskyConnector
from unsilo.connectors.bluesky.hiding import GATE
from unsilo.connectors.bluesky.settings import BlueskyConfig
from unsilo.core.errors import ConnectorError

pytestmark = pytest.mark.bluesky
Cursor = dict[str, Any]
_numbers = itertools.count(1)


@pytest.fixture
def fox(network: Network, settings: Any) -> Account:
    """Our account; each test has one of its own."""
    settings.ALLOW_PRIVATE_ADDRESSES = True
    return network.account(f"fox{next(_numbers)}")


@pytest.fixture
def dana(network: Network) -> Account:
    return network.account(f"dana{next(_numbers)}")


@pytest.fixture
def otto(network: Network) -> Account:
    return network.account(f"otto{next(_numbers)}")


def values(fox: Account) -> dict[str, str]:
    return {
        "handle": fox.handle,
        "app_password": PASSWORD,
        "service": fox.network.url,
        "hearing": "stream",
        "site": "",
    }


def connect(fox: Account) -> BlueskyConnector:
    return BlueskyConnector(BlueskyConfig.model_validate(values(fox)), name="Marmalade Fox")


def fetch(connector: BlueskyConnector, cursor: Cursor) -> tuple[list[RawArrival], Cursor]:
    found: list[RawArrival] = []
    for page in connector.fetch(cursor, limit=50):
        found += page.arrivals
        cursor = json.loads(json.dumps(page.cursor))
    return found, cursor


def texts(connector: BlueskyConnector, found: list[RawArrival]) -> list[str]:
    return [connector.parse(one).reply_text for one in found]


def test_what_is_for_us_is_heard_and_nothing_else(
    fox: Account, dana: Account, otto: Account
) -> None:
    connector = connect(fox)
    ours = fox.post("The lantern is back")
    _, cursor = fetch(connector, {})
    dana.post("Good morning")
    dana.post(f"Hey @{fox.handle}, where can I buy it?", mentions=fox)
    dana.post("In no shop here", answers=ours)
    dana.post(
        "Look",
        embed={"$type": "app.bsky.embed.record", "record": {k: ours[k] for k in ("uri", "cid")}},
    )
    otto.post(f"@{dana.handle} good morning", mentions=dana)
    found, cursor = fetch(connector, cursor)
    read = [connector.parse(one) for one in found]
    assert [one.reply_text.partition("\n")[0] for one in read] == [
        f"Hey @{fox.handle}, where can I buy it?",
        "In no shop here",
        "Look",
    ]  # fmt: skip
    assert {one.author.name for one in read} == {f"@{dana.handle}"}
    assert read[1].subject == "The lantern is back"
    assert fetch(connector, cursor)[0] == []


def test_edits_and_deletions_are_noted(fox: Account, dana: Account) -> None:
    connector = connect(fox)
    _, cursor = fetch(connector, {})
    post = dana.post(f"@{fox.handle} You are the worst", mentions=fox)
    other = dana.post("A post that is no business of ours")
    _, cursor = fetch(connector, cursor)
    dana.edit(post, f"@{fox.handle} You are the best")
    dana.delete(other)
    dana.delete(post)
    found, _ = fetch(connector, cursor)
    assert texts(connector, found) == [
        f"Edited: @{fox.handle} You are the best",
        "This post is no longer there.",
    ]
    assert {connector.parse(one).in_reply_to for one in found} == {post["uri"]}


def test_the_stream_wakes_us(fox: Account, dana: Account) -> None:
    connector = connect(fox)
    _, cursor = fetch(connector, {})
    looks = itertools.count()

    def post_at_the_second_look() -> bool:
        if next(looks) == 1:
            dana.post(f"@{fox.handle}?", mentions=fox)
        return False

    dana.post("Not for us")
    assert connector.wait(cursor, stop=post_at_the_second_look, timeout=30)
    assert texts(connector, fetch(connector, cursor)[0]) == [f"@{fox.handle}?"]


def test_waiting_ends_when_told_to(fox: Account) -> None:
    connector = connect(fox)
    _, cursor = fetch(connector, {})
    assert not connector.wait(cursor, stop=lambda: True, timeout=30)


def test_check_tries_the_stream(fox: Account) -> None:
    results = connect(fox).check()
    assert [one.ok for one in results] == [True, True]


def test_a_private_server_is_not_called_unless_that_is_allowed(fox: Account, settings: Any) -> None:
    connector = connect(fox)
    assert connector.check()[1].ok
    fetch(connector, {})
    settings.ALLOW_PRIVATE_ADDRESSES = False
    with pytest.raises(ConnectorError, match="private network"):
        fetch(connector, {})


def test_a_reply_below_our_post_is_hidden_and_brought_back(fox: Account, dana: Account) -> None:
    ours = fox.post("The lantern is back")
    reply = dana.post("Buy followers here", answers=ours)
    connector = connect(fox)
    asked = {"repo": fox.did, "collection": GATE, "rkey": ours["uri"].rpartition("/")[2]}
    for hidden, listed in ((True, [reply["uri"]]), (True, [reply["uri"]]), (False, [])):
        assert connector.set_hidden(Hideable(reply["uri"]), hidden=hidden)
        gate = fox.network.ask("com.atproto.repo.getRecord", **asked)["value"]
        assert (gate["post"], gate["hiddenReplies"]) == (ours["uri"], listed)


def test_one_answer_is_one_post_however_often_it_is_handed_over(
    fox: Account, dana: Account
) -> None:
    connector = connect(fox)
    question = dana.post(f"@{fox.handle} where?", mentions=fox)
    text = f"Grüße @{dana.handle}, siehe https://fox.example/läden 🦊"
    message = OutboundMessage(
        external_id=connector.external_id_for(conversation_id=1, message_id=2, token=""),
        subject="", text=text, html="", to=(Address(dana.did),), in_reply_to=question["uri"],
    )  # fmt: skip
    connector.deliver(message)
    connect(fox).deliver(message)
    [post] = fox.posts()
    ref = {"uri": question["uri"], "cid": question["cid"]}
    assert post["value"]["reply"] == {"root": ref, "parent": ref}
    raw = post["value"]["text"].encode()
    spans = [facet["index"] for facet in post["value"]["facets"]]
    assert [raw[one["byteStart"] : one["byteEnd"]].decode() for one in spans] == [
        "https://fox.example/läden",
        f"@{dana.handle}",
    ]


def test_the_server_takes_a_key_once(fox: Account, dana: Account) -> None:
    """Two workers that both believe it is not there yet: the second is told so and finds it."""
    connector = connect(fox)
    question = dana.post(f"@{fox.handle} where?", mentions=fox)
    uri = connector.external_id_for(conversation_id=1, message_id=2, token="")
    record = {
        "$type": "app.bsky.feed.post",
        "text": "From the other worker",
        "createdAt": "2026-11-02T09:15:03Z",
    }
    body = {
        "repo": fox.did, "collection": "app.bsky.feed.post", "rkey": uri.rpartition("/")[2], "record": record,
    }  # fmt: skip
    account = connector._account
    account.act("com.atproto.repo.createRecord", body)
    with pytest.raises(ConnectorError):
        account.act("com.atproto.repo.createRecord", body)
    message = OutboundMessage(
        external_id=uri, subject="", text="Here", html="", to=(Address(dana.did),),
        in_reply_to=question["uri"],
    )  # fmt: skip
    assert connector.deliver(message).recipients == ()
    assert [one["value"]["text"] for one in fox.posts()] == ["From the other worker"]
