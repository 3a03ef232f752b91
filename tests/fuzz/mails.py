"""Mails as nobody sends them: built from odd parts, and real ones with bytes changed."""

from functools import cache

from hypothesis import strategies as st

from unsilo.connectors.email.payloads.build import FOLDER

CHARSETS = ("utf-8", "utf-16", "utf-7", "iso-2022-jp", "latin-1", "cp1252", "koi8-r", "no-such", "")
ENCODINGS = ("7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "binary", "no-such", "")
TYPES = (
    "text/plain", "text/html", "text/calendar", "text/enriched", "message/rfc822",
    "message/delivery-status", "message/partial", "application/ms-tnef", "application/octet-stream",
    "image/png", "multipart/alternative", "text", "/", "",
)  # fmt: skip
NAMES = (
    "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "References", "In-Reply-To",
    "Auto-Submitted", "Precedence", "List-Id", "Return-Path", "X-Failed-Recipients", "Received",
    "Delivered-To", "Content-Type", "Content-Disposition", "MIME-Version", "X-Loop", "Sender",
)  # fmt: skip
PIECES = (
    "<a@b.example>", "=?utf-8?q?=C3?=", "=?utf-8?b?w7w?=", "=?iso-2022-jp?b?GyRC?=", '"', "(", "<", ">",
    ",", ";", ":", "\\", "@", "\x00", "\ud800", "\u202e", "é", "auto-replied", "no", "bulk", "1 Jan 2025",
    "Tue, 99 Foo 99999 99:99:99 +9999", "Mon, 1 Jan 0001 00:00:00 +1400", "undisclosed-recipients:;",
    "filename*0*=utf-8''%C3", 'boundary="', "charset=", "\r\n ", "\r\n\t", "\n", "support@fox.example",
)  # fmt: skip

words = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=6).map(" ".join)
header = st.builds(lambda name, value: f"{name}: {value}", st.sampled_from(NAMES), words)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


headers = st.lists(header, max_size=8).map(lambda lines: _bytes("\r\n".join([*lines, ""])))
body = st.binary(max_size=300) | words.map(_bytes) | st.sampled_from(
    [b"-- \r\nAnn", b"> quoted\r\n", b"On 1 Jan 2025, Bob wrote:\r\n> a", b"begin 644 a\r\nM", b"\x1b$B%3\x1b(B"]
)  # fmt: skip


def _leaf(kind: str, charset: str, encoding: str, more: bytes, content: bytes) -> bytes:
    described = (
        f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    )
    return described.encode() + more + b"\r\n" + content


def _branch(kind: str, boundary: str, closed: bool, parts: list[bytes]) -> bytes:
    edge = f"\r\n--{boundary}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(edge + b"\r\n" + part for part in parts) + edge + b"--" * closed


leaves = st.builds(
    _leaf,
    st.sampled_from(TYPES),
    st.sampled_from(CHARSETS),
    st.sampled_from(ENCODINGS),
    headers,
    body,
)
parts = st.recursive(
    leaves,
    lambda inner: st.builds(
        _branch,
        st.sampled_from(["mixed", "alternative", "related", "report", "signed", "digest", "x"]),
        st.sampled_from(["a", "a", "b", "--", "a b", "", "="]),
        st.booleans(),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
built = st.builds(lambda head, part: head + part, headers, parts)


@cache
def real() -> list[bytes]:
    return [file.read_bytes() for file in sorted(FOLDER.glob("*.eml"))]


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A real mail with a few bytes cut out, put in, doubled or taken from another one."""
    mail = draw(st.sampled_from(real()))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(mail)))
        end = min(len(mail), at + draw(st.integers(0, 80)))
        other = draw(st.sampled_from(real()))
        start = draw(st.integers(0, len(other)))
        put = draw(
            st.sampled_from([b"", mail[at:end] * 2, other[start : start + 80]])
            | st.binary(max_size=20)
        )
        mail = mail[:at] + put + mail[end:]
    return mail


mails = built | changed() | st.binary(max_size=400)
