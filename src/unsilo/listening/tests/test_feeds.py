"""Feeds: what good ones say, and what broken, slow, huge and lying ones can do to us."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from unsilo.accounts.models import Brand
from unsilo.channels.models import Blob
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, ConnectorError, Invalid
from unsilo.listening.feedreading import plain, read_feed
from unsilo.listening.models import Feed, Fetch, Mention, Query
from unsilo.listening.services import feeds, fetching

pytestmark = pytest.mark.django_db

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Table Bark</title><ttl>60</ttl>
<item><title>Otto &amp; friends</title><link>https://bark.example/t/1?utm_source=rss</link>
 <author>kate@bark.example (Kate)</author><pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate>
 <description>&lt;p&gt;My &lt;b&gt;Otto&lt;/b&gt; sits&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description></item>
<item><title>Weather</title><link>/t/2</link></item>
<item><title>Trap</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Pond</title>
<entry><id>yt:1</id><title>Lantern Box, lit</title><link href="https://pond.example/w/1"/>
<author><name>Mo</name></author><updated>2026-11-18T09:00:00Z</updated>
<content type="html">&lt;p&gt;A lamp&lt;/p&gt;</content></entry></feed>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>
<rss version="2.0"><channel><title>&f;&f;&f;</title></channel></rss>"""


@dataclass
class Server:
    """A web server that answers what a test says, and remembers what it was asked."""

    url: str = ""
    answer: Callable[[BaseHTTPRequestHandler], None] = field(default=lambda handler: None)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def say(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answer = answer


@pytest.fixture
def server(settings) -> Iterator[Server]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    found = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            found.answer(self)

        def log_message(self, *_words: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the other side hung up, as it should

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    found.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield found
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def feed(brand: Brand, server: Server) -> Feed:
    server.say(RSS)
    return feeds.create_feed(
        brand=brand, name="Table Bark", url=f"{server.url}/rss", place="forum", by=SYSTEM
    )


# Reading


def test_rss_and_atom_are_read() -> None:
    rss = read_feed(RSS, url="https://bark.example/rss")
    assert (rss.title, rss.minutes) == ("Table Bark", 60)
    first, second = rss.entries
    assert (first.title, first.text, first.author) == ("Otto & friends", "My Otto sits", "Kate")
    assert first.published_at is not None
    assert first.published_at.isoformat() == "2026-11-19T10:00:00+00:00"
    assert (second.url, second.published_at) == ("https://bark.example/t/2", None)
    (video,) = read_feed(ATOM, url="https://pond.example/feed").entries
    assert (video.url, video.text, video.author) == ("https://pond.example/w/1", "A lamp", "Mo")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a feed"),
        (b"\xff\xfe\x00garbage\x00", "not a feed"),
        (b"/etc/passwd", "not a feed"),
        (b"{}", "not a feed"),
        (b"<!doctype html><html><body>Hello</body></html>", "web page, not a feed"),
        (
            b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" '
            b'href="/news.rss"></head></html>',
            "Its feed is at https://x.example/news.rss",
        ),
    ],
)
def test_what_is_no_feed_is_told_so(content: bytes, said: str) -> None:
    with pytest.raises(ConnectorError, match=said):
        read_feed(content, url="https://x.example/page")


def test_entities_that_grow_do_not_grow() -> None:
    began = time.process_time()
    try:
        found = read_feed(BOMB, url="https://x.example/")
    except ConnectorError:
        pass
    else:
        assert len(found.title) <= 200
    assert time.process_time() - began < 5


def test_words_are_taken_from_html() -> None:
    assert plain("<p>one</p><p>two &amp; three<br>four</p><style>p{}</style>") == (
        "one\ntwo & three\nfour"
    )
    assert plain("a &lt; b") == "a < b"


# Looking


