"""Header blocks: names and values, encoded words, addresses, dates, parameters, message ids.

Own code rather than ``email.headerregistry``: that parser takes milliseconds for an ordinary address
list and quadratic time for a hostile one. Every function here is linear and never raises.
"""

import hashlib
import re
from binascii import a2b_qp
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from unsilo.channels.contract import Address
from unsilo.connectors.email import limits
from unsilo.connectors.email.parser.charsets import decode, decode_header_bytes
from unsilo.connectors.email.parser.transfer import decode_base64

_EMPTY_LINE = re.compile(rb"\n\r?\n")
_FIELD_NAME = re.compile(rb"[!-9;-~]{1,200}\Z")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_BLANKS = re.compile(r"[\x00-\x20\x7f\x85\xa0\u2028\u2029]+")
_PARAMETER = re.compile(r";\s*([^\s=;]{1,100})\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.S)
_EXTENDED_NAME = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
_QUOTED_PAIR = re.compile(r"\\(.)", re.S)
_ADDRESS_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?|\((?:[^()\\]|\\.)*\)?|<[^<>]*>?|[^",;<>()]+|.', re.S
)
_LOCAL_NAME = re.compile(r"[\w.+-]{1,64}\Z")
_ANGLE_ID = re.compile(r"<([^<>]+)>")
_YEARS = range(1980, 2100)
_MAX_DATE_CHARS = 200


class Headers:
    """The header block of a mail or a part: raw values by lower-case name, in order of appearance.

    ``hint`` is a charset for raw 8-bit values.
    """

    __slots__ = ("_values", "defects", "hint")

    def __init__(self) -> None:
        self._values: dict[str, list[bytes]] = {}
        self.defects: list[str] = []
        self.hint = ""

    def add(self, name: str, value: bytes) -> None:
        self._values.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __len__(self) -> int:
        return len(self._values)

    def count(self, name: str) -> int:
        return len(self._values.get(name, ()))

    def raw(self, name: str) -> str:
        """The first value of this name as text, encoded words left as they are."""
        values = self._values.get(name)
        return self._read(values[0]) if values else ""

    def raw_all(self, name: str) -> list[str]:
        return [self._read(value) for value in self._values.get(name, ())]

    def text(self, name: str) -> str:
        """The first value of this name, decoded, on one line."""
        return one_line(decode_words(self.raw(name)))

    def addresses(self, *names: str) -> tuple[Address, ...]:
        """All addresses of all headers of these names, each once."""
        found: dict[str, Address] = {}
        for name in names:
            for value in self.raw_all(name):
                for address in parse_addresses(value):
                    found.setdefault(address.value.casefold(), address)
        if len(found) > limits.MAX_ADDRESSES:
            self.defects.append(f"more than {limits.MAX_ADDRESSES} addresses in {names[0]}")
        return tuple(found.values())[: limits.MAX_ADDRESSES]

    def _read(self, value: bytes) -> str:
        return decode_header_bytes(value[: limits.MAX_HEADER_CHARS], self.hint)


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Read the header block at ``raw[start:end]``; returns it and where the body begins.

    The block ends at the first empty line. A line that is no header is skipped when headers follow;
    else the body began there, without an empty line. The "From " line of mbox files is skipped.
    """
    headers = Headers()
    stop, body = _end_of_block(raw, start, end)
    if stop - start > limits.MAX_HEADER_BYTES:
        headers.defects.append("header block too long: only its beginning was read")
        stop = start + limits.MAX_HEADER_BYTES
    fields: list[tuple[str, bytearray]] = []
    position = start
    stray_at: int | None = None  # where lines that are no headers began, with no header after them
    strays = 0
    for line in raw[start:stop].splitlines(keepends=True):
        begin, position = position, position + len(line)
        if line[0] in b" \t" and fields and stray_at is None:
            fields[-1][1].extend(line.rstrip(b"\r\n"))
            continue
        name, colon, value = line.partition(b":")
        name = name.rstrip()
        if colon and _FIELD_NAME.match(name):
            if len(fields) == limits.MAX_HEADERS:
                headers.defects.append(f"more than {limits.MAX_HEADERS} headers")
                break
            fields.append((name.decode("ascii").lower(), bytearray(value.rstrip(b"\r\n"))))
            stray_at = None
        elif line.strip() and not (begin == start and line.startswith((b"From ", b">From "))):
            strays += 1
            stray_at = begin if stray_at is None else stray_at
    for field_name, field_value in fields:
        headers.add(field_name, bytes(field_value).replace(b"\0", b"").strip())
    if stray_at is not None:
        body = stray_at
        headers.defects.append("no empty line between headers and body")
    elif strays:
        headers.defects.append("lines among the headers that are none")
    return headers, body


def _end_of_block(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the headers end and where the body begins."""
    for newline in (b"\n", b"\r\n"):
        if raw.startswith(newline, start, end):
            return start, start + len(newline)
    empty = _EMPTY_LINE.search(raw, start, end)
    return (empty.start() + 1, empty.end()) if empty else (end, end)


def one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def decode_words(text: str) -> str:
    """Decode RFC 2047 words; neighbours of one charset are joined first, as many senders cut a
    character in two."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    pending = b""
    pending_charset = ""
    last = 0
    for match in _ENCODED_WORD.finditer(text):
        gap = text[last : match.start()]
        charset, encoding, payload = match.groups()
        charset = charset.partition("*")[0].lower()
        if pending_charset and (gap.strip() or charset != pending_charset):
            pieces.append(decode(pending, pending_charset)[0])
            pending, pending_charset = b"", ""
            gap = gap if gap.strip() else ""
        elif pending_charset:
            gap = ""
        pieces.append(gap)
        data = payload.encode()
        pending += decode_base64(data)[0] if encoding in "bB" else a2b_qp(data, header=True)
        pending_charset = charset
        last = match.end()
    if pending_charset:
        pieces.append(decode(pending, pending_charset)[0])
    pieces.append(text[last:])
    return "".join(pieces)


def parse_addresses(value: str) -> list[Address]:
    """Read an address list, however it is written: quotes, comments, groups, semicolons,
    "Doe, John <j@x>" without quotes."""
    found: list[Address] = []
    name = ""
    comment = ""
    angle: str | None = None
    stray = ""  # "Doe" of an unquoted "Doe, John <j@x>"
    for token in (*_ADDRESS_TOKEN.findall(value), ","):
        match token[0]:
            case "," | ";":
                if len(found) > limits.MAX_ADDRESSES:
                    break
                address, left = _address(name, comment, angle, stray)
                if address:
                    found.append(address)
                elif left and stray and _LOCAL_NAME.match(stray):
                    found.append(Address(stray))
                stray = left
                name, comment, angle = "", "", None
            case '"':
                name += _QUOTED_PAIR.sub(r"\1", token.strip('"'))
            case "(":
                comment = token.strip("()")
            case "<":
                angle = token.strip("<>") if angle is None else angle
            case _:
                name += token
    if stray and _LOCAL_NAME.match(stray):
        found.append(Address(stray))
    return found


def _address(name: str, comment: str, angle: str | None, stray: str) -> tuple[Address | None, str]:
    """One list entry as an address, or as words that belong to the next entry."""
    group, colon, rest = name.partition(":")
    if colon and "@" not in group and "//" not in rest:
        name = rest
    name = name.strip()
    if angle is not None:
        value = clean_address(angle)
        if stray:
            name = f"{stray}, {name}"
    elif "@" in name:
        words = name.split()
        at = next(index for index, word in enumerate(words) if "@" in word)
        value = clean_address(words.pop(at))
        name = " ".join(words)
    else:
        return None, name
    if not value:
        return None, ""
    name = one_line(decode_words(name or comment)).strip("'\" ")
    return Address(value, "" if name.casefold() == value.casefold() else name[:200]), ""


def clean_address(value: str) -> str:
    """An address without decoration; empty when it is none."""
    value = decode_words(value).strip().strip("'\"<>").removeprefix("mailto:")
    value = _BLANKS.sub("", value).rstrip(".")
    if value.startswith("@"):  # the route of old: "@relay:user@host"
        value = value.rpartition(":")[2]
    if len(value) > 320:
        return ""
    local, at, domain = value.rpartition("@")
    if at:
        return value if local and domain else ""
    return value if _LOCAL_NAME.match(value) else ""


def parse_date(value: str) -> datetime | None:
    """The moment a Date header names, UTC when it has no zone; None when nobody can tell."""
    value = value.strip()[:_MAX_DATE_CHARS]
    if " 0000 " in value:  # the library takes this year for 2000
        return None
    moment: datetime | None = None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(value)
            break
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    if moment is None or moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Split "text/plain; charset=x" into its value and parameters.

    Reads RFC 2231 (charset, continuations), RFC 2047 words where they are illegal but common, raw
    8-bit, and unquoted values with spaces. An extended parameter beats the plain one.
    """
    main = value.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    extended: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, content in _PARAMETER.findall(value[len(value.partition(";")[0]) :]):
        match = _EXTENDED_NAME.match(name.lower())
        if match is None:
            continue
        base, index, star = match.groups()
        content = content.strip()
        if content.startswith('"'):
            content = _QUOTED_PAIR.sub(r"\1", content[1:].removesuffix('"'))
        if index is None and star is None:
            plain.setdefault(base, decode_words(content))
        else:
            extended.setdefault(base, {})[int(index or 0)] = (content, star is not None)
    for base, parts in extended.items():
        plain[base] = _join_extended(parts)
    return main, plain


def _join_extended(parts: dict[int, tuple[str, bool]]) -> str:
    charset = ""
    data = b""
    for index in sorted(parts):
        content, encoded = parts[index]
        if encoded:
            if not charset and content.count("'") >= 2:
                charset, _language, content = content.split("'", 2)
            data += unquote_to_bytes(content)
        else:
            data += content.encode()
    text = decode(data, charset or "utf-8")[0]
    return decode_words(text) if "=?" in text else text


def find_ids(value: str) -> list[str]:
    """The message ids in a header, cleaned, each once, in order."""
    value = decode_words(value)
    ids = _ANGLE_ID.findall(value) or [word for word in value.split() if "@" in word]
    return list(dict.fromkeys(filter(None, map(clean_id, ids))))


def clean_id(value: str) -> str:
    """A message id without brackets and folds; one too long for an index ends in a hash."""
    value = _BLANKS.sub("", value).strip("<>")
    if len(value) <= limits.MAX_ID_CHARS:
        return value
    digest = hashlib.sha256(value.encode()).hexdigest()
    return value[: limits.MAX_ID_CHARS - len(digest)] + digest
