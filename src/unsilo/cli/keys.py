"""Replace the key that passwords and other secrets in the database are sealed with.

First put a new key into UNSILO_SECRET_KEY and the old one into UNSILO_SECRET_KEY_FALLBACKS (or run
`unsilo keys new` where the key lies in the data directory), and restart every process. Then
`unsilo keys rotate` seals all stored secrets with the new key. It may be stopped and run again.
"""

import argparse
import os
import secrets
import sys
from pathlib import Path

from unsilo.cli.site import BadInstallation, add_data_dir, site
from unsilo.config.env import Env


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    new = verbs.add_parser("new", help="put a new key before the old ones in the data directory")
    rotate = verbs.add_parser("rotate", help="seal all stored secrets with the newest key")
    for one in (new, rotate):
        add_data_dir(one)


def run(arguments: argparse.Namespace) -> int:
    if arguments.verb == "new":
        return _new(arguments.data_dir)
    with site(arguments.data_dir):
        return _rotate()


def _new(data_dir: Path) -> int:
    """The file's first line is the key, the others still read what they sealed."""
    path = data_dir / "secret.key"
    if Env().text("UNSILO_SECRET_KEY") or not path.exists():
        raise BadInstallation(
            f"The key does not lie in {path}. Change UNSILO_SECRET_KEY where you set it, and put the "
            "former one into UNSILO_SECRET_KEY_FALLBACKS."
        )
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{secrets.token_urlsafe(48)}\n{path.read_text()}")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    print("A new key stands in the file. Restart unsilo, then run `unsilo keys rotate`.")
    return 0


def _rotate() -> int:
    from unsilo.core.actor import SYSTEM
    from unsilo.core.rotation import rotate

    found = rotate(by=SYSTEM, progress=lambda so_far: print(f"\r{so_far.rows} looked at", end="",
                                                            file=sys.stderr))  # fmt: skip
    print(f"\r{found.rows} looked at, {found.resealed} sealed anew", file=sys.stderr)
    for name in found.unreadable:
        print(f"No key opens {name}. Enter it again under Settings.", file=sys.stderr)
    return 1 if found.unreadable else 0
