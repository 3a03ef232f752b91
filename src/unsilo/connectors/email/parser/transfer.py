"""Content-Transfer-Encoding undone; what is broken is read as far as it goes."""

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str]:
    """Undo ``encoding``; returns the bytes and a defect ("" = none)."""
    match encoding.strip().lower():
        case "base64":
            return decode_base64(data)
        case "quoted-printable":
            return binascii.a2b_qp(data), ""
        case "x-uuencode" | "uuencode" | "uue" | "x-uue":
            return _decode_uuencoded(data)
        case "" | "7bit" | "8bit" | "binary" | "none":
            return data, ""
        case other:
            return data, f"unknown transfer encoding: {other[:40]}"


def decode_base64(data: bytes) -> tuple[bytes, str]:
    try:
        return binascii.a2b_base64(data), ""
    except binascii.Error:
        pass
    letters = _NOT_BASE64.sub(b"", data)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), "broken base64"


def _decode_uuencoded(data: bytes) -> tuple[bytes, str]:
    lines = iter(data.splitlines())
    for line in lines:
        if line.startswith(b"begin "):
            break
    decoded = bytearray()
    for line in lines:
        if line.strip() in (b"end", b"", b"`"):
            continue
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:
            return bytes(decoded), "broken uuencoding"
    return bytes(decoded), ""
