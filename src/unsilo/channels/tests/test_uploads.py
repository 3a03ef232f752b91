from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from unsilo.channels.models import Blob, Upload
from unsilo.channels.services import blobs, uploads
from unsilo.channels.sniffing import PICTURES, safe_filename, safe_type
from unsilo.core.errors import Invalid, NotFound

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.django_db
def test_a_file_is_its_uploaders_alone(alice, bob):
    kept = uploads.store_upload(alice, SimpleUploadedFile("a.png", PNG, "text/html"))
    assert (kept.content_type, kept.size) == ("image/png", len(PNG))
    assert uploads.get_for(alice, kept.pk) == kept
    with pytest.raises(NotFound):
        uploads.get_for(bob, kept.pk)


@pytest.mark.django_db
def test_empty_and_too_large_files_are_refused_with_their_name(alice, settings):
    with pytest.raises(Invalid, match=r"a\.txt.+empty"):
        uploads.store_upload(alice, SimpleUploadedFile("a.txt", b""))
    settings.MAX_UPLOAD_MB = 0
    with pytest.raises(blobs.TooLarge, match=r"a\.txt.+larger than 0 MB"):
        uploads.store_upload(alice, SimpleUploadedFile("a.txt", b"x"))
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_forgotten_uploads_go_with_their_bytes_unless_others_have_them(alice):
    for name, content in (("a", b"shared"), ("b", b"alone")):
        uploads.store_upload(alice, SimpleUploadedFile(name, content))
    with time_machine.travel(timezone.now() + uploads.KEPT_FOR + timedelta(days=1)):
        late = uploads.store_upload(alice, SimpleUploadedFile("c", b"shared"))
        assert uploads.delete_old() == 2
    assert list(Upload.objects.all()) == [late]
    assert list(Blob.objects.all()) == [late.blob]


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("photo.png", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("photo.png", b"<html>", "application/octet-stream"),
        ("page.html", b"<html>", "application/octet-stream"),
        ("drawing.svg", b"<svg", "application/octet-stream"),
        ("bill.pdf", b"%PDF-1.7", "application/pdf"),
        ("notes.txt", b"hello", "text/plain"),
        ("archive.tar.gz", b"\x1f\x8b", "application/octet-stream"),
        ("run.js", b"alert()", "application/octet-stream"),
        ("nothing", b"", "application/octet-stream"),
    ],
)
def test_a_type_promises_nothing_the_bytes_do_not_keep(name, head, expected):
    assert safe_type(name, head) == expected
    if not head.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF")):
        assert expected not in PICTURES


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\rosa\\bill.pdf", "bill.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("a\0\r\nb.txt", "ab.txt"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 180 + ".pdf"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(given, expected):
    assert safe_filename(given) == expected
