"""From an answer to the record of a post."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from unsilo.connectors.bluesky.naming import POST

MAX_SIGNS = 300
MAX_BYTES = 3000
_LINK = re.compile(r"""(?<![\w@/.])https?://[^\s<>"'`]+""")
_MENTION = re.compile(r"(?<![\w@./])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,})")
_TAG = re.compile(r"(?<![\w#&/])#(\w*[^\W\d_]\w*)")
_PAIRS = {")": "(", "]": "[", "}": "{"}

Resolve = Callable[[str], str]


def record(
    text: str, *, reply: dict[str, Any], language: str, at: datetime, resolve: Resolve
) -> dict[str, Any]:
    """A post that answers. ``resolve`` makes a DID of a handle, "" when there is no such account."""
    made: dict[str, Any] = {
        "$type": POST,
        "text": text,
        "createdAt": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": [language],
        "reply": reply,
    }
    found = list(facets(text, resolve=resolve))
    return {**made, "facets": found} if found else made


def facets(text: str, *, resolve: Resolve) -> Iterator[dict[str, Any]]:
    """Links, mentions and tags with the bytes they stand at, as the protocol counts them."""
    for start, end, url in _links(text):
        yield _facet(text, start, end, {"$type": f"{_RICH}#link", "uri": url})
    for match in _MENTION.finditer(text):
        if did := resolve(match[1].casefold()):
            yield _facet(text, *match.span(), {"$type": f"{_RICH}#mention", "did": did})
    for match in _TAG.finditer(text):
        if len(match[1]) <= 64 and not _inside_link(text, match.start()):
            yield _facet(text, *match.span(), {"$type": f"{_RICH}#tag", "tag": match[1]})


_RICH = "app.bsky.richtext.facet"


def _links(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _LINK.finditer(text):
        url = _without_full_stop(match[0])
        if len(url.partition("://")[2]) > 1:
            yield match.start(), match.start() + len(url), url


def _without_full_stop(url: str) -> str:
    """Signs that end the sentence are not part of the address; a bracket is if it was opened."""
    while url:
        last = url[-1]
        closes_nothing = last in _PAIRS and url.count(last) > url.count(_PAIRS[last])
        if last not in ".,;:!?*_~…" and not closes_nothing:
            break
        url = url[:-1]
    return url


def _inside_link(text: str, at: int) -> bool:
    return any(start <= at < end for start, end, _url in _links(text))


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    index = {
        "byteStart": len(text[:start].encode()),
        "byteEnd": len(text[:end].encode()),
    }
    return {"index": index, "features": [feature]}
