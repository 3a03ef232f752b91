"""Notifications become arrivals, each once and in order, whatever the server does."""

import json
from typing import Any

import pytest
from django.utils import timezone

from unsilo.channels.contract import RawArrival
from unsilo.connectors.bluesky.connector import BlueskyConnector
from unsilo.connectors.bluesky.memory import KEPT
from unsilo.connectors.bluesky.naming import tid
from unsilo.connectors.bluesky.tests.conftest import Make
from unsilo.connectors.bluesky.tests.fake import US, FakeServer, long_ago
from unsilo.core.errors import ConnectorError

Cursor = dict[str, Any]


def fetch(
    connector: BlueskyConnector, cursor: Cursor | None = None, *, limit: int = 100
) -> tuple[list[RawArrival], Cursor]:
    arrivals: list[RawArrival] = []
    cursor = dict(cursor or {})
    for page in connector.fetch(cursor, limit=limit):
        assert len(page.arrivals) <= limit
        arrivals += page.arrivals
        cursor = json.loads(json.dumps(page.cursor))
    return arrivals, cursor


def texts(connector: BlueskyConnector, arrivals: list[RawArrival]) -> list[str]:
    return [connector.parse(one).reply_text for one in arrivals]


def test_listening_begins_when_it_is_connected(server: FakeServer, connect: Make) -> None:
    server.notify("mention", "3aaaaaaaaaaa2", "Long before", at=long_ago(hours=1))
    connector = connect()
    arrivals, cursor = fetch(connector)
    assert arrivals == []
    server.notify("mention", "3aaaaaaaaaab2", "Now")
    arrivals, cursor = fetch(connector, cursor)
    assert texts(connector, arrivals) == ["Now"]
    assert fetch(connector, cursor)[0] == []


def test_it_can_look_back_some_days(server: FakeServer, connect: Make) -> None:
    server.notify("mention", "3aaaaaaaaaaa2", "Last month", at=long_ago(days=30))
    server.notify("reply", "3aaaaaaaaaab2", "Yesterday", at=long_ago(days=1))
    connector = connect(backfill_days=7)
    assert texts(connector, fetch(connector)[0]) == ["Yesterday"]


