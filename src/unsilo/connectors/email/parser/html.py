"""HTML mail to readable text: one pass, no tree, no recursion.

Quotes (``blockquote``) become lines that begin with "> ", so that replies written as HTML and as text
are cut by the same rules.
"""

import re

from lxml import etree

_SKIPPED = frozenset(("head", "style", "script", "title", "template", "noscript", "object", "svg"))
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre"))
_BLOCKS = _PARAGRAPHS.union(
    ("address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset"),
    ("figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "section"),
    ("table", "tbody", "tfoot", "thead", "tr"),
)
_CELLS = frozenset(("td", "th"))
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:.-]{2,40})", re.I)
_RULE = "_" * 32  # what mail programs write for a horizontal line
_MAX_CHARS = 1_000_000  # of HTML that is turned into text
_MAX_QUOTES = 10


def html_to_text(html: str) -> str:
    """What a person would read of ``html``."""
    # Markup is cut as bytes would be: a parser reads an unfinished tag without complaint.
    source = html[:_MAX_CHARS].replace("\0", "")
    if not source.strip():
        return ""
    parser = etree.HTMLParser(target=_TextTarget(), huge_tree=True, encoding="utf-8")
    try:
        text: str = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return ""
    return text


def charset_in_html(data: bytes) -> str:
    """The charset an HTML part names for itself."""
    match = _CHARSET.search(data[:2_000])
    return match.group(1).decode("ascii") if match else ""


class _TextTarget:
    """Takes the parser's events, writes lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._skipped_from = 0  # depth of the element whose content is left out
        self._quotes = 0
        self._preformatted = 0
        self._blank_wanted = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._skipped_from:
            return
        if tag in _SKIPPED or _HIDDEN.search(attributes.get("style", "")):
            self._skipped_from = self._depth
        elif tag == "br":
            self._end_line(keep_empty=True)
        elif tag in _BLOCKS:
            self._end_line()
            self._blank_wanted |= tag in _PARAGRAPHS
            if tag == "blockquote":
                self._quotes += 1
            elif tag == "pre":
                self._preformatted += 1
            elif tag == "li":
                self._line.append("- ")
            elif tag == "hr":
                self._line.append(_RULE)
                self._end_line()
        elif tag in _CELLS and self._line:
            self._line.append("  ")
        elif tag == "img" and not attributes.get("alt", "a").isascii():
            self._line.append(attributes["alt"][:40])  # emoji sent as pictures

    def end(self, tag: str) -> None:
        if self._skipped_from:
            if self._skipped_from == self._depth:
                self._skipped_from = 0
        elif tag in _BLOCKS:
            self._end_line()
            self._blank_wanted |= tag in _PARAGRAPHS
            if tag == "blockquote":
                self._quotes = max(0, self._quotes - 1)
            elif tag == "pre":
                self._preformatted = max(0, self._preformatted - 1)
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._skipped_from:
            return
        if self._preformatted:
            first, *rest = text.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line(keep_empty=True)
                self._line.append(line)
            return
        self._line.append(_SPACES.sub(" ", text))

    def comment(self, text: str) -> None:
        pass

    def close(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _end_line(self, *, keep_empty: bool = False) -> None:
        line = "".join(self._line)
        self._line.clear()
        line = line.rstrip() if self._preformatted else re.sub(" {3,}", "  ", line).strip()
        if not line and not keep_empty:
            return
        prefix = "> " * min(self._quotes, _MAX_QUOTES)
        if self._blank_wanted and self._lines and self._lines[-1].strip("> "):
            # Between a quote and what is not one, the empty line belongs to the shallower side.
            shallow = min(self._quotes, self._lines[-1].count("> ", 0, 2 * _MAX_QUOTES))
            self._lines.append(("> " * shallow).rstrip())
        self._blank_wanted = False
        if not line and self._lines[-1:] == [prefix.rstrip()]:
            return
        self._lines.append(f"{prefix}{line}".rstrip())
