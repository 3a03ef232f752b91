"""Input that is small on the way in and would be large inside. (Bombs of mail's own kinds, such as
50 MB, 10,000 parts or a thousand multiparts inside each other: connectors/email/tests/test_hostile.py.)"""

import base64
import gzip
import io
import json
import resource
import zipfile

import pytest
from django.test import Client

from tests.fuzz.budget import bounded
from unsilo.accounts.models import Brand, Desk, User
from unsilo.api.tests.conftest import program
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Blob
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.html import clean
from unsilo.inbox.models import Attachment, Message
from unsilo.intake.services import take_in

MEGABYTE = 1024 * 1024


def zip_bomb(megabytes: int) -> bytes:
    """A thousand times smaller than what is in it, with a copy of itself beside."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", bytes(megabytes * MEGABYTE))
        archive.writestr("again.zip", kept.getvalue())
    return kept.getvalue()


def letter(files: dict[str, tuple[str, bytes]]) -> bytes:
    head = (
        b"From: eve@mail.example\r\nTo: help@marmaladefox.example\r\nMessage-ID: <bomb@mail.example>\r\n"
        b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\n\r\nSee the files.\r\n'
    )
    parts = [
        f"--a\r\nContent-Type: {kind}; name={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.encodebytes(content)
        for name, (kind, content) in files.items()
    ]
    return head + b"".join(parts) + b"--a--\r\n"


@pytest.mark.django_db
def test_packed_files_are_kept_as_they_are_and_never_opened(
    brand: Brand, support: Desk, bob: User
) -> None:
    mail = create_channel(
        kind="email", name="Help", brand=brand, desk=support, by=SYSTEM,
        config={"address": "help@marmaladefox.example"},
    )  # fmt: skip
    files = {
        "bomb.zip": ("application/zip", zip_bomb(64)),
        "bomb.docx": ("application/vnd.openxmlformats-officedocument", zip_bomb(8)),
        "bomb.png": ("image/png", zip_bomb(8)),
        "bomb.gz": ("application/gzip", gzip.compress(bytes(8 * MEGABYTE))),
        "bomb.svg": ("image/svg+xml", b"<!DOCTYPE x [<!ENTITY a 'aaaa'>" + b"&a;" * 1_000 + b"]>"),
    }
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with bounded(2):
        arrival, _is_new = take_in(mail, RawArrival("bomb", letter(files)), by=SYSTEM)
        client = Client()
        client.force_login(bob)
        page = client.get(f"/inbox/c/{arrival.conversation_id}/")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert page.status_code == 200
    assert grown < 48, f"{grown} MB, for files that unpack to 88"
    kept = Attachment.objects.filter(message=Message.objects.get(pk=arrival.message_id))
    sizes = {one.filename: Blob.objects.get(pk=one.blob_id).size for one in kept}
    assert sizes == {name: len(content) for name, (_kind, content) in files.items()}


JSON_BOMBS = [
    b"[" * 5_000_000,
    b'{"a":' * 1_000_000,
    b'{"a":[' * 500_000 + b"1" + b"]}" * 500_000,
    b"9" * 2_000_000,
    b'{"external_id": "x", "text": "' + b"\\u0041" * 500_000 + b'"}',
    b"{" + b",".join(b'"k%d": 1' % n for n in range(20_000)) + b"}",
    json.dumps({"external_id": "x", "attachments": [{}] * 100_000}).encode(),
]


@pytest.mark.django_db
@pytest.mark.parametrize("bomb", JSON_BOMBS, ids=lambda bomb: bomb[:12].decode())
def test_json_that_is_deep_or_endless_is_refused_in_bounded_time(
    bomb: bytes, brand: Brand, support: Desk, bob: User
) -> None:
    forum = create_channel(
        kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM
    )
    with bounded(3):
        answer = program(bob).post(f"channels/{forum.pk}/messages", bomb)
    assert 400 <= answer.status_code < 500
    assert len(answer.content) < 20_000


FULL = 1_900_000  # just below what is read at all
UNCLOSED = "".join(f"<font size={n}>" for n in range(1_000))
HTML_BOMBS = {
    "never closed": "<div>" * (FULL // 5),
    "lists": "<ul><li>" * (FULL // 8),
    "formatting made anew": f"<p>{UNCLOSED}" + "<p>x" * 50_000,
    "the same in short": f"<p>{UNCLOSED}" + "<p>x" * 1_000,
    "ends in comments": "<div><!--</div>-->" * (FULL // 18),
    "ends in quotes": '<div title="</div>">' * (FULL // 20),
    "ends in styles": "<div><style></div></style>" * (FULL // 26),
    "ends behind walls": "<font size=1><table><tr><td></font>" * 9_000
    + "</td></tr></table>" * 9_000
    + "<p>x" * 90_000,
    "ends of others": "<div></b>" * (FULL // 9),
    "signs only": "<" * FULL,
    "quotes that stay open": "<div " + 'a="' * (FULL // 3),
    "tags that stay open": '<a "' * (FULL // 4),
}


@pytest.mark.parametrize("name", HTML_BOMBS)
def test_r32_r33_html_that_would_grow_beyond_measure_is_shown_as_text(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with bounded(3):
        cleaned = clean(HTML_BOMBS[name])
    assert cleaned.html == ""
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


def test_a_large_newsletter_is_no_bomb() -> None:
    row = "<tr><td><div><font color='red'><b>New</b> <a href='https://x.example'>otter</a></font></div></td></tr>"
    nested = "<table>" * 12 + row * 5_000 + "</table>" * 12
    with bounded(3):
        assert clean(nested).html.count("<a ") == 5_000


def test_old_html_that_closes_little_is_no_bomb() -> None:
    source = "<ul>" + "<li><p>An otter<br>and <b>another</b>" * 3_000 + "</ul>"
    with bounded(3):
        assert clean(source).html.count("<li>") == 3_000


def test_five_thousand_links_and_pictures_stay_what_they_are() -> None:
    source = "".join(
        f'<a href="https://x.example/{n}"><img src="https://x.example/{n}.gif"></a>'
        for n in range(5_000)
    )
    with bounded(3):
        cleaned = clean(source)
    assert cleaned.remote_images == 5_000