def test_a_feed_brings_mentions_once(feed: Feed, server: Server) -> None:
    assert fetching.fetch_next()
    assert not fetching.fetch_next()
    mentions = list(Mention.objects.order_by("title"))
    assert [(one.title, one.source, one.place) for one in mentions] == [
        ("Otto & friends", "Table Bark", "forum"),
        ("Weather", "Table Bark", "forum"),
    ]
    look = Fetch.objects.get()
    assert (look.status, look.found, look.new, look.error) == (200, 2, 2, "")
    assert fetching.raw_of(look) == RSS
    feed.refresh_from_db()
    assert feed.last_success_at is not None
    assert feed.next_fetch_at is not None
    assert feed.next_fetch_at > timezone.now() + timedelta(minutes=55)  # its ttl is an hour
    fetching.fetch(feed)
    assert Mention.objects.count() == 2
    assert Fetch.objects.order_by("-pk").first().new == 0
    assert Blob.objects.count() == 1


def test_the_first_look_finds_the_past_and_the_next_ones_find_news(
    feed: Feed, server: Server
) -> None:
    fetching.fetch(feed)
    old = Mention.objects.get(title="Otto & friends")
    assert old.heard_at == old.published_at
    server.say(RSS.replace(b"/t/1", b"/t/9").replace(b"Otto", b"Otto again"))
    fetching.fetch(feed)
    new = Mention.objects.get(title__contains="again")
    assert new.heard_at > new.published_at


def test_it_asks_only_for_what_has_changed(feed: Feed, server: Server) -> None:
    server.say(RSS, ETag='"abc"', Last_Modified="Thu, 19 Nov 2026 10:00:00 GMT")
    fetching.fetch(feed)
    server.say(status=304)
    look = fetching.fetch(feed)
    asked = server.asked[-1][1]
    assert asked["if-none-match"] == '"abc"'
    assert asked["if-modified-since"] == "Thu, 19 Nov 2026 10:00:00 GMT"
    assert asked["user-agent"].startswith("unsilo/")
    assert (look.status, look.error, look.blob) == (304, "", None)
    assert feed.etag == '"abc"'


def test_a_feed_about_everything_keeps_what_a_query_finds(
    feed: Feed, otto: Query, server: Server
) -> None:
    feed.only_matching = True
    fetching.fetch(feed)
    mention = Mention.objects.get()
    assert mention.title == "Otto & friends"
    assert list(mention.queries.all()) == [otto]


def test_a_feed_that_moved_for_good_is_asked_there(feed: Feed, server: Server) -> None:
    def moved(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/rss":
            handler.send_response(301)
            handler.send_header("Location", "/new")
            handler.end_headers()
        else:
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(ATOM)

    server.answer = moved
    fetching.fetch(feed)
    feed.refresh_from_db()
    assert feed.url == f"{server.url}/new"
    assert Mention.objects.get().title == "Lantern Box, lit"


def test_going_round_in_circles_ends(feed: Feed, server: Server) -> None:
    server.say(status=302, Location="/rss")
    look = fetching.fetch(feed)
    assert "arrives nowhere" in look.error
    assert len(server.asked) == fetching.REDIRECTS + 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/rss",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://10.0.0.8/",
    ],
)
def test_a_private_address_is_not_called(brand: Brand, url: str) -> None:
    feed = feeds.create_feed(brand=brand, name="Inside", url=url, place="press", by=SYSTEM)
    look = fetching.fetch(feed)
    assert "private network" in look.error
    feed.refresh_from_db()
    assert "private network" in feed.error
    assert feed.last_success_at is None


def test_a_redirect_into_the_private_network_is_not_followed(
    feed: Feed, server: Server, settings
) -> None:
    def send_on_to_itself(handler: BaseHTTPRequestHandler) -> None:
        settings.ALLOW_PRIVATE_ADDRESSES = False  # it was reached; from here on it is private
        handler.send_response(302)
        handler.send_header("Location", "/inside")
        handler.end_headers()

    server.answer = send_on_to_itself
    assert "private network" in fetching.fetch(feed).error
    assert [path for path, _headers in server.asked] == ["/rss"]


