"""Replies below our own posts can be hidden and brought back."""

from typing import Any

import pytest

from unsilo.channels.contract import Hideable
from unsilo.connectors.bluesky.hiding import GATE, MOST
from unsilo.connectors.bluesky.tests.conftest import Make
from unsilo.connectors.bluesky.tests.fake import FakeServer
from unsilo.core.errors import ConnectorError


@pytest.fixture
def reply(server: FakeServer) -> dict[str, Any]:
    ours = server.own("3ccccccccccc2", "The lantern is back")
    ref = {"uri": ours["uri"], "cid": ours["cid"]}
    return server.add("3aaaaaaaaaaa2", "Buy followers here", reply={"root": ref, "parent": ref})


def hidden(server: FakeServer) -> list[str]:
    [gate] = server.gates.values()
    listed: list[str] = gate["record"]["hiddenReplies"]
    return listed


def test_a_reply_is_hidden_and_brought_back(
    server: FakeServer, connect: Make, reply: dict[str, Any]
) -> None:
    connector = connect()
    one = Hideable(reply["uri"])
    assert connector.set_hidden(one, hidden=True)
    assert connector.set_hidden(one, hidden=True)
    assert hidden(server) == [reply["uri"]]
    [uri] = server.gates
    assert uri.endswith(f"/{GATE}/3ccccccccccc2")
    assert connector.set_hidden(one, hidden=False)
    assert hidden(server) == []


def test_who_may_reply_stays_as_somebody_set_it(
    server: FakeServer, connect: Make, reply: dict[str, Any]
) -> None:
    connector = connect()
    connector.set_hidden(Hideable(reply["uri"]), hidden=True)
    [gate] = server.gates.values()
    assert "allow" not in gate["record"]
    gate["record"]["allow"] = [{"$type": f"{GATE}#mentionRule"}]
    connector.set_hidden(Hideable(reply["uri"]), hidden=False)
    [gate] = server.gates.values()
    assert gate["record"]["allow"] == [{"$type": f"{GATE}#mentionRule"}]


def test_two_who_hide_at_once_lose_neither(
    server: FakeServer, connect: Make, reply: dict[str, Any]
) -> None:
    server.fail("com.atproto.repo.putRecord", 400, "InvalidSwap")
    connect().set_hidden(Hideable(reply["uri"]), hidden=True)
    assert hidden(server) == [reply["uri"]]


def test_a_thread_of_somebody_else_is_theirs(server: FakeServer, connect: Make) -> None:
    theirs = server.add("3aaaaaaaaaaa2", "Where can I buy it?")
    with pytest.raises(ConnectorError, match="threads that you began") as caught:
        connect().set_hidden(Hideable(theirs["uri"]), hidden=True)
    assert caught.value.permanent


def test_a_thread_hides_so_many_and_no_more(
    server: FakeServer, connect: Make, reply: dict[str, Any]
) -> None:
    connector = connect()
    connector.set_hidden(Hideable(reply["uri"]), hidden=True)
    [gate] = server.gates.values()
    gate["record"]["hiddenReplies"] = [f"at://did:plc:x/a.b/{n}" for n in range(MOST)]
    with pytest.raises(ConnectorError, match="300"):
        connector.set_hidden(Hideable(reply["uri"]), hidden=True)


def test_what_is_gone_needs_no_hiding(
    server: FakeServer, connect: Make, reply: dict[str, Any]
) -> None:
    del server.posts[reply["uri"]]
    assert connect().set_hidden(Hideable(reply["uri"]), hidden=True)
    assert server.gates == {}


def test_only_what_stands_below_our_own_posts_is_offered(
    server: FakeServer, connect: Make, reply: dict[str, Any]
) -> None:
    connector = connect()
    ours = f"at://{connector.config.handle}/app.bsky.feed.post/3ccccccccccc2"
    assert connector.may_hide(Hideable(reply["uri"], post_id=ours))
    assert not connector.may_hide(
        Hideable(reply["uri"], post_id="at://did:plc:ana/app.bsky.feed.post/3a")
    )
    assert not connector.may_hide(Hideable(reply["uri"]))
