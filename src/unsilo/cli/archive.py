"""What a backup looks like on disk, and PostgreSQL's programs to write and read it.

manifest.json    written last: a directory without it is no backup
database.dump    pg_dump's custom format
secret.key       the key of this installation, unless it comes from the environment
blobs/ab/cd/…    files under their SHA-256, so the next backup adds only what is new
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from unsilo.cli.site import BadInstallation
from unsilo.config.env import Env
from unsilo.core.pgprograms import wheel_bindir

FORMAT = 1
# Made anew from other tables after a restore, so that a backup does not depend on pgvector.
DERIVED = frozenset({"triage_neighbour"})


class BadBackup(BadInstallation):
    """This backup can't be used."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup. ``rows`` is counted in the dump's own snapshot."""

    made_at: str
    unsilo: str
    postgresql: int
    dump_sha256: str
    key_fingerprint: str
    blob_count: int
    blob_bytes: int
    missing_blobs: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


class Archive:
    """The directory of one backup."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.dump = directory / "database.dump"
        self.key = directory / "secret.key"
        self.blobs = directory / "blobs"
        self._manifest = directory / "manifest.json"

    def blob(self, sha256: str) -> Path:
        return self.blobs / sha256[:2] / sha256[2:4] / sha256

    def blob_files(self) -> Iterator[Path]:
        return (path for path in self.blobs.glob("??/??/*") if path.is_file())

    def write_manifest(self, manifest: Manifest) -> None:
        part = self._manifest.with_suffix(".part")
        part.write_text(json.dumps(asdict(manifest), indent=2) + "\n")
        part.replace(self._manifest)

    def read_manifest(self) -> Manifest:
        try:
            values: dict[str, Any] = json.loads(self._manifest.read_text())
        except FileNotFoundError:
            raise BadBackup(
                f"{self.directory} is no backup, or one that was not finished: "
                "manifest.json is missing."
            ) from None
        if values.get("format") != FORMAT:
            raise BadBackup(f"This backup has format {values.get('format')}; this version reads 1.")
        return Manifest(**values)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint_of_key(key: str) -> str:
    """Tells two secret keys apart without telling either."""
    return hashlib.sha256(f"unsilo backup {key}".encode()).hexdigest()[:16]


def link_or_copy(source: Path, target: Path) -> None:
    """Put a file that never changes in a second place, without its bytes where that is possible."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.link(source, part)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, part)
    part.replace(target)


def client(name: str, *, at_least: int, prefer: int) -> Path:
    """One of PostgreSQL's programs, of a version that can do the job.

    An older pg_dump refuses a newer server; a newer one writes what an older server may not take.
    """
    found: dict[int, Path] = {}
    named = Env().text("UNSILO_PG_BINDIR")
    on_path = shutil.which(name)
    directories = [
        *([Path(named)] if named else []),
        wheel_bindir(),
        *([Path(on_path).resolve().parent] if on_path else []),
        *Path("/usr/lib/postgresql").glob("*/bin"),
    ]
    for directory in directories:
        if (directory / name).exists():
            found.setdefault(program_version(directory / name), directory / name)
    fitting = sorted(version for version in found if version >= at_least)
    if not fitting:
        raise BadInstallation(
            f"There is no {name} of PostgreSQL {at_least} or newer on this machine. Install the "
            f"package postgresql-client-{at_least}, or name its directory in UNSILO_PG_BINDIR."
        )
    return found[prefer if prefer in fitting else fitting[0]]


def program_version(program: Path) -> int:
    said = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
        [program, "--version"], capture_output=True, text=True, check=True
    )
    return int(said.stdout.split()[2].partition(".")[0])


def call(program: Path, *arguments: str, url: str, output: IO[bytes] | None = None) -> None:
    """Run a PostgreSQL program on a database, with the password out of sight of other users."""
    options = conninfo_to_dict(url)
    password = options.pop("password", None)
    done = subprocess.run(  # noqa: S603 - as above
        [program, *arguments, "--dbname", make_conninfo("", **options)],
        env=os.environ | ({"PGPASSWORD": str(password)} if password else {}),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise BadInstallation(f"{program.name} failed: {said[-2000:]}")