def test_a_huge_feed_is_not_taken_in(feed: Feed, server: Server, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "MAX_BYTES", 1024 * 1024)
    server.say(RSS + b" " * 3 * 1024 * 1024)
    look = fetching.fetch(feed)
    assert "larger than 1 MB" in look.error
    assert not Blob.objects.exists()


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_answers_a_byte_at_a_time_is_cut_off(
    feed: Feed, server: Server, monkeypatch, part: str
) -> None:
    monkeypatch.setattr(fetching, "DEADLINE", 1.5)
    done = threading.Event()

    def dribble(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        while not done.wait(0.05):
            handler.wfile.write(b"a")

    server.answer = dribble
    began = time.monotonic()
    look = fetching.fetch(feed)
    done.set()
    assert time.monotonic() - began < 15
    assert "had not answered in full" in look.error


def test_what_is_no_feed_is_kept_raw_and_said(feed: Feed, server: Server) -> None:
    server.say(b"<!doctype html><html>moved to our app</html>")
    look = fetching.fetch(feed)
    assert "web page" in look.error
    assert b"moved to our app" in fetching.raw_of(look)
    feed.refresh_from_db()
    assert feed.is_failing
    assert feed.error_at is not None


def test_each_failure_doubles_the_wait_and_a_success_ends_it(feed: Feed, server: Server) -> None:
    server.say(status=500)
    waits = []
    for _ in range(9):
        now = timezone.now()
        fetching.fetch(feed, now=now)
        assert feed.next_fetch_at is not None
        waits.append((feed.next_fetch_at - now).total_seconds() / 60)
    assert waits == [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    server.say(RSS)
    fetching.fetch(feed)
    assert (feed.failures, feed.error) == (0, "")
    assert feed.error_at is not None


def test_a_server_that_names_a_time_is_left_alone_until_then(feed: Feed, server: Server) -> None:
    server.say(status=429, Retry_After="172800")
    now = timezone.now()
    fetching.fetch(feed, now=now)
    assert feed.next_fetch_at == now + timedelta(days=2)


def test_what_is_gone_for_good_is_asked_no_more(feed: Feed, server: Server) -> None:
    server.say(status=410)
    fetching.fetch(feed)
    assert feed.paused_at is not None
    assert "gone for good" in feed.error
    assert not fetching.fetch_next()
    feeds.resume_feed(feed, by=SYSTEM)
    server.say(RSS)
    assert fetching.fetch_next()


def test_feeds_of_one_server_are_not_asked_all_at_once(
    feed: Feed, server: Server, brand: Brand
) -> None:
    other = feeds.create_feed(
        brand=brand, name="More", url=f"{server.url}/more", place="forum", by=SYSTEM
    )
    now = timezone.now()
    assert fetching.fetch_next(now)
    assert not fetching.fetch_next(now)
    other.refresh_from_db()
    feed.refresh_from_db()
    waits = {one.next_fetch_at for one in (feed, other)}
    assert now + fetching.SAME_HOST in waits


def test_a_feed_is_noted_once_and_only_with_a_web_address(feed: Feed, brand: Brand) -> None:
    same: dict[str, Any] = {"brand": brand, "name": "Again", "place": "press", "by": SYSTEM}
    with pytest.raises(Conflict):
        feeds.create_feed(url=feed.url, **same)
    for url in ("ftp://x.example/a", "file:///etc/passwd", "x"):
        with pytest.raises(Invalid):
            feeds.create_feed(url=url, **same)


def test_a_feed_put_away_is_not_looked_at_until_it_is_taken_back(feed: Feed) -> None:
    feeds.archive_feed(feed, by=SYSTEM)
    assert not fetching.fetch_next()
    feeds.restore_feed(feed, by=SYSTEM)
    assert fetching.fetch_next()


def test_looks_of_long_ago_are_forgotten_with_their_bytes(feed: Feed) -> None:
    fetching.fetch(feed, now=timezone.now() - timedelta(days=40))
    assert Blob.objects.count() == 1
    fetching.forget_old()
    assert not Fetch.objects.exists()
    assert not Blob.objects.exists()
    assert Mention.objects.exists()
