"""How the mails of this folder are put together: byte by byte, as libraries refuse to make most of them."""

import base64
import quopri

TO = "Marmalade Fox <support@fox.example>"
TOKEN = "2n9c-abcdefghijklmnop"  # noqa: S105 - opens nothing
DATE = "Tue, 1 Jul 2025 10:00:00 +0200"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

ANSWER = "The parcel came today.\r\nThe red fox is still missing, though."
QUOTE = "> Hello Ann,\r\n>\r\n> your parcel left us on Friday.\r\n>\r\n> Theo"
ANSWERED = (
    "In-Reply-To: <sent-1@fox.example>\r\nReferences: <first@mail.example> <sent-1@fox.example>"
)


def head(name: str, *extra: str, subject: str = "Where is my game?", sender: str = "") -> str:
    return "\r\n".join(
        (
            f"From: {sender or 'Ann Ames <ann@mail.example>'}",
            f"To: {TO}",
            f"Subject: {subject}",
            f"Date: {DATE}",
            f"Message-ID: <{name}@mail.example>",
            "MIME-Version: 1.0",
            *extra,
            "",
        )
    )


def plain(
    name: str, text: str, *extra: str, subject: str = "Where is my game?", sender: str = ""
) -> bytes:
    extra = (*extra, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    return f"{head(name, *extra, subject=subject, sender=sender)}\r\n{text}\r\n".encode()


def html(name: str, markup: str, *extra: str, subject: str = "Where is my game?") -> bytes:
    encoded = quopri.encodestring(markup.encode()).decode().replace("\n", "\r\n")
    extra = (
        *extra,
        'Content-Type: text/html; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
    )
    return f"{head(name, *extra, subject=subject)}\r\n{encoded}\r\n".encode()


def part(headers: str, body: bytes | str) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    return headers.encode() + b"\r\n\r\n" + body + b"\r\n"


def based(headers: str, body: bytes) -> bytes:
    encoded = base64.encodebytes(body).replace(b"\n", b"\r\n").rstrip()
    return part(f"{headers}\r\nContent-Transfer-Encoding: base64", encoded)


def multi(
    name: str,
    kind: str,
    *parts: bytes,
    extra: tuple[str, ...] = (),
    subject: str = "Where is my game?",
    sender: str = "",
) -> bytes:
    top = head(
        name,
        *extra,
        f'Content-Type: multipart/{kind}; boundary="{name}-b"',
        subject=subject,
        sender=sender,
    )
    return top.encode() + b"\r\n" + joined(f"{name}-b", *parts)


def joined(boundary: str, *parts: bytes) -> bytes:
    opening = f"--{boundary}\r\n".encode()
    return b"".join(opening + one for one in parts) + f"--{boundary}--\r\n".encode()


def nested(kind: str, boundary: str, *parts: bytes) -> bytes:
    return part(f'Content-Type: multipart/{kind}; boundary="{boundary}"', joined(boundary, *parts))


TEXT = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit"
HTML = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit"


def word(text: str, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="
