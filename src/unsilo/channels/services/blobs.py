"""Bytes kept once under the name of their SHA-256: ``ab/abcd…``.

A blob's row is committed only after its file is complete and on disk, and its file is deleted only
together with its row, while both are locked: a row always has its file. What a dead process leaves
is a file without a row or a row that nothing needs; ``sweep`` clears both away. Storage other than
the local disk (S3) is trusted to write an object wholly or not at all.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, BinaryIO, TypeVar

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, ManyToOneRel, OuterRef
from django.utils import timezone

from unsilo.channels.models import Blob
from unsilo.core.errors import UnsiloError

T = TypeVar("T")

CHUNK = 256 * 1024
WRITERS = 16  # files written at once: a disk syncs several in the time of one
LEFT_BEHIND = timedelta(days=1)  # age at which nobody is still busy with a blob or a file
_UNFINISHED = ".new-"
_NAME = re.compile("[0-9a-f]{64}")  # SHA-256


class BlobMissing(UnsiloError):
    """The stored file is not there. Was the blob directory moved, or not restored?"""

    code = "blob_missing"


class TooLarge(UnsiloError):
    """This file is larger than allowed."""

    code = "too_large"
    status = 413


def put(content: bytes) -> Blob:
    """Keep these bytes."""
    return put_many([content])[0]


def put_many(contents: Sequence[bytes]) -> list[Blob]:
    """Keep these bytes; what is known already costs no space. Returns blobs in the same order."""
    if not contents:
        return []
    names = [hashlib.sha256(content).hexdigest() for content in contents]
    by_name = dict(zip(names, contents, strict=True))
    blobs = {name: Blob(sha256=name, size=len(content)) for name, content in by_name.items()}
    with transaction.atomic():
        _insert_and_hold(list(blobs.values()))
        _write_missing({name: [content] for name, content in by_name.items()})
    return [blobs[name] for name in names]


def put_stream(source: "BinaryIO | File[bytes]", *, max_bytes: int | None = None) -> Blob:
    """Keep what ``source`` gives, without having all of it in memory. Raises ``TooLarge``."""
    digest = hashlib.sha256()
    size = 0
    with tempfile.TemporaryFile() as spool:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if max_bytes is not None and size > max_bytes:
                raise TooLarge(max_bytes=max_bytes)
            digest.update(chunk)
            spool.write(chunk)
        name = digest.hexdigest()
        with transaction.atomic():
            _insert_and_hold([Blob(sha256=name, size=size)])
            spool.seek(0)
            _write_missing({name: iter(lambda: spool.read(CHUNK), b"")})
            return Blob.objects.get(pk=name)


def open_blob(sha256: str) -> IO[bytes]:
    """A file to read from. Raises ``BlobMissing``."""
    try:
        return storages["blobs"].open(_path(sha256), "rb")
    except FileNotFoundError as error:
        raise BlobMissing(sha256=sha256) from error


def size_of(sha256: str) -> int | None:
    """Bytes in its file; None where there is none."""
    try:
        return storages["blobs"].size(_path(sha256))
    except FileNotFoundError:
        return None


def read(sha256: str) -> bytes:
    with open_blob(sha256) as file:
        return file.read()


def read_head(sha256: str, size: int) -> tuple[bytes, bool]:
    """The first bytes, and whether they are all there are."""
    with open_blob(sha256) as file:
        head = file.read(size + 1)
    return head[:size], len(head) <= size


def let_go(names: Iterable[str]) -> None:
    """These are no longer referred to here: once that is committed, those that nothing else needs
    are deleted. What a death in between leaves, the nightly sweep finds."""
    loose = sorted(set(names))
    if loose:
        transaction.on_commit(lambda: discard_unused(loose))


def discard_unused(names: Iterable[str]) -> int:
    """Delete those of these blobs that nothing refers to, and return how many that were."""
    deleted = 0
    for name in names:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("DELETE FROM channels_blob WHERE sha256 = %s", [name])
                if cursor.rowcount:
                    storages["blobs"].delete(_path(name))
                    deleted += 1
        except IntegrityError:
            continue  # something refers to it
    return deleted


def unused(older_than: timedelta = LEFT_BEHIND) -> list[str]:
    """Names of blobs that no row of any package refers to."""
    found = Blob.objects.filter(created_at__lte=timezone.now() - older_than)
    for relation in Blob._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            rows = relation.related_model._base_manager
            found = found.exclude(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return list(found.values_list("pk", flat=True))


def stray(older_than: timedelta = LEFT_BEHIND) -> Iterator[Path]:
    """Files on the local disk that belong to no blob, and are ours by their names."""
    storage = storages["blobs"]
    if not isinstance(storage, FileSystemStorage):
        return
    newest = time.time() - older_than.total_seconds()
    for directory in sorted(Path(storage.location).glob("??")):
        files = {entry.name: entry for entry in os.scandir(directory) if _is_ours(entry.name)}
        known = set(Blob.objects.filter(pk__in=files).values_list("pk", flat=True))
        for name in sorted(files.keys() - known):
            try:
                if files[name].stat().st_mtime <= newest:
                    yield Path(files[name].path)
            except FileNotFoundError:
                continue  # finished meanwhile, under its own name


def sweep(older_than: timedelta = LEFT_BEHIND) -> int:
    """Delete what processes that died left behind. Returns how many blobs and files that were."""
    swept = discard_unused(unused(older_than))
    for path in stray(older_than):
        if path.name.startswith(_UNFINISHED):
            path.unlink(missing_ok=True)
            swept += 1
        else:
            swept += _delete_stray(path)
    return swept


@transaction.atomic
def _delete_stray(path: Path) -> int:
    """Whoever keeps the same bytes in this moment waits for our row to go, and writes the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channels_blob (sha256, size, created_at) VALUES (%s, 0, now())"
            " ON CONFLICT DO NOTHING",
            [path.name],
        )
        ours = int(cursor.rowcount)
    if ours:
        path.unlink(missing_ok=True)
    transaction.set_rollback(True)
    return ours


