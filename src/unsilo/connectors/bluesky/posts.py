"""Posts as the network writes them: whose, what they say, what hangs on them, what they speak of."""

from collections.abc import Mapping
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from unsilo.channels.contract import Address
from unsilo.connectors.bluesky.naming import AtUri, repo_of

PICTURES = "https://cdn.bsky.app/img/feed_fullsize/plain"


class Profile(BaseModel):
    did: str = Field(min_length=1, max_length=320)
    handle: str = ""
    displayName: str = ""  # noqa: N815 - as it is called on the wire
    labels: list[dict[str, Any]] = []

    @property
    def name(self) -> str:
        return " ".join(self.displayName.split()) or self.at

    @property
    def at(self) -> str:
        return f"@{self.handle}" if self.handle and self.handle != "handle.invalid" else ""

    @property
    def address(self) -> Address:
        return Address(self.did, self.name)


class Ref(BaseModel):
    uri: str
    cid: str = ""


class Reply(BaseModel):
    root: Ref
    parent: Ref


class Span(BaseModel):
    byteStart: int = Field(ge=0)  # noqa: N815
    byteEnd: int = Field(ge=0)  # noqa: N815


class Facet(BaseModel):
    index: Span
    features: list[dict[str, Any]] = []

    @property
    def link(self) -> str:
        for feature in self.features:
            url = str(feature.get("uri", ""))
            if feature.get("$type") == "app.bsky.richtext.facet#link" and _is_web(url):
                return url
        return ""


class Record(BaseModel):
    text: str = ""
    createdAt: str = ""  # noqa: N815
    facets: list[Facet] = []
    reply: Reply | None = None
    embed: dict[str, Any] = {}


class Post(BaseModel):
    uri: str
    cid: str = ""
    author: Profile
    record: Record = Record()
    indexedAt: AwareDatetime | None = None  # noqa: N815
    labels: list[dict[str, Any]] = []


def spoken_of(record: Mapping[str, Any]) -> list[str]:
    """The posts that a record answers or quotes: worth a look when it comes."""
    try:
        read = Record.model_validate(record)
    except ValidationError:
        return []
    found = [read.reply.parent.uri, read.reply.root.uri] if read.reply else []
    found += [quoted_uri(embed) for embed in embeds_of(read.embed)]
    return [uri for uri in dict.fromkeys(found) if AtUri.parse(uri)]


def concerns(record: Mapping[str, Any], did: str) -> str:
    """Why a post is for the account: ``reply``, ``mention``, ``quote``, or "" when it isn't."""
    try:
        read = Record.model_validate(record)
    except ValidationError:
        return ""
    if read.reply and did in (repo_of(read.reply.parent.uri), repo_of(read.reply.root.uri)):
        return "reply"
    features = [feature for facet in read.facets for feature in facet.features]
    if any(feature.get("did") == did for feature in features):
        return "mention"
    quoted = (quoted_uri(embed) for embed in embeds_of(read.embed))
    return "quote" if any(repo_of(uri) == did for uri in quoted) else ""


def with_links(record: Record) -> str:
    """The text, with whole addresses where it shows shortened ones. Facets count bytes."""
    raw = record.text.encode("utf-8", "replace")
    for facet in sorted(record.facets, key=lambda one: one.index.byteStart, reverse=True):
        start, end = facet.index.byteStart, facet.index.byteEnd
        if not facet.link or not start < end <= len(raw):
            continue
        shown = raw[start:end].decode("utf-8", "replace")
        if _same_link(shown, facet.link):
            whole = facet.link
        else:
            whole = f"{shown} ({facet.link})"
        raw = raw[:start] + whole.encode("utf-8", "replace") + raw[end:]
    return raw.decode("utf-8", "replace")


def _same_link(shown: str, link: str) -> bool:
    """Whether the words are the address itself, whole or cut short."""
    bare = link.partition("://")[2].removeprefix("www.")
    words = shown.rpartition("://")[2].removeprefix("www.").rstrip("….")
    return bool(words) and bare.startswith(words)


def embeds_of(embed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of what hangs on a post: a quote may come with pictures."""
    if embed.get("$type") != "app.bsky.embed.recordWithMedia":
        return [dict(embed)] if embed else []
    quote, media = embed.get("record"), embed.get("media")
    parts = [dict(media)] if isinstance(media, dict) else []
    if isinstance(quote, dict):
        parts.append({"$type": "app.bsky.embed.record", **quote})
    return parts


def quoted_uri(embed: Mapping[str, Any]) -> str:
    record = embed.get("record")
    return str(record.get("uri", "")) if isinstance(record, dict) else ""


def pictures_of(post: Post) -> list[tuple[str, str]]:
    """Where the network keeps the pictures of a post, and their descriptions."""
    return [
        (f"{PICTURES}/{post.author.did}/{link}@jpeg", str(picture.get("alt", "")))
        for embed in embeds_of(post.record.embed)
        if embed.get("$type") == "app.bsky.embed.images"
        for picture in dicts(embed.get("images"))
        if (link := _blob(picture.get("image")))
    ]


def _blob(image: Any) -> str:
    ref = image.get("ref") if isinstance(image, dict) else None
    link = ref.get("$link") if isinstance(ref, dict) else None
    return link if isinstance(link, str) and link.isalnum() else ""


def dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and not any(sign.isspace() for sign in url)
