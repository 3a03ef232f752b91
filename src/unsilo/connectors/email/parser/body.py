"""From the tree of parts to what people read: text, HTML and files."""

import mimetypes
import re
from dataclasses import dataclass, field
from html import escape

from unsilo.channels.contract import InboundAttachment
from unsilo.connectors.email import limits
from unsilo.connectors.email.parser.charsets import decode
from unsilo.connectors.email.parser.headers import decode_words, one_line, read_headers
from unsilo.connectors.email.parser.html import charset_in_html, html_to_text
from unsilo.connectors.email.parser.mime import Part

_BAD_IN_FILENAME = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NAMED = {
    "text/calendar": "invite.ics",
    "application/ics": "invite.ics",
    "application/ms-tnef": "winmail.dat",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "text/rfc822-headers": "headers.txt",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "encrypted.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
}
_BODY_TYPES = ("text/plain", "text/html")


@dataclass(slots=True)
class Body:
    text: str = ""
    html: str = ""
    attachments: list[InboundAttachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Section:
    """A stretch of the body, as text, as HTML, or as both."""

    text: str | None = None
    html: str | None = None


class _Reader:
    """Walks the tree once; recursion is as deep as MAX_DEPTH at most."""

    def __init__(self) -> None:
        self.files: list[Part] = []
        self.defects: list[str] = []

    def sections(self, part: Part) -> list[_Section]:
        if part.content_type == "multipart/encrypted":
            self.defects.append("encrypted: the content can't be read")
        if not part.is_multipart:
            return self._leaf(part)
        if part.content_type == "multipart/alternative":
            return self._alternative(part)
        return [section for child in part.children for section in self.sections(child)]

    def read_text(self, part: Part) -> str:
        data, broken = part.content()
        charset = part.charset
        if not charset and part.content_type == "text/html":
            charset = charset_in_html(data)
        text, wrong = decode(data, charset)
        self.defects += filter(None, (broken, wrong))
        if "\0" in text:
            self.defects.append("NUL bytes in the text: removed")
            text = text.replace("\0", "")
        text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        if (
            part.content_type != "text/html"
            and part.parameters.get("format", "").lower() == "flowed"
        ):
            text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        limit = limits.MAX_HTML_CHARS if part.content_type == "text/html" else limits.MAX_TEXT_CHARS
        if len(text) > limit:
            self.defects.append(f"{part.content_type} longer than {limit} characters: cut")
            text = text[:limit]
        return text

    def _leaf(self, part: Part) -> list[_Section]:
        if (
            part.disposition == "attachment"
            or part.filename
            or part.content_type not in _BODY_TYPES
        ):
            self.files.append(part)
            return []
        if part.content_type == "text/html":
            return [_Section(html=self.read_text(part))]
        return [_Section(text=self.read_text(part))]

    def _alternative(self, part: Part) -> list[_Section]:
        """The same content in several shapes: the last readable of each kind counts."""
        plain: str | None = None
        rich: list[_Section] = []
        for child in part.children:
            if child.is_multipart:
                rich = self.sections(child) or rich
            elif child.content_type == "text/plain" and child.disposition != "attachment":
                plain = self.read_text(child)
            elif child.content_type == "text/html" and child.disposition != "attachment":
                rich = [_Section(html=self.read_text(child))]
            elif (
                not child.content_type.startswith("text/") or child.content_type == "text/calendar"
            ):
                self.files.append(child)
        if plain is None or not plain.strip():
            return rich or [_Section(text=plain or "")]
        html = _join_html(rich)
        return [_Section(text=plain, html=html or None)]


def read_body(root: Part) -> Body:
    reader = _Reader()
    sections = reader.sections(root)
    if not any((section.text or section.html or "").strip() for section in sections):
        _promote_named_text(reader, sections)
    body = Body(html=_join_html(sections))
    body.text = "\n\n".join(filter(None, map(_section_text, sections))).strip("\n")
    body.attachments = _attachments(reader, body.html)
    body.defects = reader.defects
    return body


def _promote_named_text(reader: _Reader, sections: list[_Section]) -> None:
    """Some programs give the body itself a file name."""
    for index, part in enumerate(reader.files):
        if part.content_type in _BODY_TYPES and part.disposition != "attachment":
            text = reader.read_text(part)
            html = part.content_type == "text/html"
            sections.append(_Section(html=text) if html else _Section(text=text))
            del reader.files[index]
            return


def _section_text(section: _Section) -> str:
    if section.text is not None and section.text.strip():
        return section.text.rstrip()
    return html_to_text(section.html) if section.html else ""


def _join_html(sections: list[_Section]) -> str:
    if not any(section.html for section in sections):
        return ""
    return "\n".join(
        section.html if section.html else text_as_html(section.text or "") for section in sections
    )


def text_as_html(text: str) -> str:
    return "<p>" + escape(text.strip()).replace("\n", "<br>\n") + "</p>" if text.strip() else ""


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676); "-- " stays a line of its own."""
    lines: list[str] = []
    paragraph: list[str] = []
    depth = 0

    def close() -> None:
        if paragraph:
            lines.append((">" * depth + " " if depth else "") + "".join(paragraph))
            paragraph.clear()

    for line in text.split("\n"):
        content = line.lstrip(">")
        level = len(line) - len(content)
        content = content.removeprefix(" ")
        if level != depth or content == "-- ":
            close()
        depth = level
        if content.endswith(" ") and content != "-- ":
            paragraph.append(content[:-1] if delete_space else content)
        else:
            paragraph.append(content)
            close()
    close()
    return "\n".join(lines)


def _attachments(reader: _Reader, html: str) -> list[InboundAttachment]:
    found = []
    for number, part in enumerate(reader.files, start=1):
        content, defect = part.content()
        if defect:
            reader.defects.append(f"{defect} in an attachment")
        content_id = part.content_id
        referenced = bool(content_id) and f"cid:{content_id}" in html
        found.append(
            InboundAttachment(
                filename=_filename(part, content, number),
                content_type=part.content_type,
                content=content,
                content_id=content_id,
                inline=referenced
                or (part.disposition == "inline" and part.content_type.startswith("image/")),
            )
        )
    return found


def _filename(part: Part, content: bytes, number: int) -> str:
    name = clean_filename(part.filename)
    if name:
        return name
    if part.content_type == "message/rfc822":
        headers, _ = read_headers(content, 0, len(content))
        return (
            clean_filename(one_line(decode_words(headers.raw("subject")))[:100] or "message")
            + ".eml"
        )
    known = _NAMED.get(part.content_type)
    if known:
        return known
    extension = mimetypes.guess_extension(part.content_type) or (
        ".eml" if part.content_type.startswith("multipart/") else ".bin"
    )
    return f"attachment-{number}{extension}"


def clean_filename(name: str) -> str:
    """A name without path, control or direction characters, of bounded length; may be empty."""
    name = re.split(r"[/\\]", name)[-1]
    name = one_line(_BAD_IN_FILENAME.sub("", name)).strip(". ")
    if len(name) <= limits.MAX_FILENAME_CHARS:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[: limits.MAX_FILENAME_CHARS]
    return f"{stem[: limits.MAX_FILENAME_CHARS - len(extension) - 1]}.{extension}"
