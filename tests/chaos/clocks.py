"""Clocks that can be set wrong while a process works, one for each."""

import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


def built(directory: Path) -> Path | None:
    """The library that gives a process a clock of its own; None without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        return None
    library = directory / "clock.so"
    words = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE)]
    done = subprocess.run(words, capture_output=True, check=False)
    return library if done.returncode == 0 else None


class Clock:
    """The time of day of the processes that are started with its ``environment``."""

    def __init__(self, library: Path, file: Path) -> None:
        self._file = file
        self.be_ahead(0)
        self.environment = {"LD_PRELOAD": str(library), "CHAOS_CLOCK": str(file)}

    def be_ahead(self, seconds: int) -> None:
        """Of the true time; negative is behind. Counts at once, also where it works already."""
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))
