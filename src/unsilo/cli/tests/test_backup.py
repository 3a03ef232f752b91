"""A backup is written from one installation and read into another, by the real commands."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.channels.services import blobs
from unsilo.cli.archive import Archive, client
from unsilo.cli.backup import copy_blobs
from unsilo.cli.continuous import forget_files
from unsilo.cli.site import embedded, make_secret_key

pytestmark = pytest.mark.django_db(transaction=True)

CONTENTS = [b"From: ann@example.org\r\n\r\nHello", b"\x00" * 10_000, b""]


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that the server's user can pass through, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="unsilo-backup-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    for data_dir in path.glob("data*"):
        embedded(data_dir).stop()
    shutil.rmtree(path)


@pytest.fixture
def source(place: Path, settings) -> Path:
    """The data directory of the tests' own database, with some content in both."""
    data_dir = place / "source"
    make_secret_key(data_dir)
    settings.STORAGES["blobs"]["OPTIONS"]["location"] = data_dir / "blobs"
    settings.STORAGES = {**settings.STORAGES}  # a new value, so that Django notices
    User.objects.create(email="ada@example.com", name="Ada Lovell")
    for content in CONTENTS:
        blobs.put(content)
    return data_dir


def unsilo(*words: str, database: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key != "DATABASE_URL" and not key.startswith(("UNSILO_SECRET", "UNSILO_DATA"))
    }
    environment["DJANGO_SETTINGS_MODULE"] = "unsilo.config.settings"
    if database:
        environment["DATABASE_URL"] = database
    return subprocess.run(
        [sys.executable, "-m", "unsilo.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def own_database() -> str:
    given = connection.settings_dict
    host = quote(str(given["HOST"]), safe="")
    return f"postgresql://{given['USER']}@/{given['NAME']}?host={host}&port={given['PORT'] or 5432}"


def backup(place: Path, source: Path) -> dict[str, Any]:
    done = unsilo("backup", str(place / "kept"), "--data-dir", str(source), database=own_database())
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads((place / "kept/manifest.json").read_text())
    return manifest


def test_a_backup_comes_back_whole_in_another_installation(place: Path, source: Path) -> None:
    manifest = backup(place, source)
    assert manifest["blob_count"] == len(CONTENTS)
    assert manifest["rows"]["accounts_user"] == 1

    done = unsilo("restore", str(place / "kept"), "--data-dir", str(place / "data"))
    assert done.returncode == 0, done.stderr
    with embedded(place / "data") as url, psycopg.connect(url) as restored:
        assert restored.execute("SELECT email FROM accounts_user").fetchall() == [
            ("ada@example.com",)
        ]
        names = [row[0] for row in restored.execute("SELECT sha256 FROM channels_blob")]
        # The index of neighbours is not in the backup, yet made anew where the database can.
        is_there, can_be = restored.execute(
            "SELECT to_regclass('triage_neighbour') IS NOT NULL,"
            " EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')"
        ).fetchone()
        assert is_there == can_be
    listed = subprocess.run(
        [client("pg_restore", at_least=16, prefer=18), "--list", place / "kept/database.dump"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "vector" not in listed.stdout.replace("tsvector", "")
    files = [path for path in (place / "data/blobs").rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == sorted(names)
    assert sorted(path.read_bytes() for path in files) == sorted(CONTENTS)
    key = (place / "data/secret.key").read_text()
    assert key == (source / "secret.key").read_text()

    # What was restored can be backed up again and says the same of itself.
    again = unsilo("backup", str(place / "again"), "--data-dir", str(place / "data"))
    assert again.returncode == 0, again.stderr
    assert json.loads((place / "again/manifest.json").read_text())["rows"] == manifest["rows"]

    # A second restore into it is refused, and changes nothing.
    refused = unsilo("restore", str(place / "kept"), "--data-dir", str(place / "data"))
    assert refused.returncode == 1
    assert "--yes-overwrite" in refused.stderr
    overwritten = unsilo(
        "restore", str(place / "kept"), "--data-dir", str(place / "data"), "--yes-overwrite"
    )
    assert overwritten.returncode == 0, overwritten.stderr


def test_a_continuous_archive_lets_go_of_files_that_are_long_deleted(
    place: Path, source: Path
) -> None:
    archive = Archive(place / "kept")
    kept, gone = (blobs.put(content).sha256 for content in CONTENTS[:2])
    copy_blobs(archive)
    blobs.discard_unused([gone])
    now = timezone.now()
    forget_files(archive, before=now)
    assert archive.blob(gone).exists()
    for name in (kept, gone):
        os.utime(archive.blob(name), times=(0, 0))
    forget_files(archive, before=now)
    assert archive.blob(kept).exists()
    assert not archive.blob(gone).exists()


def test_a_second_backup_adds_what_is_new_and_drops_what_is_gone(place: Path, source: Path) -> None:
    backup(place, source)
    kept = blobs.put(CONTENTS[0]).sha256
    file = next((place / "kept/blobs").rglob(kept))
    before = file.stat()

    gone = blobs.put(CONTENTS[1]).sha256
    blobs.discard_unused([gone])
    added = blobs.put(b"new").sha256
    assert backup(place, source)["blob_count"] == len(CONTENTS)
    assert (file.stat().st_ino, file.stat().st_mtime) == (before.st_ino, before.st_mtime)
    assert list((place / "kept/blobs").rglob(added))
    assert not list((place / "kept/blobs").rglob(gone))


def test_a_file_that_is_missing_is_told_and_the_rest_is_saved(place: Path, source: Path) -> None:
    lost = blobs.put(CONTENTS[1]).sha256
    next((source / "blobs").rglob(lost)).unlink()
    done = unsilo("backup", str(place / "kept"), "--data-dir", str(source), database=own_database())
    assert done.returncode == 1
    assert "1 files that the database knows" in done.stderr
    manifest = json.loads((place / "kept/manifest.json").read_text())
    assert manifest["missing_blobs"] == [lost]
    assert manifest["blob_count"] == len(CONTENTS) - 1


def damage_dump(kept: Path) -> None:
    with (kept / "database.dump").open("r+b") as file:
        file.seek(100)
        file.write(b"damaged")


def damage_file(kept: Path) -> None:
    file = next(path for path in (kept / "blobs").rglob("*") if path.is_file())
    file.unlink()  # it may be a link to the original
    file.write_bytes(b"damaged")


def lose_file(kept: Path) -> None:
    next(path for path in (kept / "blobs").rglob("*") if path.is_file()).unlink()


def lose_manifest(kept: Path) -> None:
    (kept / "manifest.json").unlink()


def be_of_the_future(kept: Path) -> None:
    manifest = json.loads((kept / "manifest.json").read_text())
    (kept / "manifest.json").write_text(json.dumps(manifest | {"unsilo": "999.0"}))


HARMS = {
    damage_dump: "database.dump was changed or damaged",
    damage_file: "was changed or damaged",
    lose_file: "1 files of the backup are missing",
    lose_manifest: "manifest.json is missing",
    be_of_the_future: "was made by unsilo 999.0",
}


def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
    place: Path, source: Path
) -> None:
    backup(place, source)
    for harm, complaint in HARMS.items():
        harmed = place / harm.__name__
        shutil.copytree(place / "kept", harmed)
        harm(harmed)
        done = unsilo("restore", str(harmed), "--data-dir", str(place / "data"))
        assert done.returncode == 1
        assert complaint in done.stderr
        assert not (place / "data").exists()
