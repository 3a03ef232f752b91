"""Small real files, the same on every run: pictures, PDFs, tables and saves."""

import random
import struct
import zlib
from collections.abc import Callable, Sequence

Colour = tuple[int, int, int]
Shape = tuple[str, int, int, int, int, Colour]

CONTENT_TYPES = {
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "txt": "text/plain",
    "sav": "application/octet-stream",
}

_WIDTH, _HEIGHT = 320, 240
_BLACK: Colour = (30, 26, 30)
_OTTO_FUR: Colour = (196, 132, 72)


def make(filename: str) -> bytes:
    """The bytes of a file, decided by its name alone."""
    return _MAKERS[filename.rsplit(".", 1)[1]](filename)


def content_type(filename: str) -> str:
    return CONTENT_TYPES[filename.rsplit(".", 1)[1]]


def png(shapes: Sequence[Shape], *, width: int = _WIDTH, height: int = _HEIGHT) -> bytes:
    """Draw rectangles ("box") and ellipses ("disc") in order, each within x, y, width, height."""
    rows = [bytearray(width * 3) for _ in range(height)]
    for kind, left, top, wide, high, colour in shapes:
        for y in range(max(top, 0), min(top + high, height)):
            half = wide / 2
            if kind == "disc":
                level = (y + 0.5 - top) / high * 2 - 1
                half *= max(0.0, 1 - level * level) ** 0.5
            start = max(round(left + wide / 2 - half), 0)
            stop = min(round(left + wide / 2 + half), width)
            if stop > start:
                rows[y][start * 3 : stop * 3] = bytes(colour) * (stop - start)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def pdf(lines: Sequence[str]) -> bytes:
    """One page of text."""
    words = [line.encode("latin-1", "replace") for line in lines]
    words = [w.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for w in words]
    text = b"BT /F1 13 Tf 64 760 Td 20 TL " + b"".join(b"(%s) Tj T* " % w for w in words) + b"ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out = bytearray(b"%PDF-1.4\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    return (
        bytes(out)
        + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n" % (table)
        + b"startxref\n%d\n%%%%EOF\n" % len(out)
    )


def _dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - scenery, not secrets


def _picture(filename: str) -> bytes:
    dice = _dice(filename)
    for word, scene in _SCENES:
        if word in filename:
            return png(scene(dice))
    return png(_window(dice))


def _dog(dice: random.Random) -> list[Shape]:
    fur = dice.choice((_OTTO_FUR, (120, 84, 60), (226, 200, 160), (70, 66, 72)))
    wall = dice.choice(((222, 232, 228), (240, 226, 206), (214, 222, 240)))
    return [
        *_sitting_dog(fur, wall),
        ("disc", 130, 82, 16, 18, _BLACK),
        ("box", 60, 186, 200, 54, (150, 104, 64)),
        ("box", 60, 186, 200, 8, (176, 128, 84)),
    ]


