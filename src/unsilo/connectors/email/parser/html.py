"""HTML mail to readable text: one pass over the tags, no tree.

A tree builder buys nothing here and costs quadratic time on hostile nesting. Quotes (``blockquote``)
become lines that begin with "> ", so that replies written as HTML and as text are cut by the same rules.
"""

import re
from collections.abc import Iterator
from html import unescape

_RAW = frozenset(("style", "script", "title", "template", "noscript", "textarea", "svg", "xml"))
_VOID = frozenset(("br", "hr", "img", "meta", "link", "input", "col", "base", "area", "wbr"))
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre"))
_BLOCKS = _PARAGRAPHS.union(
    ("address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset"),
    ("figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "section"),
    ("table", "tbody", "tfoot", "thead", "tr"),
)
_MARKUP = re.compile(r"<(?:(!--)|[!?][^>]*>|(/?[a-zA-Z][^\s/>]*)([^>]*)>)")
_CLOSINGS = {name: re.compile(f"</{name}", re.I) for name in _RAW}
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_WIDE_GAP = re.compile(r" {3,}")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_ALT = re.compile(r"\balt\s*=\s*[\"']([^\"']{1,40})[\"']", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:.-]{2,40})", re.I)
_RULE = "_" * 32  # what mail programs write for a horizontal line
_MAX_CHARS = 1_000_000  # of HTML that is turned into text
_MAX_QUOTES = 10
_MAX_QUOTED_CHARS = 1_000


def html_to_text(html: str) -> str:
    """What a person would read of ``html``."""
    page = _Page()
    hidden_by, hidden_depth = "", 0
    for tag, attributes, text in _tokens(html[:_MAX_CHARS]):
        if hidden_by:
            if tag.lstrip("/") == hidden_by:
                hidden_depth += -1 if tag[0] == "/" else 1
            if not hidden_depth:
                hidden_by = ""
        elif not tag:
            page.text(unescape(text) if "&" in text else text)
        elif tag[0] == "/":
            page.end(tag[1:])
        elif attributes and tag not in _VOID and _HIDDEN.search(attributes):
            hidden_by, hidden_depth = tag, 1
        else:
            page.start(tag, attributes)
    return page.finish()


def charset_in_html(data: bytes) -> str:
    """The charset an HTML part names for itself."""
    match = _CHARSET.search(data[:2_000])
    return match.group(1).decode("ascii") if match else ""


def _tokens(html: str) -> Iterator[tuple[str, str, str]]:
    """Yield (tag, attributes, "") and ("", "", text). What looks like a tag but is none is text."""
    # Behind the last ">" nothing is markup; before it every tag finds its end, in linear time.
    last = html.rfind(">") + 1
    position = 0
    while (match := _MARKUP.search(html, position, last)) is not None:
        if match.start() > position:
            yield "", "", html[position : match.start()]
        position = match.end()
        comment, tag, attributes = match.groups()
        if comment:
            end = html.find("-->", position)
            position = end + 3 if end >= 0 else len(html)
        elif tag:
            name = tag.lower()
            if attributes.count('"') % 2:  # a ">" inside quotes is passed over once
                quote = html.find('"', position, position + _MAX_QUOTED_CHARS)
                end = html.find(">", quote, last) if quote >= 0 else -1
                position = end + 1 if end >= 0 else position
            if name in _RAW and not attributes.endswith("/"):
                closing = _CLOSINGS[name].search(html, position)
                position = closing.start() if closing else len(html)
            else:
                yield name, attributes, ""
    if position < len(html):
        yield "", "", html[position:]


class _Page:
    """Takes tags and text, writes lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._preformatted = 0
        self._blank_wanted = False

    def start(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._end_line(keep_empty=True)
        elif tag in _BLOCKS:
            self._block(tag)
            if tag == "blockquote":
                self._quotes += 1
            elif tag == "pre":
                self._preformatted += 1
            elif tag == "li":
                self._line.append("- ")
            elif tag == "hr":
                self._line.append(_RULE)
                self._end_line()
        elif tag in ("td", "th") and self._line:
            self._line.append("  ")
        elif tag == "img":
            alt = _ALT.search(attributes[:2_000])
            if alt and not alt.group(1).isascii():
                self._line.append(unescape(alt.group(1)))  # emoji sent as pictures

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._block(tag)
            if tag == "blockquote":
                self._quotes = max(0, self._quotes - 1)
            elif tag == "pre":
                self._preformatted = max(0, self._preformatted - 1)

    def text(self, text: str) -> None:
        if not self._preformatted:
            self._line.append(" " if text.isspace() else _SPACES.sub(" ", text))
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self._line.append(first)
        for line in rest:
            self._end_line(keep_empty=True)
            self._line.append(line)

    def finish(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _block(self, tag: str) -> None:
        self._end_line()
        self._blank_wanted |= tag in _PARAGRAPHS

    def _end_line(self, *, keep_empty: bool = False) -> None:
        if not self._line and not keep_empty:
            return
        line = "".join(self._line)
        self._line.clear()
        line = line.rstrip() if self._preformatted else _WIDE_GAP.sub("  ", line).strip()
        if not line and not keep_empty:
            return
        prefix = "> " * min(self._quotes, _MAX_QUOTES)
        last = self._lines[-1] if self._lines else ""
        if self._blank_wanted and last.strip("> "):
            # Between a quote and what is none, the empty line belongs to the shallower side.
            depth = (len(last) - len(last.lstrip("> "))) // 2
            self._lines.append(("> " * min(self._quotes, depth)).rstrip())
        self._blank_wanted = False
        if line or self._lines[-1:] != [prefix.rstrip()]:
            self._lines.append(f"{prefix}{line}".rstrip())