def test_likes_are_not_for_the_inbox(server: FakeServer, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    server.notify("like", "3aaaaaaaaaaa2", "")
    server.notify("quote", "3aaaaaaaaaab2", "Look at this")
    assert texts(connector, fetch(connector, cursor)[0]) == ["Look at this"]


def test_a_burst_comes_in_pages_oldest_first_and_once(server: FakeServer, connect: Make) -> None:
    server.page = 20
    connector = connect()
    _, cursor = fetch(connector)
    wanted = [f"Number {n}" for n in range(KEPT + 50)]
    for n, text in enumerate(wanted):
        server.notify("mention", tid(timezone.now(), clock=n), text)
    arrivals, cursor = fetch(connector, cursor, limit=70)
    assert texts(connector, arrivals) == wanted
    assert len({one.external_key for one in arrivals}) == len(wanted)
    before = len(server.calls)
    assert fetch(connector, cursor)[0] == []
    assert len(server.calls) - before <= 4  # a quiet look is cheap


def test_a_crash_between_two_pages_only_reads_the_second_again(
    server: FakeServer, connect: Make
) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    for n in range(4):
        server.notify("mention", tid(timezone.now(), clock=n), f"Number {n}")
    first = next(iter(connector.fetch(cursor, limit=2)))
    arrivals, _ = fetch(connect(), dict(first.cursor))
    assert texts(connector, arrivals) == ["Number 2", "Number 3"]


def test_a_post_comes_with_what_it_speaks_of(server: FakeServer, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    ours = server.own("3ccccccccccc2", "The lantern is back", at=long_ago(days=40))
    root = {"uri": ours["uri"], "cid": ours["cid"]}
    server.notify("reply", "3aaaaaaaaaaa2", "Where?", reply={"root": root, "parent": root})
    [arrival], _ = fetch(connector, cursor)
    assert connector.parse(arrival).subject == "The lantern is back"


def test_what_it_speaks_of_is_no_reason_to_stop(server: FakeServer, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    ref = {"uri": f"at://{US}/app.bsky.feed.post/3ccccccccccc2", "cid": "x"}
    server.notify("reply", "3aaaaaaaaaaa2", "Where?", reply={"root": ref, "parent": ref})
    server.fail("app.bsky.feed.getPosts", 500)
    arrivals, _ = fetch(connector, cursor)
    assert texts(connector, arrivals) == ["Where?"]


def test_an_answer_given_in_another_app_is_heard_as_ours(server: FakeServer, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    post = server.notify("mention", "3aaaaaaaaaaa2", "Where?")
    ref = {"uri": post["uri"], "cid": post["cid"]}
    server.own("3ccccccccccc2", "A post of ours that answers nobody")
    server.own("3cccccccccccd", "Here!", reply={"root": ref, "parent": ref})
    arrivals, cursor = fetch(connector, cursor)
    read = [connector.parse(one) for one in arrivals]
    assert [(one.reply_text, one.outgoing) for one in read] == [("Where?", False), ("Here!", True)]
    assert read[1].to[0].value == post["author"]["did"]
    assert read[1].external_id == "at://fox.example/app.bsky.feed.post/3cccccccccccd"
    assert fetch(connector, cursor)[0] == []


def test_a_post_that_is_deleted_is_noted_once(server: FakeServer, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    post = server.notify("mention", tid(timezone.now(), clock=1), "I hate this")
    server.notify("mention", tid(timezone.now(), clock=2), "I love this")
    _, cursor = fetch(connector, cursor)
    assert fetch(connector, cursor)[0] == []
    del server.posts[post["uri"]]
    server.notifications = [one for one in server.notifications if one["uri"] != post["uri"]]
    [arrival], cursor = fetch(connector, cursor)
    noted = connector.parse(arrival)
    assert noted.in_reply_to == post["uri"]
    assert noted.message_class == "notification"
    assert fetch(connector, cursor)[0] == []


def test_nobody_is_said_to_have_deleted_when_the_index_is_away(
    server: FakeServer, connect: Make
) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    server.notify("mention", tid(timezone.now(), clock=1), "I love this")
    _, cursor = fetch(connector, cursor)
    server.fail("app.bsky.feed.getPosts", 502, "UpstreamFailure")
    assert fetch(connector, cursor)[0] == []


def test_another_account_begins_anew(server: FakeServer, connect: Make) -> None:
    connector = connect(backfill_days=7)
    server.notify("mention", "3aaaaaaaaaaa2", "To the other", at=long_ago(days=1))
    arrivals, cursor = fetch(connector, {"account": "did:plc:another", "begin": long_ago(days=9)})
    assert arrivals == []
    assert cursor["account"] == US


def test_a_session_is_renewed_and_not_made_anew(server: FakeServer, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    server.valid = "something else"  # ours has expired
    server.notify("mention", "3aaaaaaaaaaa2", "Still there?")
    assert texts(connector, fetch(connector, cursor)[0]) == ["Still there?"]
    assert server.calls.count("com.atproto.server.createSession") == 1
    assert server.calls.count("com.atproto.server.refreshSession") == 1


def test_a_session_that_cannot_be_renewed_is_made_anew(server: FakeServer, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    server.valid = "something else"
    server.fail("com.atproto.server.refreshSession", 400, "ExpiredToken")
    assert fetch(connector, cursor)[0] == []
    assert server.calls.count("com.atproto.server.createSession") == 2


def test_a_wrong_password_needs_a_person(server: FakeServer, connect: Make) -> None:
    with pytest.raises(ConnectorError, match="app password") as caught:
        fetch(connect(app_password="wrong"))
    assert caught.value.permanent
    assert "Invalid identifier" in caught.value.data["original"]


def test_a_code_that_is_asked_for_names_the_app_password(server: FakeServer, connect: Make) -> None:
    server.fail("com.atproto.server.createSession", 401, "AuthFactorTokenRequired")
    with pytest.raises(ConnectorError, match="Use an app password"):
        fetch(connect())


def test_a_suspended_account_needs_a_person(server: FakeServer, connect: Make) -> None:
    server.fail("com.atproto.server.createSession", 400, "AccountTakedown")
    with pytest.raises(ConnectorError, match="suspended") as caught:
        fetch(connect())
    assert caught.value.permanent


def test_a_limit_says_when_to_come_back(server: FakeServer, connect: Make) -> None:
    connector = connect()
    fetch(connector)
    reset = str(int(timezone.now().timestamp()) + 120)
    server.fail(
        "app.bsky.notification.listNotifications", 429, "RateLimitExceeded", ratelimit_reset=reset
    )
    with pytest.raises(ConnectorError, match="limit") as caught:
        fetch(connector)
    assert not caught.value.permanent
    assert caught.value.retry_after == pytest.approx(120, abs=3)


def test_a_server_in_trouble_is_tried_again(server: FakeServer, connect: Make) -> None:
    connector = connect()
    server.fail("app.bsky.notification.listNotifications", 503)
    with pytest.raises(ConnectorError, match="503") as caught:
        fetch(connector)
    assert not caught.value.permanent


def test_a_server_without_an_index_says_what_to_choose(server: FakeServer, connect: Make) -> None:
    server.fail("app.bsky.notification.listNotifications", 501, "MethodNotImplemented")
    results = connect().check()
    assert [one.ok for one in results] == [True, False]
    assert "choose its stream" in results[1].detail


def test_check_says_who_signed_in(server: FakeServer, connect: Make) -> None:
    results = connect().check()
    assert [one.ok for one in results] == [True, True]
    assert results[0].detail == "As @fox.example"


def test_check_says_what_is_wrong_with_the_password(server: FakeServer, connect: Make) -> None:
    [result] = connect(app_password="wrong").check()
    assert not result.ok
    assert "app password" in result.detail


def test_a_server_that_is_none_is_named(server: FakeServer, connect: Make) -> None:
    server.trouble["com.atproto.server.createSession"].append((200, {}, {}))
    with pytest.raises(ConnectorError, match="does not answer as a Bluesky server"):
        fetch(connect())