def _is_ours(name: str) -> bool:
    return name.startswith(_UNFINISHED) or bool(_NAME.fullmatch(name))


def _path(name: str) -> str:
    return f"{name[:2]}/{name}"


def _insert_and_hold(rows: list[Blob]) -> None:
    """Have the rows and keep them from being deleted until the transaction ends.

    The lock is the one a foreign key takes, so writers of the same bytes don't wait for each other.
    """
    rows.sort(key=lambda row: row.sha256)
    Blob.objects.bulk_create(rows, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM channels_blob WHERE sha256 = ANY(%s) ORDER BY sha256 FOR KEY SHARE",
            [[row.sha256 for row in rows]],
        )


def _write_missing(contents: Mapping[str, Iterable[bytes]]) -> None:
    """Write files that are not there, and return when they would survive a power cut."""
    storage = storages["blobs"]
    missing = [name for name in contents if not storage.exists(_path(name))]
    if not isinstance(storage, FileSystemStorage):
        _at_once(lambda name: _save(storage, name, contents[name]), missing)
        return
    root = Path(storage.location)
    directories = {(root / _path(name)).parent for name in missing}
    new = [directory for directory in directories if not directory.is_dir()]
    for directory in new:
        directory.mkdir(parents=True, exist_ok=True)
    _at_once(lambda name: _write(root / _path(name), contents[name]), missing)
    _at_once(_sync, [*directories, *([root] if new else [])])


def _at_once(function: Callable[[T], None], items: Sequence[T]) -> None:
    if len(items) == 1:
        function(items[0])
    elif items:
        list(_writers(os.getpid()).map(function, items))


@lru_cache(maxsize=1)
def _writers(pid: int) -> ThreadPoolExecutor:
    """Threads that stay; those of another process are not there after a fork."""
    return ThreadPoolExecutor(WRITERS, "blobs")


def _save(storage: Storage, name: str, chunks: Iterable[bytes]) -> None:
    with tempfile.TemporaryFile() as spool:
        spool.writelines(chunks)
        spool.seek(0)
        storage.save(_path(name), File(spool))


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def _sync(directory: Path) -> None:
    """Make the names in a directory survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
