"""Write everything into a directory: the database, all files and the key to its secrets.

unsilo may go on working meanwhile. Given the same directory again, only new files are added. Whoever
can read the directory can read all mail: keep it as safe as the installation itself.
"""

import argparse
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from unsilo import __version__
from unsilo.cli.archive import (
    DERIVED,
    Archive,
    Manifest,
    call,
    client,
    fingerprint_of_key,
    link_or_copy,
    program_version,
    sha256_of,
)
from unsilo.cli.site import add_data_dir, direct_url, server_version, site
from unsilo.cli.talk import say
from unsilo.config.env import Env


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="where the backup goes")
    parser.add_argument(
        "--continuous",
        action="store_true",
        help="go on until stopped: keep every change, so that `unsilo restore DIR --at TIME` can go "
        "back to any moment",
    )
    parser.add_argument(
        "--keep",
        type=int,
        default=7,
        metavar="DAYS",
        help="with --continuous: how far back one can go (default: 7)",
    )
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.continuous:
        from unsilo.cli import continuous

        return continuous.run(arguments)
    with site(arguments.data_dir):
        manifest = write_backup(Archive(arguments.directory), arguments.data_dir)
    say(
        f"{sum(manifest.rows.values()):,} rows and {manifest.blob_count:,} files "
        f"({manifest.blob_bytes / 1e6:,.0f} MB) are in {arguments.directory}."
    )
    if manifest.missing_blobs:
        say(
            f"{len(manifest.missing_blobs)} files that the database knows are not in the blob "
            "storage, and so not in the backup. manifest.json names them."
        )
        return 1
    return 0


def write_backup(archive: Archive, data_dir: Path) -> Manifest:
    """Dump the database and copy the files it knows, both as of one moment."""
    from django.conf import settings
    from django.db import connection, transaction
    from django.utils import timezone

    archive.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_at = timezone.now().isoformat(timespec="seconds")
    version = server_version()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        say("Copying the database.")
        dump(archive, version, snapshot)
        rows = count_rows()
        say("Copying files.")
        known = copy_blobs(archive)
    missing = sorted(name for name in known if not archive.blob(name).exists())
    keep_key(archive, data_dir)
    manifest = Manifest(
        made_at=made_at,
        unsilo=__version__,
        postgresql=version,
        dump_sha256=sha256_of(archive.dump),
        key_fingerprint=fingerprint_of_key(settings.SECRET_KEY),
        blob_count=len(known) - len(missing),
        blob_bytes=sum(size for name, size in known.items() if name not in set(missing)),
        missing_blobs=missing,
        rows=rows,
    )
    archive.write_manifest(manifest)
    note_backup(archive.directory)
    for path in archive.blob_files():  # of an earlier backup, deleted since
        if path.name not in known:
            path.unlink()
    return manifest


def keep_key(archive: Archive, data_dir: Path) -> None:
    """Copy the secret key, unless it comes from the environment."""
    if not Env().text("UNSILO_SECRET_KEY"):
        archive.key.unlink(missing_ok=True)
        archive.key.touch(mode=0o600)
        shutil.copyfile(data_dir / "secret.key", archive.key)


def note_backup(directory: Path) -> None:
    """Leave word that there is one, for doctor, watchdog and metrics on every machine."""
    from django.db import transaction

    from unsilo.core import events
    from unsilo.core.actor import SYSTEM
    from unsilo.operations.queries import BACKUP_WRITTEN

    with transaction.atomic():
        events.record(BACKUP_WRITTEN, by=SYSTEM, data={"place": str(directory.absolute())})


def dump(archive: Archive, version: int, snapshot: str) -> None:
    part = archive.dump.with_suffix(".part")
    program = client("pg_dump", at_least=version, prefer=version)
    part.touch(mode=0o600)
    left_out = [f"--exclude-table={table}" for table in DERIVED]
    if program_version(program) >= 17:
        left_out.append("--exclude-extension=vector")
    with part.open("wb") as file:
        call(
            program,
            *("--format", "custom", "--no-owner", "--no-privileges", "--snapshot", snapshot),
            *left_out,
            url=direct_url(),
            output=file,
        )
        os.fsync(file.fileno())
    part.replace(archive.dump)


def count_rows() -> dict[str, int]:
    """How many rows each table has, as this transaction sees it."""
    from django.db import connection
    from psycopg import sql

    counts = {}
    with connection.cursor() as cursor:
        for table in sorted({*connection.introspection.table_names(cursor)} - DERIVED):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = cursor.fetchone()[0]
    return counts


def copy_blobs(archive: Archive, *, since: datetime | None = None) -> dict[str, int]:
    """Copy what the backup does not have yet; return the sizes of all files that it should have.

    With ``since`` only files that came after it are looked at.
    """
    from unsilo.channels.services.blobs import BlobMissing, open_blob

    known = {}
    for name, size in blobs(since):
        known[name] = size
        target = archive.blob(name)
        if target.exists() and target.stat().st_size == size:
            continue
        try:
            with open_blob(name) as file:
                source = Path(file.name)
                if source.is_file():
                    link_or_copy(source, target)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as copy:
                    shutil.copyfileobj(file, copy, 1024 * 1024)
        except BlobMissing:
            continue
    return known


def blobs(since: datetime | None = None) -> Iterator[tuple[str, int]]:
    """Name and size of every file that the database knows, a page at a time."""
    from unsilo.channels.models import Blob

    last = ""
    wanted = Blob.objects.filter(created_at__gte=since) if since else Blob.objects.all()
    while page := list(
        wanted.filter(sha256__gt=last).order_by("sha256").values_list("sha256", "size")[:5000]
    ):
        yield from page
        last = page[-1][0]
