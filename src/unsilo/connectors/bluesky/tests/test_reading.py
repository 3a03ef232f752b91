"""What is made of a post, however it is written."""

import json
from pathlib import Path
from typing import Any

import pytest

from unsilo.channels.contract import InboundMessage, MessageClass
from unsilo.connectors.bluesky import reading
from unsilo.core.errors import MalformedPayload

PAYLOADS = Path(__file__).parents[1] / "payloads"
DANA = "at://did:plc:dana4dana4dana4dana4dana/app.bsky.feed.post/"


def read(name: str, **changes: Any) -> InboundMessage:
    """A payload, with changes to its post."""
    raw = json.loads((PAYLOADS / f"{name}.json").read_bytes())
    raw["post"] |= changes
    content = json.dumps(raw).encode()
    return reading.read(content, handle="fox.example", site="https://bsky.app")


def test_a_mention_begins_a_thread_and_its_links_are_whole() -> None:
    message = read("mention")
    assert message.text == (
        "Hey @fox.example, where can I buy the lantern game in Köln? "
        "https://example.com/very/long/address?of=a&page=1 🦊"
    )
    assert message.thread_id == message.external_id == f"{DANA}3m4pabcde222a"
    author = message.author
    assert (author.name, author.handle) == ("Dana Whitlock", "@dana.example")
    assert message.external_id.startswith(f"at://{author.value}/")
    assert message.permalink == f"https://bsky.app/profile/{DANA[5:-20]}/post/3m4pabcde222a"
    assert message.public
    assert not message.outgoing


def test_a_comment_below_our_post_stands_for_itself_and_shows_the_post() -> None:
    message = read("comment-under-our-post")
    assert message.thread_id == message.external_id
    assert (message.in_reply_to, message.references) == ("", ())
    assert message.subject.startswith("The lantern game is back")
    assert message.post is not None
    assert message.post.text.startswith("The lantern game is back")
    assert message.post.author == "Marmalade Fox"


def test_a_reply_in_another_thread_belongs_to_that_thread() -> None:
    message = read("reply-with-pictures-and-a-quote")
    assert message.thread_id == message.in_reply_to
    assert message.thread_id.startswith("at://did:plc:otto")
    assert "@otto.example wrote:\n> Board games" in message.text
    assert "wrote" not in message.reply_text


def test_pictures_are_words_until_somebody_asks_for_them() -> None:
    message = read("reply-with-pictures-and-a-quote")
    assert "[Picture] A dog asleep in a game's box" in message.reply_text
    assert message.html.count("<img src=") == 2
    assert message.attachments == ()


def test_our_own_answer_is_ours_and_goes_by_our_handle() -> None:
    message = read("our-own-answer-from-the-app")
    assert message.outgoing
    assert message.external_id == "at://fox.example/app.bsky.feed.post/3m4pabcde666a"
    assert [one.name for one in message.to] == ["@otto.example"]


def test_an_edit_and_a_deletion_follow_the_post_they_are_about() -> None:
    edited, gone = read("edited"), read("gone")
    assert edited.in_reply_to == gone.in_reply_to == f"{DANA}3m4pabcde222a"
    assert edited.text.startswith("Edited: Hey")
    assert gone.message_class is MessageClass.NOTIFICATION
    assert len({read("mention").external_id, edited.external_id, gone.external_id}) == 3


def test_what_moderation_marked_is_suspected() -> None:
    assert read("mention", labels=[{"val": "spam"}]).suspected_spam
    assert not read("mention", labels=[{"val": "spam", "neg": True}]).suspected_spam


@pytest.mark.parametrize("start", [0, 3, 200])
@pytest.mark.parametrize("end", [0, 2, 10_000])
def test_a_facet_that_lies_outside_the_text_is_left_alone(start: int, end: int) -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com"}
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": [link]}
    message = read("mention", record={"text": "Grüße", "facets": [facet]})
    assert message.text


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://example.com/ <script>", "data:text/html,x"]
)
def test_only_addresses_of_the_web_become_links(link: str) -> None:
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": link}
    facet = {"index": {"byteStart": 0, "byteEnd": 4}, "features": [feature]}
    assert read("mention", record={"text": "here", "facets": [facet]}).text == "here"


def test_what_a_stranger_writes_is_no_markup() -> None:
    embed = {
        "$type": "app.bsky.embed.images",
        "images": [{"alt": '"><script>', "image": {"ref": {"$link": "bafkreix"}}}],
    }
    message = read("mention", record={"text": "<b>x</b>", "embed": embed})
    assert "<script>" not in message.html
    assert "<b>" not in message.html


@pytest.mark.parametrize(
    "embed",
    [
        {"$type": "app.bsky.embed.images", "images": "none"},
        {"$type": "app.bsky.embed.images", "images": [{"image": {"ref": "x"}}]},
        {"$type": "app.bsky.embed.external", "external": None},
        {"$type": "app.bsky.embed.recordWithMedia", "record": 1, "media": []},
        {"$type": "something.new"},
        {},
    ],
)
def test_what_hangs_on_it_may_be_anything(embed: dict[str, Any]) -> None:
    assert read("mention", record={"text": "Look", "embed": embed}).text.startswith("Look")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"account": "x", "post": {"uri": "x", "author": {"did": "d"}}}', b"\xff"],
)
def test_what_is_no_post_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(MalformedPayload):
        reading.read(content, handle="fox.example", site="")
