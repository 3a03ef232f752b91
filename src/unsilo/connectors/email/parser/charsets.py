"""Bytes to text, whatever the sender called them."""

import codecs
import contextlib
import re

from charset_normalizer import from_bytes

# What mail calls a charset, and the Python codec that reads what is really sent under that name
# (senders write Windows code pages under the name of the smaller ISO or national standard).
_ALIASES = {
    "": "ascii",
    "us": "ascii",
    "ansi_x3.110-1983": "cp1252",
    "ansi_x3.4-1968": "ascii",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "windows-1252-1": "cp1252",
    "cp-850": "cp850",
    "iso-8859-8-i": "cp1255",
    "iso-8859-8-e": "cp1255",
    "iso-8859-8": "cp1255",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb_2312-80": "gb18030",
    "euc-cn": "gb18030",
    "x-euc-tw": "big5hkscs",
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "big-5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "euc-kr": "cp949",
    "x-windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "x-cp1251": "cp1251",
    "win-1251": "cp1251",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "x-utf-8": "utf-8",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
}
_UNKNOWN = {
    "unknown-8bit",
    "x-unknown",
    "unknown",
    "8bit",
    "7bit",
    "binary",
    "default",
    "none",
    "x-user-defined",
}
# Text codecs of Python that are no charset of mail, or that take quadratic time on hostile input.
_REFUSED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
_WESTERN = {"ascii", "cp1252", "iso8859-1", "iso8859-15"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPED_JAPANESE = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_GUESS_BYTES = 4_096
_WESTERN_ACCENTS = 0.25  # of the bytes, at most
_TOLERATED_ERRORS = 0.02  # of the characters; more means the name of the charset was a lie


def codec_for(charset: str) -> str | None:
    """Return the name of the codec that reads ``charset``, or None when nobody knows it."""
    name = charset.strip().strip("\"'").lower()
    if name in _UNKNOWN:
        return None
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    with contextlib.suppress(UnicodeError):  # a space is too short for UTF-16, and that is fine
        try:
            b" ".decode(codec)
        except LookupError:  # zlib and the like are no text
            return None
    return None if codec.replace("_", "-") in _REFUSED else codec


def decode(data: bytes, charset: str = "") -> tuple[str, str]:
    """Read ``data`` as ``charset``, or as what it more likely is. Returns text and defect ("" = none).

    1. A byte order mark beats the label. 2. Plain ASCII is read as such. 3. Under a western label,
    valid UTF-8 is UTF-8. 4. The label. 5. UTF-8. 6. The label with a few holes. 7. A guess.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return data.decode(codec, "replace"), ""
    codec_name = codec_for(charset)
    if data.isascii() and codec_name in (*_WESTERN, "utf-8") and b"\x1b" not in data:
        return data.decode("ascii"), ""
    if codec_name in _WESTERN or codec_name is None:
        text = _strictly(data, "utf-8")
        if text is not None and not _ESCAPED_JAPANESE.search(data):
            return text, "" if codec_name else f"charset unknown: {charset or 'none'}"
    if codec_name == "ascii":
        return _guess(data), "charset missing or wrong: guessed"
    if codec_name is None:
        return _guess(data), f"charset unknown: {charset or 'none'}, guessed"
    if codec_name == "utf-16":
        codec_name = _utf16_order(data)
    text = _strictly(data, codec_name)
    if text is not None:
        return text, ""
    text = _strictly(data, "utf-8")
    if text is not None:
        return text, f"not {charset}: read as utf-8"
    text = data.decode(codec_name, "replace")
    if text.count("\ufffd") <= max(1, len(text) * _TOLERATED_ERRORS):
        return text, f"illegal bytes in {charset}"
    return _guess(data), f"not {charset}: guessed"


def decode_header_bytes(data: bytes, hint: str = "") -> str:
    """Read raw 8-bit header text; ``hint`` is the charset of the body, which mostly is the same."""
    if data.isascii() and b"\x1b" not in data:
        return data.decode("ascii")
    if _ESCAPED_JAPANESE.search(data):
        return data.decode("iso2022_jp_ext", "replace")
    text = _strictly(data, "utf-8")
    if text is not None:
        return text
    codec = codec_for(hint) if hint else None
    if codec and codec != "ascii":
        text = _strictly(data, codec)
        if text is not None:
            return text
    return _strictly(data, "cp1252") or data.decode("latin-1")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _utf16_order(data: bytes) -> str:
    """Without a byte order mark, ASCII letters tell the order by where their zero byte stands."""
    sample = data[:_GUESS_BYTES]
    return "utf-16-be" if sample[0::2].count(0) > sample[1::2].count(0) else "utf-16-le"


def _guess(data: bytes) -> str:
    """Few bytes beyond ASCII are the accents of a western language; among many, statistics tell the
    script, which they can't do for a handful of accents."""
    if _ESCAPED_JAPANESE.search(data[:_GUESS_BYTES]):
        return data.decode("iso2022_jp_ext", "replace")
    sample = data[:_GUESS_BYTES]
    beyond_ascii = sum(1 for byte in sample if byte > 0x7F)
    codec = "cp1252"
    if beyond_ascii > len(sample) * _WESTERN_ACCENTS:
        best = from_bytes(sample).best()
        codec = best.encoding if best is not None else codec
    return data.decode(codec, "replace")
