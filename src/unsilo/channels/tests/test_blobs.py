import io
import os
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage, storages
from django.db import transaction
from tests.waiting import in_threads

from unsilo.channels.models import Blob, Upload
from unsilo.channels.services import blobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    assert isinstance(storages["blobs"], FileSystemStorage)
    return tmp_path


def files(directory):
    return sorted(path for path in directory.rglob("*") if path.is_file())


def test_r2_bytes_are_kept_once_under_their_hash(directory):
    first, second = blobs.put(b"lantern"), blobs.put(b"lantern")
    assert first == second
    (path,) = files(directory)
    assert path.relative_to(directory).parts == (first.sha256[:2], first.sha256)
    assert blobs.read(first.sha256) == b"lantern"
    assert Blob.objects.get().size == 7


def test_many_are_returned_in_order_and_the_same_ones_share(directory):
    kept = blobs.put_many([b"b", b"a", b"b", b""])
    assert [blobs.read(one.sha256) for one in kept] == [b"b", b"a", b"b", b""]
    assert Blob.objects.count() == len(files(directory)) == 3


def test_a_stream_is_kept_like_bytes_and_stopped_when_it_is_too_long(directory):
    content = os.urandom(blobs.CHUNK * 2 + 1)
    assert blobs.put_stream(io.BytesIO(content)) == blobs.put(content)
    with pytest.raises(blobs.TooLarge):
        blobs.put_stream(io.BytesIO(content), max_bytes=blobs.CHUNK)
    assert len(files(directory)) == 1


def test_a_write_that_breaks_leaves_neither_file_nor_row(directory):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("the disk is full")
            return super().read(size)

    with pytest.raises(OSError, match="full"):
        blobs.put_stream(Broken(b"x" * (blobs.CHUNK + 1)))
    assert files(directory) == []
    assert not Blob.objects.exists()


def test_a_lost_file_is_written_again_when_it_comes_again(directory):
    blob = blobs.put(b"lantern")
    files(directory)[0].unlink()
    with pytest.raises(blobs.BlobMissing):
        blobs.read(blob.sha256)
    blobs.put(b"lantern")
    assert blobs.read(blob.sha256) == b"lantern"


def test_only_what_nothing_refers_to_is_discarded(directory):
    used, unused = blobs.put_many([b"used", b"unused"])
    Upload.objects.create(blob=used, filename="f", content_type="text/plain", size=4)
    assert blobs.discard_unused([used.sha256, unused.sha256, "0" * 64]) == 1
    assert blobs.read(used.sha256) == b"used"
    assert len(files(directory)) == 1
    assert list(Blob.objects.all()) == [used]


def test_a_rolled_back_row_is_made_again_for_its_file(directory):
    with transaction.atomic():
        blobs.put(b"lantern")
        transaction.set_rollback(True)
    assert not Blob.objects.exists()
    assert blobs.read(blobs.put(b"lantern").sha256) == b"lantern"


def test_storage_that_is_no_disk_works_too(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    assert isinstance(storages["blobs"], InMemoryStorage)
    blob = blobs.put(b"lantern")
    assert blobs.read(blob.sha256) == b"lantern"
    assert blobs.discard_unused([blob.sha256]) == 1
    with pytest.raises(blobs.BlobMissing):
        blobs.read(blob.sha256)


def test_what_a_dead_process_left_behind_is_swept_away_and_nothing_else(directory):
    needed, unused = blobs.put(b"needed"), blobs.put(b"unused")
    Upload.objects.create(blob=needed, filename="a", content_type="text/plain", size=6)
    lost = directory / "ab" / ("ab" + "0" * 62)
    half = directory / "ab" / ".new-x"
    lost.parent.mkdir(exist_ok=True)
    foreign = directory / "ab" / ("ab" * 100)
    for path in (lost, half, foreign):
        path.write_bytes(b"half")
    assert blobs.sweep() == 0  # somebody may be busy with all of them
    assert blobs.sweep(timedelta(0)) == 3
    assert {path.name for path in files(directory)} == {needed.pk, foreign.name}
    assert not Blob.objects.filter(pk=unused.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_being_kept_again_while_it_is_swept_is_there_afterwards(directory):
    blob = blobs.put(b"lantern")
    Blob.objects.all().delete()
    begun, may_end = threading.Event(), threading.Event()

    def keep():
        with transaction.atomic():
            blobs.put(b"lantern")
            begun.set()
            may_end.wait(10)

    def sweep():
        begun.wait(10)
        threading.Timer(0.2, may_end.set).start()
        blobs.sweep(timedelta(0))

    in_threads(keep, sweep)
    assert blobs.read(blob.pk) == b"lantern"
    assert Blob.objects.filter(pk=blob.pk).exists()
