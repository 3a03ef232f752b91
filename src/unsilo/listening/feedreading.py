"""What a feed's bytes say: plain Python over ``feedparser``, nothing is fetched here."""

import io
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from unsilo.core.errors import ConnectorError

MOST_ENTRIES = 300
TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of a feed."""

    url: str
    guid: str
    title: str
    author: str
    text: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed's title, its posts as it lists them, and how many minutes it asks to be left alone."""

    title: str
    entries: tuple[Entry, ...]
    minutes: int | None


def read_feed(content: bytes, *, url: str, content_type: str = "") -> ReadFeed:
    """Raises ``ConnectorError`` where the bytes are no feed."""
    # As a stream: feedparser takes bytes for the name of a file where there is one.
    try:
        parsed = feedparser.parse(
            io.BytesIO(content),
            response_headers={"content-location": url, "content-type": content_type},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # whatever a stranger's bytes do to a parser
        raise ConnectorError(_not_a_feed(content, url), original=str(error)) from error
    if not parsed.get("version"):
        raise ConnectorError(
            _not_a_feed(content, url), original=str(parsed.get("bozo_exception", ""))
        )
    entries = (_entry(one, url) for one in parsed.entries[:MOST_ENTRIES])
    return ReadFeed(
        title=plain(parsed.feed.get("title", ""))[:200],
        entries=tuple(one for one in entries if one is not None),
        minutes=_minutes(parsed.feed),
    )


def plain(source: str) -> str:
    """The words of a piece of HTML, a line for each block."""
    if "<" not in source:
        text = unescape(source)
    else:
        words = _Words()
        words.feed(source)
        words.close()
        text = "".join(words.parts)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _entry(one: Any, base: str) -> Entry | None:
    url = urljoin(base, one.get("link", "") or "")
    guid = str(one.get("id", "") or "")
    if urlsplit(url).scheme not in ("http", "https"):
        url = guid
    if urlsplit(url).scheme not in ("http", "https") or len(url) > 1000:
        return None
    whole = max((part.get("value", "") for part in one.get("content", ())), key=len, default="")
    return Entry(
        url=url,
        guid=guid,
        title=plain(str(one.get("title", ""))).replace("\n", " "),
        author=plain(_author(one)).replace("\n", " "),
        text=plain((whole or str(one.get("summary", "")))[: 5 * TEXT])[:TEXT],
        published_at=_time(one.get("published_parsed") or one.get("updated_parsed")),
    )


def _author(one: Any) -> str:
    """The name; RSS wants it in brackets behind an address."""
    said = str(one.get("author", ""))
    address, _bracket, name = said.partition(" (")
    return name.removesuffix(")") if "@" in address and name else said


def _time(parsed: Any) -> datetime | None:
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _minutes(feed: Any) -> int | None:
    said = str(feed.get("ttl", ""))
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


def _not_a_feed(content: bytes, url: str) -> str:
    """Where it is a page, the feed that the page names is what was meant."""
    head = content[:200_000].decode("utf-8", "replace")
    if "<html" in head[:2_000].casefold() or "<!doctype html" in head[:200].casefold():
        links = _Links()
        links.feed(head)
        if links.found:
            where = urljoin(url, links.found)
            return _("This is a web page. Its feed is at %(url)s.") % {"url": where[:300]}
        return _("This is a web page, not a feed.")
    return _("This is not a feed: neither RSS nor Atom.")


class _Links(HTMLParser):
    """The first feed that a page names in its head."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "link" and not self.found and named.get("rel") == "alternate":
            kind = named.get("type") or ""
            if kind in ("application/rss+xml", "application/atom+xml"):
                self.found = named.get("href") or ""


class _Words(HTMLParser):
    _BLOCKS = frozenset(("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"))
    _SILENT = frozenset(("script", "style", "template"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent += 1
        elif tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
