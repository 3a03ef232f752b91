"""Mail from files: mbox, Maildir, single .eml files and folders of them.

Reads one mail at a time. Keys are made from the content, so that an import which was broken off can
simply be run again: what is there already is known.
"""

import hashlib
import mmap
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from unsilo.channels.contract import RawArrival
from unsilo.connectors.email.limits import MEGABYTE
from unsilo.core.errors import Invalid

MAX_KEPT_BYTES = 64 * MEGABYTE  # of one mail; beyond it only its beginning is taken
_SEPARATOR = re.compile(
    rb"(?:\A|\n)From [^\n]{0,200}?\d{1,2}:\d{2}(?::\d{2})?[^\n]{0,60}?(?:19|20)\d{2}[^\n]{0,20}\n"
)
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.M)
_MAIL_SUFFIXES = (".eml", ".email", ".mht", ".msg.eml")
_MBOX_SUFFIXES = (".mbox", ".mbx")
_SKIPPED_MAILDIR_FLAGS = "TD"  # trashed, draft


@dataclass(frozen=True, slots=True)
class FileMail:
    """One mail, and how far the reading is: ``done`` of ``total`` bytes."""

    arrival: RawArrival
    done: int
    total: int


def read_mailbox(path: Path) -> Iterator[FileMail]:
    """Yield every mail of a file or directory, whatever kind it is."""
    if not path.exists():
        raise Invalid(f"There is no {path}.")
    files = [path] if path.is_file() else sorted(_files(path))
    total = sum(file.stat().st_size for file in files)
    done = 0
    for file in files:
        size = file.stat().st_size
        for content, length, position in _mails(file):
            yield FileMail(_arrival(content, length, file), done + position, total)
        done += size


def _files(directory: Path) -> Iterator[Path]:
    """Mail files below a directory; of a Maildir those that were neither trashed nor drafts."""
    for parent, _directories, names in os.walk(directory):
        folder = Path(parent)
        in_maildir = folder.name in ("cur", "new") and (folder.parent / "cur").is_dir()
        for name in names:
            flags = name.rpartition(":2,")[2] if ":2," in name else ""
            suffix = Path(name).suffix.lower()
            if in_maildir:
                if not set(flags) & set(_SKIPPED_MAILDIR_FLAGS) and not name.startswith("."):
                    yield folder / name
            elif suffix in _MAIL_SUFFIXES or suffix in _MBOX_SUFFIXES or name == "mbox":
                yield folder / name


def _mails(file: Path) -> Iterator[tuple[bytes, int, int]]:
    """Yield content, length and end of each mail. The file is mapped, not read into memory."""
    with file.open("rb") as opened:
        if not file.stat().st_size:
            return
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            separator = _next_separator(mapped, 0)
            if separator is None or separator[0] > 0:
                yield bytes(mapped[:MAX_KEPT_BYTES]), len(mapped), len(mapped)
                return
            while separator is not None:
                start = separator[1]
                separator = _next_separator(mapped, start)
                end = separator[0] if separator else len(mapped)
                yield _unescaped(mapped, start, end), end - start, end


def _next_separator(mapped: mmap.mmap, position: int) -> tuple[int, int] | None:
    """Numbers only: a match that is kept would keep the file mapped."""
    match = _SEPARATOR.search(mapped, position)
    return match.span() if match else None


def _unescaped(mapped: mmap.mmap, start: int, end: int) -> bytes:
    """One mail of an mbox, its ">From " lines as they were."""
    return _ESCAPED_FROM.sub(rb"\1", mapped[start : min(end, start + MAX_KEPT_BYTES)])


def _arrival(content: bytes, length: int, file: Path) -> RawArrival:
    meta: dict[str, object] = {"import": True, "file": file.name[:200]}
    if length > len(content) and length > MAX_KEPT_BYTES:
        meta |= {"oversize": True, "size": length}
    return RawArrival(
        external_key=f"import/{hashlib.sha256(content).hexdigest()}", content=content, meta=meta
    )
