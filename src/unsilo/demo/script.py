"""The words a story is written in: who says what, how long after the line before."""

import re
import textwrap
from dataclasses import dataclass
from datetime import timedelta

from unsilo.demo.company import COLLEAGUES_BY_KEY

_SPAN = re.compile(r"(\d+)\s*([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class Line:
    """One message of a story; `by` is a customer's key or a colleague's address."""

    kind: str
    by: str
    text: str
    after: timedelta
    files: tuple[str, ...] = ()
    mail_class: str = "human"


@dataclass(frozen=True)
class Stand:
    """Where a story stands on one desk."""

    desk: str
    state: str
    owner: str | None = None
    until: timedelta | None = None


@dataclass(frozen=True)
class Draft:
    """A reply that a colleague has begun and not sent."""

    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """A conversation as it is written by hand; generator.py gives it dates."""

    key: str
    channel: str
    person: str
    subject: str
    ago: timedelta
    desks: tuple[Stand, ...]
    lines: tuple[Line, ...]
    tags: tuple[str, ...] = ()
    priority: str = "normal"
    public: bool = False
    paid: bool = False
    permalink: str = ""
    spam: bool = False
    language: str = ""
    drafts: tuple[Draft, ...] = ()


def story(
    key: str,
    channel: str,
    person: str,
    subject: str,
    *lines: Line,
    ago: str,
    desks: tuple[Stand, ...] = (),
    tags: tuple[str, ...] = (),
    priority: str = "normal",
    public: bool = False,
    paid: bool = False,
    permalink: str = "",
    spam: bool = False,
    language: str = "",
    drafts: tuple[Draft, ...] = (),
) -> Story:
    """Write a story; lines without an author are the person's."""
    signed = tuple(
        line
        if line.by
        else Line(line.kind, person, line.text, line.after, line.files, line.mail_class)
        for line in lines
    )
    return Story(
        key=key,
        channel=channel,
        person=person,
        subject=subject,
        ago=span(ago),
        desks=desks,
        lines=signed,
        tags=tags,
        priority=priority,
        public=public,
        paid=paid,
        permalink=permalink,
        spam=spam,
        language=language,
        drafts=drafts,
    )


def says(
    text: str,
    after: str = "0m",
    *,
    by: str = "",
    files: tuple[str, ...] = (),
    mail_class: str = "human",
) -> Line:
    """A customer's message; `by` only when it is not the story's own person."""
    return Line("in", by, flow(text), span(after), files, mail_class)


def replies(by: str, text: str, after: str, *, files: tuple[str, ...] = ()) -> Line:
    return Line("out", COLLEAGUES_BY_KEY[by].email, flow(text), span(after), files)


def notes(by: str, text: str, after: str) -> Line:
    return Line("note", COLLEAGUES_BY_KEY[by].email, flow(text), span(after))


def drafted(by: str, text: str) -> Draft:
    return Draft(COLLEAGUES_BY_KEY[by].email, flow(text))


def opened(desk: str, owner: str | None = None) -> Stand:
    return Stand(desk, "open", _email(owner))


def waiting(desk: str, owner: str) -> Stand:
    return Stand(desk, "waiting", _email(owner))


def snoozed(desk: str, owner: str, until: str) -> Stand:
    return Stand(desk, "snoozed", _email(owner), span(until))


def done(desk: str, owner: str | None = None) -> Stand:
    return Stand(desk, "done", _email(owner))


def span(text: str) -> timedelta:
    """Read "3d", "2h 20m" or "45m"."""
    parts = _SPAN.findall(text)
    if not parts:
        raise ValueError(f"not a span of time: {text!r}")
    return sum((timedelta(**{_UNITS[unit]: int(n)}) for n, unit in parts), timedelta())


def flow(text: str) -> str:
    """Turn wrapped source text into paragraphs; a line that starts with "- " or "| " stays its own."""
    paragraphs = textwrap.dedent(text).strip().split("\n\n")
    return "\n\n".join(_join(paragraph.split("\n")) for paragraph in paragraphs)


def _join(lines: list[str]) -> str:
    joined = lines[0].removeprefix("| ")
    for line in lines[1:]:
        if line.startswith(("- ", "| ")):
            joined += "\n" + line.removeprefix("| ")
        elif ord(joined[-1]) > 0x3000 and ord(line[0]) > 0x3000:
            joined += line  # Japanese has no spaces between words
        else:
            joined += " " + line
    return joined


def _email(owner: str | None) -> str | None:
    return None if owner is None else COLLEAGUES_BY_KEY[owner].email
