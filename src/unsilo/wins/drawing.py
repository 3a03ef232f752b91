"""Codes and a map as SVG: black on white for paper, without tiles or scripts for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from unsilo.wins.barcode import bars

_MILES_PER_DEGREE = 69.0
_RINGS = (2, 5, 10, 25, 50)  # miles
HALF = 100  # the map's middle; it is square
_ROOM = 0.86  # of the half, so that no pin stands on the edge


def qr_svg(address: str, *, label: str) -> str:
    """The address as a QR code."""
    import qrcode  # only for who prints

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(address)
    matrix = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return _svg(f"0 0 {len(matrix)} {len(matrix)}", path, label=label, css="qr")


def barcode_svg(gtin: str, *, label: str) -> str:
    path = "".join(f"M{at} 0h{wide}v36h-{wide}z" for at, wide in bars(gtin))
    return _svg("-7 0 109 36", path, label=label, css="barcode")


def _svg(box: str, path: str, *, label: str, css: str) -> str:
    x, y, wide, high = box.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" viewBox="{box}" role="img" '
        f'aria-label="{_escaped(label)}" shape-rendering="crispEdges">'
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="#fff"/>'
        f'<path d="{path}" fill="#000"/></svg>'
    )


def _escaped(text: str) -> str:
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        text = text.replace(sign, f"&{name};")
    return text


@dataclass(frozen=True, slots=True)
class Pin:
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ring:
    """All that is as far away; ``label_y`` is where its miles stand."""

    miles: int
    radius: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Where things lie around a place: north is up, rings say how far. No tiles are needed."""

    pins: Sequence[Pin]
    rings: Sequence[Ring]


def plan_around(lat: float, lon: float, places: Sequence[tuple[float, float]]) -> Plan:
    """A plan with all ``places`` (latitude, longitude) on it, numbered from 1."""
    east = _MILES_PER_DEGREE * cos(radians(lat))
    moved = [((there - lon) * east, (lat - up) * _MILES_PER_DEGREE) for up, there in places]
    widest = max((max(abs(x), abs(y)) for x, y in moved), default=0.0)
    shown = max(widest, float(_RINGS[0]))
    scale = HALF * _ROOM / shown
    rings = [ring for ring in _RINGS if ring * scale <= HALF * 1.35][-3:]
    return Plan(
        pins=[
            Pin(n, round(HALF + x * scale, 1), round(HALF + y * scale, 1))
            for n, (x, y) in enumerate(moved, 1)
        ],
        rings=[
            Ring(ring, round(ring * scale, 1), round(HALF - ring * scale + 7, 1)) for ring in rings
        ],
    )
