"""What a file is, judged by its first bytes and its name; what the sender says counts for nothing.

The type is for showing an icon and for the headers of outgoing mail. Only types in ``PICTURES`` may
ever be shown by a browser on our pages; everything else is for download.
"""

import mimetypes
import re
from pathlib import PurePosixPath

from unsilo.channels.texts import storable

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
# A browser may run these when it is told their type.
_ACTIVE = re.compile(r"html|xml|script|svg|flash|x-sh", re.IGNORECASE)
UNKNOWN = "application/octet-stream"


def safe_type(filename: str, head: bytes) -> str:
    """A content type that promises nothing the bytes don't keep."""
    for signature, content_type in _SIGNATURES:
        if head.startswith(signature):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    guessed, encoding = mimetypes.guess_type(filename, strict=False)
    if guessed is None or encoding or guessed.startswith("image/") or _ACTIVE.search(guessed):
        return UNKNOWN
    return guessed


def safe_filename(given: str) -> str:
    """The last part of a name without what could lead elsewhere or hide its ending."""
    name = PurePosixPath(storable(given).replace("\\", "/")).name
    name = "".join(
        sign for sign in name if sign.isprintable() and sign not in "\u202e\u202d\u2066\u2067"
    )
    name = name.strip(" .") or "file"
    if len(name) <= 200:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:180]}.{ending[:15]}" if dot else name[:200]
