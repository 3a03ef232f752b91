"""Bring a backup back, into an empty installation.

All files are checked before anything is written. A backup of an older version is brought up to date.
"""

import argparse
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

import psycopg

from unsilo import __version__
from unsilo.cli.archive import (
    Archive,
    BadBackup,
    Manifest,
    call,
    client,
    fingerprint_of_key,
    sha256_of,
)
from unsilo.cli.backup import blobs, count_rows
from unsilo.cli.migrate import migrate
from unsilo.cli.site import (
    BadInstallation,
    add_data_dir,
    direct_url,
    only_one,
    server_version,
    site,
)
from unsilo.cli.talk import say
from unsilo.config.env import Env

TABLES: LiteralString = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
OTHER_SESSIONS: LiteralString = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend'
       AND pid <> pg_backend_pid()
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="the backup")
    parser.add_argument(
        "--yes-overwrite",
        action="store_true",
        help="delete what is in the database now, if it is not empty",
    )
    parser.add_argument(
        "--at",
        type=moment,
        metavar="TIME",
        help="as it was at this moment, such as 2026-03-01T14:05Z: for what `unsilo backup "
        "--continuous` wrote, into a new data directory",
    )
    add_data_dir(parser)


def moment(text: str) -> datetime:
    """A moment in ISO 8601; without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: {error}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def run(arguments: argparse.Namespace) -> int:
    if arguments.at:
        from unsilo.cli import continuous

        return continuous.go_back(arguments)
    archive = Archive(arguments.directory)
    manifest = archive.read_manifest()
    check(archive, manifest)
    with only_one(arguments.data_dir):
        key = manifest.key_fingerprint
        take_key(archive, key, arguments.data_dir, overwrite=arguments.yes_overwrite)
        with site(arguments.data_dir, make=True):
            make_room(overwrite=arguments.yes_overwrite)
            read_backup(archive, manifest)
    say(
        f"{sum(manifest.rows.values()):,} rows and {manifest.blob_count:,} files of "
        f"{manifest.made_at} are back."
    )
    return 0


def check(archive: Archive, manifest: Manifest) -> None:
    """See that the backup is whole and that this version can read it."""
    if _numbers(manifest.unsilo) > _numbers(__version__):
        raise BadBackup(
            f"This backup was made by unsilo {manifest.unsilo}; this is {__version__}. "
            "Install that version or a newer one."
        )
    say("Checking the backup.")
    if sha256_of(archive.dump) != manifest.dump_sha256:
        raise BadBackup(f"{archive.dump} was changed or damaged: its checksum differs.")
    count = 0
    for path in archive.blob_files():
        if sha256_of(path) != path.name:
            raise BadBackup(f"{path} was changed or damaged: its checksum differs.")
        count += 1
    if count < manifest.blob_count:
        raise BadBackup(f"{manifest.blob_count - count} files of the backup are missing.")


def take_key(archive: Archive, fingerprint: str, data_dir: Path, *, overwrite: bool) -> None:
    """Have the key that the backup's secrets were sealed with, before any setting is read."""
    path = data_dir / "secret.key"
    given = Env().text("UNSILO_SECRET_KEY")
    present = [given] if given else path.read_text().split() if path.exists() else []
    if present and fingerprint_of_key(present[0]) == fingerprint:
        return
    if given or not archive.key.exists():
        raise BadBackup(
            "The secrets in this backup were sealed with another key. Set UNSILO_SECRET_KEY, or "
            "UNSILO_SECRET_KEY_FILE, to the one that the installation had."
        )
    if present and not overwrite:
        raise BadInstallation(
            f"{data_dir} has a key of its own, so it is in use. Restore into another directory with "
            "--data-dir, or overwrite this one with --yes-overwrite."
        )
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    shutil.copyfile(archive.key, path)


def make_room(*, overwrite: bool) -> None:
    """See that the database is empty and nobody else uses it."""
    with psycopg.connect(direct_url(), autocommit=True) as connection:
        tables = _count(connection, TABLES)
        if tables and not overwrite:
            raise BadInstallation(
                f"The database is not empty: it has {tables} tables. Restore into another "
                "database, or delete what is in this one with --yes-overwrite."
            )
        deadline = time.monotonic() + 3  # sessions that just ended are still listed for a moment
        while others := _count(connection, OTHER_SESSIONS):
            if time.monotonic() > deadline:
                raise BadInstallation(
                    f"{others} other sessions use this database. Stop web and worker first."
                )
            time.sleep(0.1)
        if tables:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")


def read_backup(archive: Archive, manifest: Manifest) -> None:
    """Fill the empty database and the blob storage, and see that nothing is missing."""
    from unsilo.triage import near

    say("Reading the database.")
    call(
        client("pg_restore", at_least=manifest.postgresql, prefer=server_version()),
        *("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"),
        str(archive.dump),
        url=direct_url(),
    )
    if count_rows() != manifest.rows:
        raise BadBackup("The restored tables don't have the numbers of rows that were saved.")
    say("Copying files.")
    bring_files(archive)
    migrate()
    if near.prepare():
        near.fill_index()


def bring_files(archive: Archive) -> int:
    """Copy the files that the database knows; how many of them the backup does not have."""
    from unsilo.channels.services.blobs import put_stream

    missing = 0
    for name, _ in blobs():
        if not archive.blob(name).exists():
            missing += 1
            continue
        with archive.blob(name).open("rb") as file:
            put_stream(file)
    return missing


def _count(connection: psycopg.Connection, query: LiteralString) -> int:
    row = connection.execute(query).fetchone()
    return row[0] if row else 0


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
