"""The new part of a mail: without the quoted mail below it and without the signature.

Line by line and in linear time; regular expressions only ever see one line (or a few joined ones of
bounded length). Answers written between quoted lines keep their quotes. When in doubt more is kept.
"""

import re
from dataclasses import dataclass

from unsilo.connectors.email import limits
from unsilo.connectors.email.parser import words

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SEPARATOR = re.compile(
    r"[-_=*\u2013\u2014 ]{2,}([^-_=*]{4,60}(?:-[^-_=*]{1,30})?)[-_=*\u2013\u2014 :]{2,}\Z"
)
_RULE = re.compile(r"[-_\u2013\u2014\u2500]{5,}\Z")
_RULE_SIGNS = ("-", "_", "\u2013", "\u2014", "\u2500")
_LABEL = re.compile(r"[*_\s]*([^:：*@<]{1,25}?)[*\s]*[:：]")
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}(?!\d)|\d{1,2}\s?(?:am|pm|uhr)\b", re.I)
_DATE = re.compile(
    r"\b(?:19|20)\d{2}\b|\d{1,2}[./-]\s?\d{1,2}\b|\d\s?[年月日년월일]|\b\d{1,2}\.? [^\W\d]{3,}",
    re.I,
)
_BRACKETED_ADDRESS = re.compile(r"[<(\[]\s*<?(?:mailto:)?[^\s<>@]{1,100}@[^\s<>@]{1,200}[>)\]]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = (".", "!", "?", "…", "。")
# "Sent via DHL" is news, "Sent via Outlook" is none.
_DEVICE = re.compile(
    r"iphon|ipad|ios\b|android|samsung|galaxy|huawei|xiaomi|redmi|pixel|nokia|htc|motorola|oneplus|sony"
    r"|blackberry|windows|outlook|gmail|yahoo|aol|hotmail|proton|tuta|gmx|web\.de|mail|superhuman|spark"
    r"|mobil|phone|telefo|téléph|tel[eé]f|handy|smart|tablet|device|gerät|móvil|celular|cellulare|verizon"
    r"|телефон|手机|手機|휴대|携帯|puhelim|komór|mobiel"
)
_MAX_ATTRIBUTION_LINES = 4
_MAX_ATTRIBUTION_CHARS = 500
_MAX_LINE_CHARS = 1_000  # a longer line is prose, never a header or an attribution
_BLOCK_LINES = 12
_SIGNATURE_LINES = 40
_FOOTER_CHARS = 120
_CONTACT_LINES = 12
_CONTACT_CHARS = 90
_WRAPPED_CHARS = 55  # a line of this length may have been wrapped


def _any_word(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Match any phrase; those in scripts with word boundaries only as whole words."""
    parts = []
    for phrase in sorted(set(phrases), key=len, reverse=True):
        spaced = ord(phrase[0]) < 0x0E00
        parts.append(rf"(?<!\w){re.escape(phrase)}(?!\w)" if spaced else re.escape(phrase))
    return re.compile("|".join(parts), re.I)


_WROTE = _any_word(words.WROTE)
_OPENERS = frozenset(words.ATTRIBUTION_OPENERS)
_LABELS = {label: kind for kind, labels in words.BLOCK_LABELS.items() for label in labels}
_ORIGINAL = frozenset(words.ORIGINAL_MESSAGE)
_FORWARDED = words.FORWARDED_MESSAGE
_CLOSINGS = frozenset(words.CLOSINGS)
_SENT_FROM = words.SENT_FROM
_SENT_FROM_ENDS = (
    "gesendet.",
    "gesendet",
    "から送信",
    "gönderildi",
    "보냄",
    "傳送",
    "发送",
    "發送",
)
_CONTACT = re.compile(
    r"@|https?://|www\.|\+?\d[\d ()/.-]{6,}|\||\b(?:GmbH|Inc|Ltd|LLC|AG|S\.?A|B\.?V|AB|Oy|S\.r\.l)\b"
)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the quoted mail begins (``start``), and its first line after the words above it.

    ``hard``: everything from here on is quoted, whether or not it is marked so.
    """

    start: int
    after: int
    hard: bool


_PASSED_ON = _Cut(0, 0, hard=False)  # what follows is what the sender wants us to read


def reply_text(text: str, *, forwarded: bool = False) -> str:
    """Return what its author wrote. Never empty unless ``text`` is."""
    text = text.strip("\n")
    if forwarded or not text:
        return text.strip()
    lines = text[: limits.MAX_REPLY_CHARS].split("\n")
    cut = _first_cut(lines)
    if cut is _PASSED_ON:
        return text.strip()
    if cut is None and len(text) > limits.MAX_REPLY_CHARS:
        return text.strip()
    kept = _without_signature(_without_quotes(lines, cut))
    reply = "\n".join(kept).strip()
    return reply or text.strip()


def is_forward(subject: str) -> bool:
    """Whether the subject says that the mail was passed on."""
    prefix, colon, _ = subject.partition(":")
    return bool(colon) and prefix.strip(" [").casefold() in words.FORWARD_PREFIXES


def _without_quotes(lines: list[str], cut: _Cut | None) -> list[str]:
    if cut is None:
        return _answers(before=[], region=lines)
    before = lines[: cut.start]
    if cut.hard or not _starts_quoted(lines, cut.after):
        return before
    region = lines[cut.after :]
    further = _first_cut(region, only_hard=True)
    return _answers(
        before=before, region=region[: further.start] if further and further.hard else region
    )


def _answers(*, before: list[str], region: list[str]) -> list[str]:
    """What to keep of lines of which some are quoted.

    Answers between several quotes, or a quote inside what was written, stay with their quotes. One
    quote with the answer below it goes, and so does a quote with nothing below it.
    """
    region = _without_signature(region)
    quoted = _quoted_lines(region)
    written = [i for i, line in enumerate(region) if line.strip() and not quoted[i]]
    if not written:
        return before
    end = written[-1] + 1
    quotes = _runs(region[:end], quoted)
    if quotes == 1 and quoted.index(True) < written[0]:
        return before + region[written[0] : end]
    return before + region[:end]


def _quoted_lines(lines: list[str]) -> list[bool]:
    """Which lines are quoted; one that a mail program wrapped without marking it, too."""
    quoted = [_is_quoted(line) for line in lines]
    for i in range(1, len(lines) - 1):
        wrapped = quoted[i - 1] and quoted[i + 1] and len(lines[i - 1]) >= _WRAPPED_CHARS
        quoted[i] |= wrapped and bool(lines[i].strip())
    return quoted


def _runs(lines: list[str], quoted: list[bool]) -> int:
    """How many quotes there are; empty lines do not end one."""
    marks = [quoted[i] for i, line in enumerate(lines) if line.strip() or quoted[i]]
    return sum(mark and not (i and marks[i - 1]) for i, mark in enumerate(marks))


def _first_cut(lines: list[str], *, only_hard: bool = False) -> _Cut | None:
    for index, line in enumerate(lines):
        bare = _bare(line)
        if not bare or len(bare) > _MAX_LINE_CHARS or _is_quoted(line):
            continue
        separator = _SEPARATOR.match(bare)
        if separator and separator.group(1).strip().casefold() in _ORIGINAL:
            return _Cut(index, index + 1, hard=True)
        if bare.casefold().lstrip("-_=* ").startswith(_FORWARDED):
            return _PASSED_ON
        if not only_hard and _may_end_attribution(lines, index, bare):
            start = _attribution(lines, index)
            if start is not None:
                return _Cut(start, index + 1, hard=False)
        if _is_header_block(lines, index):
            start = _above_rule(lines, index)
            return _Cut(start, index, hard=True)
    return None


def _may_end_attribution(lines: list[str], index: int, bare: str) -> bool:
    """ "... wrote:", "---- ... wrote ----", or a date and an address right above a quote."""
    if bare.endswith((":", "：")):
        return True
    if bare.endswith("--") and bare.startswith("--"):
        return bool(_WROTE.search(bare))
    return bare.endswith(">") and _opens_attribution(bare) and _starts_quoted(lines, index + 1)


def _attribution(lines: list[str], index: int) -> int | None:
    """First line of the "On ..., Jane wrote:" that ends at ``index``; None when it is no such thing."""
    last = _bare(lines[index])
    start: int | None = None
    if _is_attribution(last) or (
        len(last) <= _MAX_LINE_CHARS // 4
        and _starts_quoted(lines, index + 1)
        and (_WROTE.search(last) or _BRACKETED_ADDRESS.search(last) or _DATE.search(last))
    ):
        start = index
    joined = last
    for above in range(index - 1, max(index - _MAX_ATTRIBUTION_LINES, -1), -1):
        line = _bare(lines[above])
        joined = f"{line} {joined}"
        if not line or _is_quoted(lines[above]) or len(joined) > _MAX_ATTRIBUTION_CHARS:
            break
        begins_here = _opens_attribution(line) and not _opens_attribution(_bare(lines[above + 1]))
        if begins_here and (start is not None or _is_attribution(joined)):
            return above
    return start


def _is_attribution(text: str) -> bool:
    address = _BRACKETED_ADDRESS.search(text)
    moment = _TIME.search(text)
    if _WROTE.search(text):
        return bool(address or moment or _DATE.search(text))
    # Some languages do without a verb: "2025年7月1日(火) 10:00 Jane <jane@example.org>:".
    return bool(address and moment and _DATE.search(text) and _opens_attribution(text))


def _opens_attribution(line: str) -> bool:
    if not (_DATE.search(line) or _TIME.search(line)) or line.endswith(_SENTENCE_END):
        return False
    word = _FIRST_WORD.match(line)
    return line[0].isdigit() or bool(word and word.group().casefold() in _OPENERS)


def _is_header_block(lines: list[str], index: int) -> bool:
    """Whether "From: ... Sent: ... Subject: ..." begins here, in any language.

    Three labels, one of them naming the sender; a subject or an address tells it from a timetable.
    """
    if _label(lines[index]) not in ("from", "date", "to", "subject"):
        return False
    kinds: set[str] = set()
    address = False
    others = 0
    for line in lines[index : index + _BLOCK_LINES]:
        kind = _label(line)
        if kind:
            kinds.add(kind)
            address |= "@" in line
            others = 0
        elif line.strip():
            others += 1
        if others > 2:
            break
    return "from" in kinds and len(kinds) >= 3 and ("subject" in kinds or address)


def _label(line: str) -> str:
    if ":" not in line and "：" not in line:
        return ""
    match = _LABEL.match(_INVISIBLE.sub("", line[:60]).replace("\xa0", " "))
    return _LABELS.get(match.group(1).strip().casefold(), "") if match else ""


def _above_rule(lines: list[str], index: int) -> int:
    """The line that programs draw above the header block goes with it."""
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    drawn = lines[above].strip() if above >= 0 else ""
    return above if _RULE.match(drawn) or _SEPARATOR.match(drawn[:_MAX_LINE_CHARS]) else index


def _without_signature(lines: list[str]) -> list[str]:
    end = len(lines)
    last_quoted = max((i for i, line in enumerate(lines) if _is_quoted(line)), default=-1)
    for index in range(last_quoted + 1, end):
        if _delimits_signature(lines, index):
            end = index
            break
    end = _without_footers(lines, end)
    end = _without_contact_lines(lines, end)
    return lines[:end] if any(line.strip() for line in lines[:end]) else lines


def _delimits_signature(lines: list[str], index: int) -> bool:
    """ "-- " on its own; other rules only above few lines, a drawn one above a way to be reached."""
    line = lines[index]
    if line == "-- ":
        return True
    mark = line.strip()
    if mark[:1] not in _RULE_SIGNS:
        return False
    if len(lines) - index > _SIGNATURE_LINES:
        return False
    if mark in ("--", "\u2014"):
        return True
    if not _RULE.match(mark):
        return False
    below = [text for text in lines[index + 1 :] if text.strip()]
    short = all(len(text) <= _CONTACT_CHARS for text in below)
    return short and len(below) <= _CONTACT_LINES and any(map(_CONTACT.search, below))


def _without_footers(lines: list[str], end: int) -> int:
    """Leave out "Sent from my phone" lines at the end."""
    while end:
        last = _bare(lines[end - 1])
        lower = last.casefold()
        footer = (
            len(last) <= _FOOTER_CHARS
            and (lower.startswith(_SENT_FROM) or lower.endswith(_SENT_FROM_ENDS))
            and _DEVICE.search(lower)
        )
        if last and not footer and not _RULE.match(last):
            break
        end -= 1
    return end


def _without_contact_lines(lines: list[str], end: int) -> int:
    """Leave out company lines below "Best regards, Jane"; closing and name stay."""
    for index in range(end - 1, max(end - 2 - _CONTACT_LINES, -1), -1):
        if _bare(lines[index]).rstrip(",.! ").casefold() not in _CLOSINGS:
            continue
        below = [i for i in range(index + 1, end) if lines[i].strip()]
        short = all(len(lines[i].strip()) <= _CONTACT_CHARS for i in below)
        contact = any(_CONTACT.search(lines[i]) for i in below[1:])
        return below[0] + 1 if short and contact else end
    return end


def _starts_quoted(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 5] if line.strip()), "")
    return _is_quoted(following)


def _is_quoted(line: str) -> bool:
    return line.startswith((">", " >"))


def _bare(line: str) -> str:
    """A line without decoration, to be compared."""
    if not line.isascii():
        line = _INVISIBLE.sub("", line).replace("\xa0", " ").replace("\u202f", " ")
    return line.strip().strip("*_").strip()
