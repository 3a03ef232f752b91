"""What colleagues write becomes what is sent: light markup in, plain text and HTML out."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_CID = re.compile(r'<img src="cid:([^"]+)"')


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    markdown.validateLink = lambda url: url.lower().startswith(  # type: ignore[method-assign]
        ("http://", "https://", "mailto:", "tel:", "cid:")
    )
    return markdown.enable(["strikethrough"]).disable(["heading", "lheading", "hr", "html_block"])


@lru_cache(maxsize=16)  # what is sent is stored, put into a mail and shown: three times the same
def to_html(text: str) -> str:
    """Paragraphs, bold, italics, lists, links, quotes, code and ``cid:`` pictures as safe HTML."""
    rendered: str = _markdown().render(text)
    return nh3.clean(
        rendered,
        tags={
            "p", "br", "strong", "em", "s", "ul", "ol", "li", "a", "blockquote", "code", "pre", "img",
        },
        attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel", "cid"},
    ).strip()  # fmt: skip


def to_text(text: str) -> str:
    """The same as plain text: markup that only decorates is taken out, links stay readable."""
    plain = re.sub(r"!\[([^\]\n]*)\]\(cid:[^)\s]+\)", r"[\1]", text)
    plain = re.sub(r"\[([^\]\n]+)\]\((https?://[^)\s]+|mailto:[^)\s]+)\)", r"\1 (\2)", plain)
    plain = re.sub(r"(?<!\w)(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", plain)
    return plain.replace("\r\n", "\n").strip()


def content_ids(text: str) -> set[str]:
    """Content ids of the pictures that stand in the text."""
    return set(re.findall(r"!\[[^\]\n]*\]\(cid:([^)\s]+)\)", text))


def quote(text: str, *, intro: str, limit: int = 20_000) -> str:
    """An earlier message as a quotation below an answer."""
    lines = text[:limit].strip().splitlines()
    return "\n".join([intro, *(f"> {line}".rstrip() for line in lines)])
