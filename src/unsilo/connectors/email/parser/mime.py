"""The tree of parts inside a mail.

Works on one ``bytes`` with offsets: no part is copied until it is read, and no recursion means that a
thousand nested multiparts cost no stack (``email.parser`` raises RecursionError there).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from unsilo.connectors.email import limits
from unsilo.connectors.email.parser.headers import Headers, parse_parameters, read_headers
from unsilo.connectors.email.parser.transfer import decode_transfer

_DELIMITER_END = re.compile(rb"(--)?[ \t]*\r?(?=\n|\Z)")


@dataclass(slots=True)
class Part:
    """One node: a leaf with a body, or a multipart with children."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    raw: bytes
    body: int  # where it begins and ends in ``raw``
    end: int
    depth: int
    children: list["Part"] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return bool(self.children)

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    @property
    def content_id(self) -> str:
        return self.headers.raw("content-id").strip().strip("<>")[: limits.MAX_ID_CHARS]

    def content(self) -> tuple[bytes, str]:
        """The body with its transfer encoding undone, and a defect ("" = none)."""
        return decode_transfer(
            self.raw[self.body : self.end], self.headers.raw("content-transfer-encoding")
        )

    def leaves(self) -> Iterator["Part"]:
        """Every part without children, in order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if part.children:
                waiting.extend(reversed(part.children))
            else:
                yield part


def read_tree(raw: bytes) -> tuple[Part, list[str]]:
    """Read the parts of a mail; returns the root and what was wrong or left unread."""
    defects: list[str] = []
    root = _read_part(raw, 0, len(raw), depth=0, default_type="text/plain")
    parts = 1
    waiting = [root]
    while waiting:
        part = waiting.pop()
        defects += part.headers.defects
        if not part.content_type.startswith("multipart/"):
            continue
        boundary = part.parameters.get("boundary", "")
        if not boundary:
            defects.append("multipart without a boundary: read as one text")
            part.content_type = "text/plain"
            continue
        if part.depth >= limits.MAX_DEPTH:
            defects.append(f"nested deeper than {limits.MAX_DEPTH}: the rest is kept as one file")
            continue
        spans, closed = _split(part, boundary, limits.MAX_PARTS - parts)
        if not spans:
            defects.append("multipart without parts: read as one text")
            part.content_type = "text/plain"
            continue
        if not closed:
            defects.append(
                f"more than {limits.MAX_PARTS} parts: the rest was not read"
                if parts + len(spans) >= limits.MAX_PARTS
                else "multipart without an end"
            )
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        part.children = [
            _read_part(raw, start, end, depth=part.depth + 1, default_type=default)
            for start, end in spans
        ]
        parts += len(spans)
        waiting.extend(reversed(part.children))
    return root, defects


def _read_part(raw: bytes, start: int, end: int, *, depth: int, default_type: str) -> Part:
    headers, body = read_headers(raw, start, end)
    content_type, parameters = parse_parameters(headers.raw("content-type"))
    if content_type.count("/") != 1 or content_type.startswith("/") or content_type.endswith("/"):
        content_type = "text/html" if content_type == "html" else default_type
    disposition, extra = parse_parameters(headers.raw("content-disposition"))
    return Part(
        headers=headers,
        content_type=content_type,
        parameters=parameters,
        disposition=disposition,
        filename=extra.get("filename") or parameters.get("name", ""),
        raw=raw,
        body=min(body, end),
        end=end,
        depth=depth,
    )


def _split(part: Part, boundary: str, room: int) -> tuple[list[tuple[int, int]], bool]:
    """Where the children of a multipart lie, and whether its end was seen."""
    delimiter = b"\n--" + boundary.encode("utf-8", "replace")
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    # The line break before the body is part of the first delimiter.
    seen = max(part.body - 1, 0)
    while (at := part.raw.find(delimiter, seen, part.end)) >= 0:
        seen = at + len(delimiter)
        match = _DELIMITER_END.match(part.raw, seen, part.end)
        if match is None:
            continue
        if opened is not None:
            carriage_return = at > opened and part.raw[at - 1 : at] == b"\r"
            spans.append((opened, max(opened, at - carriage_return)))
        if match.group(1):
            return spans, True
        if len(spans) >= room:
            return spans, False
        opened = min(match.end() + 1, part.end)
    if opened is not None:
        spans.append((opened, part.end))
    return spans, False
