"""Charts as pictures, for letters and paper.

The renderer takes some 180 MB, so it runs in a process of its own that ends with its work. Many
charts in one call cost little more than one.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Literal

from unsilo.core.errors import UnsiloError
from unsilo.ui.charts.colours import coloured
from unsilo.ui.charts.model import Chart

PATIENCE = 60  # seconds


class DrawingError(UnsiloError):
    """This chart could not be drawn."""

    code = "drawing"
    status = 500


def svg(charts: Sequence[Chart], *, width: int = 640) -> list[str]:
    """Each chart as SVG, light, in their order."""
    return [picture.decode() for picture in _draw(charts, "svg", width)]


def png(charts: Sequence[Chart], *, width: int = 640) -> list[bytes]:
    """Each chart as PNG, light, twice as fine as it is wide."""
    return _draw(charts, "png", width)


def _draw(charts: Sequence[Chart], kind: Literal["svg", "png"], width: int) -> list[bytes]:
    if not charts:
        return []
    wanted = {"kind": kind, "specs": [coloured(chart.full_spec(width=width)) for chart in charts]}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "unsilo.ui.charts.draw"],
            input=json.dumps(wanted, default=str),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        error.add_note(error.stderr)  # for the log
        raise DrawingError from error
    except subprocess.TimeoutExpired as error:
        raise DrawingError from error
    return [base64.b64decode(picture) for picture in json.loads(done.stdout)]
