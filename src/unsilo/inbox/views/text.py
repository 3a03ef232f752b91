"""What people wrote, as HTML of our own: foreign text is escaped, colleagues' markup is rendered."""

import re
from collections.abc import Iterable, Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString

from unsilo.inbox import writing

LONGEST = 20_000  # signs of one message shown in the thread; the rest is a click away

_LINK = re.compile(r"\bhttps?://[^\s<>\"]{1,2000}")
_TRAILING = ".,;:!?'’”»)]}…"
_TAG = r"<[^>]*>"


def plain(text: str) -> SafeString:
    """Paragraphs and line breaks as written, addresses as links."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    return SafeString("".join(f"<p>{_lines(one)}</p>" for one in paragraphs if one))


def _lines(text: str) -> str:
    return "<br>".join(_linked(line) for line in text.split("\n"))


def _linked(line: str) -> str:
    if "http" not in line:
        return str(escape(line))
    parts: list[str] = []
    place = 0
    for match in _LINK.finditer(line):
        address = match[0].rstrip(_TRAILING)
        if address.count("(") > address.count(")") and match[0][len(address) :].startswith(")"):
            address += ")"
        parts.append(escape(line[place : match.start()]))
        safe = escape(address)
        parts.append(
            f'<a href="{safe}" target="_blank" rel="noopener noreferrer nofollow">{safe}</a>'
        )
        place = match.start() + len(address)
    parts.append(escape(line[place:]))
    return "".join(parts)


def written(markup: str, *, pictures: Mapping[str, str]) -> SafeString:
    """A colleague's light markup; ``pictures`` maps content ids to addresses of ours.

    Other pictures lose their address: a page of ours loads nothing from elsewhere. What
    ``writing.to_html`` returns is sanitised, nothing but its few tags can be in it.
    """

    def own(match: re.Match[str]) -> str:
        address = pictures.get(match[1].removeprefix("cid:"))
        return f'<img src="{escape(address)}"' if address else "<img"

    html = re.sub(r'<img src="([^"]*)"', own, writing.to_html(markup))
    return SafeString(re.sub(r"<a ", '<a target="_blank" ', html))


def with_mentions(html: SafeString, names: Iterable[str]) -> SafeString:
    """Make @names stand out: whole names where they are known, else one word."""
    if "@" not in html:
        return html
    known = sorted((re.escape(str(escape(name))) for name in names), key=len, reverse=True)
    whole_names = "|".join(rf"{name}(?!\w)" for name in known)
    mention = rf"(?<![\w@./])@(?:{whole_names}|\w[\w.-]*)" if known else r"(?<![\w@./])@\w[\w.-]*"

    def strong(match: re.Match[str]) -> str:
        return match[0] if match[0].startswith("<") else f"<b>{match[0]}</b>"

    return SafeString(re.sub(rf"{_TAG}|{mention}", strong, html, flags=re.IGNORECASE))


def rest_of(text: str, short: str) -> str:
    """What ``short`` leaves out of ``text``: the quotes and signature, else all of it."""
    whole, beginning = text.strip(), short.strip()
    if beginning and whole.startswith(beginning):
        return whole[len(beginning) :].strip("\n")
    return whole


def file_size(size: int) -> str:
    """312 KB, 4.1 MB."""
    if size < 1000:
        return f"{size} B"
    if size < 999_500:
        return f"{size / 1000:.0f} KB"
    return f"{size / 1_000_000:.1f} MB"