def _sitting_dog(fur: Colour, wall: Colour) -> list[Shape]:
    """A dog that has its left eye still to come."""
    ear = (fur[0] * 3 // 4, fur[1] * 3 // 4, fur[2] * 3 // 4)
    return [
        ("box", 0, 0, 320, 240, wall),
        ("box", 0, 178, 320, 62, (178, 150, 122)),
        ("disc", 84, 112, 152, 128, fur),
        ("disc", 100, 44, 120, 112, fur),
        ("disc", 84, 40, 40, 78, ear),
        ("disc", 196, 40, 40, 78, ear),
        ("disc", 126, 98, 68, 54, (246, 238, 226)),
        ("disc", 174, 82, 16, 18, _BLACK),
        ("disc", 148, 104, 24, 18, _BLACK),
    ]


def _harbour(dice: random.Random) -> list[Shape]:
    shapes: list[Shape] = [
        ("box", 0, 0, 320, 240, (28, 38, 66)),
        ("disc", 232, 22, 42, 42, (240, 234, 206)),
        ("box", 0, 150, 320, 90, (18, 62, 84)),
        ("box", 0, 140, 320, 12, (58, 52, 60)),
    ]
    for _ in range(14):
        x, high = dice.randrange(8, 300), dice.randrange(18, 64)
        shapes.append(("box", x, 142 - high, 8, high, (214, 208, 200)))
        shapes.append(("disc", x - 5, 130 - high, 18, 18, (255, 204, 92)))
        shapes.append(("box", x + 1, dice.randrange(158, 220), 6, 3, (255, 204, 92)))
    return shapes


def _otto(dice: random.Random) -> list[Shape]:
    """Otto with a few threads where the left eye was, and the button beside him."""
    return [
        *_sitting_dog(_OTTO_FUR, (222, 232, 228)),
        ("box", 130, 88, 14, 2, _BLACK),
        ("box", 136, 84, 2, 10, _BLACK),
        ("disc", 236 + dice.randrange(30), 200, 18, 18, _BLACK),
    ]


def _label(_: random.Random) -> list[Shape]:
    """A white label with 0417 on it, in strokes."""
    shapes: list[Shape] = [
        ("box", 0, 0, 320, 240, (196, 132, 72)),
        ("box", 44, 66, 232, 108, (248, 246, 240)),
    ]
    strokes = {"0": "abcefg", "4": "bcdf", "1": "cf", "7": "acf"}
    places = {
        "a": (0, 0, 32, 6),
        "b": (0, 0, 6, 34),
        "c": (26, 0, 6, 34),
        "d": (0, 30, 32, 6),
        "e": (0, 32, 6, 34),
        "f": (26, 32, 6, 34),
        "g": (0, 60, 32, 6),
    }
    for index, digit in enumerate("0417"):
        for stroke in strokes[digit]:
            x, y, wide, high = places[stroke]
            shapes.append(("box", 70 + index * 50 + x, 86 + y, wide, high, (60, 40, 40)))
    return shapes


def _box(dice: random.Random) -> list[Shape]:
    lid = dice.choice(((122, 70, 110), (206, 120, 60), (60, 96, 110)))
    shapes: list[Shape] = [
        ("box", 0, 0, 320, 240, (230, 226, 216)),
        ("box", 70, 70, 180, 130, lid),
        ("box", 70, 70, 180, 26, (lid[0] // 2, lid[1] // 2, lid[2] // 2)),
        ("disc", 132, 110, 56, 64, (250, 214, 120)),
    ]
    for _ in range(26):
        x, y = dice.randrange(300), dice.randrange(180, 232)
        shapes.append(("box", x, y, dice.randrange(4, 14), dice.randrange(3, 9), lid))
    return shapes


def _window(dice: random.Random) -> list[Shape]:
    """A screenshot: a title bar, a dialog, some lines that might be words."""
    shapes: list[Shape] = [
        ("box", 0, 0, 320, 240, (36, 44, 60)),
        ("box", 0, 0, 320, 20, (58, 68, 90)),
        ("box", 56, 64, 208, 118, (244, 242, 236)),
        ("box", 116, 150, 88, 20, (122, 70, 110)),
    ]
    shapes.extend(
        ("box", 72, 80 + row * 13, dice.randrange(90, 176), 6, (120, 118, 124)) for row in range(5)
    )
    return shapes


_SCENES: tuple[tuple[str, Callable[[random.Random], list[Shape]]], ...] = (
    ("label", _label),
    ("otto", _otto),
    ("eye", _otto),
    ("auge", _otto),
    ("dog", _dog),
    ("chat-box", _box),
    ("harbour", _harbour),
    ("box", _box),
    ("confetti", _box),
    ("linterna", _box),
    ("blikjes", _box),
    ("biscuits", _box),
)


def _paper(filename: str) -> bytes:
    title = filename.rsplit(".", 1)[0].replace("-", " ").replace("_", " ").capitalize()
    return pdf(
        (
            "Marmalade Fox",
            "",
            title,
            "",
            "This page belongs to the demo. Nothing on it is real, least of all the fox.",
        )
    )


def _table(filename: str) -> bytes:
    dice = _dice(filename)
    rows = [f"{n},{dice.choice(_WORDS)},{dice.randrange(1, 90)}" for n in range(1, 25)]
    return ("number,what,value\r\n" + "\r\n".join(rows) + "\r\n").encode()


def _text(filename: str) -> bytes:
    dice = _dice(filename)
    lines = [f"{n:03d}  {dice.choice(_WORDS)} {dice.choice(_WORDS)}" for n in range(1, 41)]
    return (filename + "\n\n" + "\n".join(lines) + "\n").encode()


def _save(filename: str) -> bytes:
    return b"TIDEWICK\x01\x04" + _dice(filename).randbytes(4_000)


_WORDS = ("lighthouse", "gull", "ferry", "biscuit", "alibi", "lantern", "kettle", "grandmother")

_MAKERS: dict[str, Callable[[str], bytes]] = {
    "png": _picture,
    "pdf": _paper,
    "csv": _table,
    "txt": _text,
    "sav": _save,
}
