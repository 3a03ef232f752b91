"""The browser's part of Vega, as a static file that is made and not kept in the repository.

vl-convert holds it; whoever first asks for static files has it written into the data directory, in
a process of its own. A new version of vl-convert writes a new one.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "ui/vega.js"


class BundleFinder(BaseFinder):
    """Finds one file, and makes it before."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(_made() / NAME)] if path == NAME else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return [(NAME, FileSystemStorage(location=_made()))]


def _made() -> Path:
    """The folder with the file in it."""
    folder = Path(settings.DATA_DIR) / "made" / f"vega-{version('vl-convert-python')}"
    target = folder / NAME
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            [sys.executable, "-m", "unsilo.ui.charts.draw", "bundle"],
            stdout=subprocess.PIPE,
            check=True,
            timeout=120,
        ).stdout
        half = target.with_suffix(f".{os.getpid()}")
        half.write_bytes(made)
        half.replace(target)
    return folder
