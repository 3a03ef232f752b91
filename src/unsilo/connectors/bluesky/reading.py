"""From the raw bytes of an arrival to a message. Pure: no network, the same every time.

An arrival is JSON: ``account`` (our DID), ``action`` (post, edit, gone), ``reason`` (mention, reply,
quote, own), ``post`` as the network shows it (``uri cid author record indexedAt``), and ``around``,
posts it speaks of, as far as they could be seen when it came.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from unsilo.channels.contract import (
    Author,
    InboundMessage,
    MessageClass,
    PublicPost,
    RawArrival,
)
from unsilo.connectors.bluesky.naming import AtUri, repo_of
from unsilo.connectors.bluesky.posts import (
    Post,
    Profile,
    dicts,
    embeds_of,
    pictures_of,
    quoted_uri,
    with_links,
)
from unsilo.core.errors import MalformedPayload

KIND = "bluesky"
CONTENT_TYPE = "application/json"
_SUBJECT = 80


class Raw(BaseModel):
    account: str
    action: Literal["post", "edit", "gone"] = "post"
    reason: str = ""
    post: Post
    around: list[Post] = []


def raw_arrival(
    account: str,
    post: Mapping[str, Any],
    *,
    action: str = "post",
    reason: str = "",
    around: list[Any] | None = None,
) -> RawArrival:
    """What is kept of a post. The same post in the same wording has the same key."""
    version = "gone" if action == "gone" else str(post.get("cid", ""))
    content: dict[str, Any] = {"account": account, "action": action, "reason": reason, "post": post}
    if around:
        content["around"] = around
    return RawArrival(
        external_key=f"{post['uri']}#{version}",
        content=json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        content_type=CONTENT_TYPE,
        waiting_since=_moment(str(post.get("indexedAt", ""))),
    )


def read(content: bytes, *, handle: str, site: str) -> InboundMessage:
    """Raises ``MalformedPayload``. ``handle`` is ours, ``site`` where posts can be looked at."""
    try:
        raw = Raw.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MalformedPayload(f"{where}: {first['msg']}" if where else first["msg"]) from error
    uri = AtUri.parse(raw.post.uri)
    if uri is None:
        raise MalformedPayload(f"{raw.post.uri[:100]} is not the address of a post")
    return _Reader(raw, uri, handle, site).message()


@dataclass(frozen=True)
class _Reader:
    raw: Raw
    uri: AtUri
    handle: str
    site: str

    def message(self) -> InboundMessage:
        post, author = self.raw.post, self.raw.post.author
        ours = author.did == self.raw.account
        parent = self._author_of(self._parent) if self._parent else None
        if self.raw.action == "gone":
            return InboundMessage(
                external_id=f"{self._known_as(post.uri)}#gone",
                author=self._author(author),
                text=_("This post is no longer there."),
                reply_text=_("This post is no longer there."),
                sent_at=post.indexedAt,
                in_reply_to=self._known_as(post.uri),
                references=(self._known_as(post.uri),),
                message_class=MessageClass.NOTIFICATION,
                class_reason=_("Its author deleted it, or it was taken down."),
                public=True,
            )
        words = self._words()
        around = self._quoted()
        named = self._known_as(post.uri)
        edited = self.raw.action == "edit"
        answers = named if edited else self._answers()
        return InboundMessage(
            external_id=f"{named}#{post.cid}" if edited else named,
            author=self._author(author),
            text=f"{words}\n\n{around}" if around else words,
            reply_text=words,
            subject=self._subject(),
            html=self._html(words),
            sent_at=_moment(post.record.createdAt) or post.indexedAt,
            in_reply_to=answers,
            references=(answers,) if answers else (),
            thread_id=self._thread(),
            to=(parent.address,) if ours and parent else (),
            reply_to=() if ours else (author.address,),
            suspected_spam=self._spam(),
            outgoing=ours,
            public=True,
            permalink=self._permalink(),
            post=self._post(),
        )

    # --- Where it stands

    @property
    def _root(self) -> str:
        reply = self.raw.post.record.reply
        return reply.root.uri if reply else ""

    @property
    def _parent(self) -> str:
        reply = self.raw.post.record.reply
        return reply.parent.uri if reply else ""

    @property
    def _under_our_post(self) -> bool:
        return bool(self._root) and repo_of(self._root) == self.raw.account

    def _thread(self) -> str:
        """A thread of somebody else's is one conversation, whoever speaks in it. Below a post of
        our own each comment begins one: a hundred people under it are a hundred conversations."""
        if not self._under_our_post:
            return self._root or self.raw.post.uri
        return self.raw.post.uri if self._parent == self._root else ""

    def _answers(self) -> str:
        if not self._parent or (self._under_our_post and self._parent == self._root):
            return ""
        return self._known_as(self._parent)

    def _known_as(self, uri: str) -> str:
        """Our own posts go by our handle, which is known before one is sent; others by their DID."""
        found = AtUri.parse(uri)
        if found is None or found.repo != self.raw.account:
            return uri
        return str(AtUri(self.handle, found.collection, found.rkey))

    def _permalink(self) -> str:
        return _seen_at(self.site, self.uri)

    def _subject(self) -> str:
        root = self._around(self._root) if self._root else None
        return _beginning(root.record.text) if root else ""

    def _post(self) -> PublicPost | None:
        """What it stands under, where somebody else began the thread or we did."""
        root, uri = self._around(self._root), AtUri.parse(self._root)
        if root is None or uri is None:
            return None
        pictures = [picture for picture, _alt in pictures_of(root)]
        return PublicPost(
            external_id=self._known_as(self._root),
            text=root.record.text,
            author=root.author.name,
            permalink=_seen_at(self.site, uri),
            image_url=pictures[0] if pictures else "",
        )

    # --- Who speaks

    def _author(self, profile: Profile) -> Author:
        url = f"{self.site}/profile/{profile.did}" if self.site else ""
        return Author(KIND, profile.did, profile.name, profile_url=url, handle=profile.at)

    def _author_of(self, uri: str) -> Profile | None:
        post = self._around(uri)
        if post:
            return post.author
        did = repo_of(uri)
        return Profile(did=did) if did else None

    def _around(self, uri: str) -> Post | None:
        return next((one for one in self.raw.around if one.uri == uri), None)

    def _spam(self) -> str:
        given = [*self.raw.post.labels, *self.raw.post.author.labels]
        marked = any(label.get("val") == "spam" and not label.get("neg") for label in given)
        return _("Bluesky's moderation marked it as spam.") if marked else ""

    # --- What is said

    def _words(self) -> str:
        """The text with its links whole (Bluesky shortens them), and what hangs on it in words."""
        parts = [with_links(self.raw.post.record).strip()]
        parts += [f"[{kind}] {words}".rstrip() for kind, words in self._hangings()]
        words = "\n".join(part for part in parts if part)
        return f"{_('Edited:')} {words}" if self.raw.action == "edit" else words

    def _hangings(self) -> Iterator[tuple[str, str]]:
        for embed in embeds_of(self.raw.post.record.embed):
            match embed.get("$type"):
                case "app.bsky.embed.images":
                    for picture in dicts(embed.get("images")):
                        alt = str(picture.get("alt", ""))
                        yield _("Picture"), alt or _("without a description")
                case "app.bsky.embed.video":
                    yield _("Video"), str(embed.get("alt", "")) or _("without a description")
                case "app.bsky.embed.external":
                    card = embed.get("external")
                    card = card if isinstance(card, dict) else {}
                    words = (str(card.get(name, "")) for name in ("title", "uri"))
                    yield _("Link"), " ".join(filter(None, words))
                case "app.bsky.embed.record":
                    yield _("Quotes"), self._link_to(quoted_uri(embed))

    def _link_to(self, uri: str) -> str:
        found = AtUri.parse(uri)
        return (_seen_at(self.site, found) if found else "") or uri

    def _quoted(self) -> str:
        """What the post speaks of, for who reads it here without the thread around it."""
        quotes = []
        for uri in dict.fromkeys([self._parent, *map(quoted_uri, self._quotes())]):
            post = self._around(uri) if uri else None
            if post is None or not post.record.text or post.author.did == self.raw.account:
                continue
            lines = "\n".join(f"> {line}" for line in with_links(post.record).splitlines())
            name = post.author.name or post.author.did
            quotes.append(f"{_('%(name)s wrote:') % {'name': name}}\n{lines}")
        return "\n\n".join(quotes)

    def _quotes(self) -> list[dict[str, Any]]:
        embeds = embeds_of(self.raw.post.record.embed)
        return [one for one in embeds if one.get("$type") == "app.bsky.embed.record"]

    def _html(self, words: str) -> str:
        """Only for pictures, which are loaded when somebody asks for them."""
        pictures = pictures_of(self.raw.post)
        if not pictures:
            return ""
        text = format_html_join("", "<p>{}</p>", ((line,) for line in words.splitlines() if line))
        shown = format_html_join("", '<p><img src="{}" alt="{}"></p>', pictures)
        return format_html("{}{}", text, shown)


def _seen_at(site: str, uri: AtUri) -> str:
    return f"{site}/profile/{uri.repo}/post/{uri.rkey}" if site else ""


def _beginning(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= _SUBJECT else f"{first[:_SUBJECT].rsplit(' ', 1)[0]}…"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
