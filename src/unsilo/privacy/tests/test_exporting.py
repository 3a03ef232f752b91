"""Whoever asks what we hold of them gets all of it, and nobody else gets it."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.test import TestCase
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.accounts.tests.cast import signed_in
from unsilo.channels.models import Blob
from unsilo.channels.services import blobs
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, NotFound
from unsilo.core.models import Event
from unsilo.inbox.models import Placement
from unsilo.people.models import Person
from unsilo.privacy.models import Export, ExportState
from unsilo.privacy.services import exporting

pytestmark = pytest.mark.django_db


def opened(blob_id: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(blobs.read(blob_id)))


def test_an_export_holds_the_page_the_data_the_files_and_what_came(edda: Person) -> None:
    export = exporting.ask(edda, user=None, by=SYSTEM)
    with pytest.raises(Conflict):
        exporting.ask(edda, user=None, by=SYSTEM)
    exporting.run_due()

    export.refresh_from_db()
    assert (export.state, export.done) == (ExportState.READY, export.total)
    archive = opened(exporting.note_download(export, by=SYSTEM))
    page = archive.read("index.html").decode()
    for words in (
        "My kettle is broken", "Dear Edda, the lighthouse is fine.", "Keeper of a lighthouse",
        "edda@harbour.example", "edda.example", "Tidewater", "Call Edda", "lighthouse.txt",
    ):  # fmt: skip
        assert words in page, words
    names = archive.namelist()
    (file,) = [name for name in names if name.startswith("files/")]
    assert b"tidewater" in archive.read(file)
    (raw,) = [name for name in names if name.startswith("raw/")]
    assert archive.read(raw).startswith(b"From: Edda Marsh")
    tables = {name: json.loads(archive.read(name)) for name in names if name.startswith("data/")}
    assert tables["data/people.Identity.json"][0]["value"] == "edda@harbour.example"
    assert tables["data/stories.Consent.json"][0]["state"] == "granted"
    assert tables["data/routing.Promise.json"][0]["text"] == "Build a lighthouse"
    assert tables["data/triage.Reading.json"]
    kinds = [one["kind"] for one in tables["data/core.Event.json"]]
    assert "flag.raised" in kinds
    assert len({one["id"] for one in tables["data/core.Event.json"]}) == len(kinds)
    done = Event.objects.filter(kind__startswith="person.export", person_id=edda.pk)
    assert list(done.order_by("pk").values_list("kind", flat=True)) == [
        "person.export_asked", "person.exported", "person.export_downloaded",
    ]  # fmt: skip


def test_an_export_goes_after_a_week(edda: Person) -> None:
    export = exporting.ask(edda, user=None, by=SYSTEM)
    exporting.run_due()
    export.refresh_from_db()
    blob = export.blob_id
    assert exporting.delete_expired() == 0
    later = timezone.now() + timedelta(days=8)
    with time_machine.travel(later), TestCase.captureOnCommitCallbacks(execute=True):
        assert exporting.delete_expired() == 1
    export.refresh_from_db()
    assert export.state == ExportState.EXPIRED
    assert not Blob.objects.filter(pk=blob).exists()
    with pytest.raises(NotFound):
        exporting.note_download(export, by=SYSTEM)


def test_only_who_may_read_all_of_it_gets_an_export(
    edda: Person, ada: User, alice: User, bob: User, charlie: User,
) -> None:  # fmt: skip
    url = f"/people/{edda.pk}/export/"
    # Alice leads support, where she wrote; Bob is no lead, Charlie is of another house.
    assert [signed_in(one).post(url).status_code for one in (bob, charlie)] == [403, 403]
    assert signed_in(alice).post(url).status_code == 302
    exporting.run_due()
    export = Export.objects.get()
    shown, file = f"/settings/privacy/exports/{export.pk}/", "download/"
    assert signed_in(alice).get(shown).status_code == 200
    assert signed_in(bob).post(shown + file).status_code == 403
    answer = signed_in(alice).post(shown + file)
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert signed_in(alice).get(shown + file).status_code == 405
    # Once a part of it stands where she may not read, it is not hers to hand over.
    Placement.objects.exclude(desk__slug="pr").delete()
    Placement.objects.update(desk=Desk.objects.get(slug="press-room"))
    assert signed_in(alice).post(shown + file).status_code == 403
    assert signed_in(ada).post(shown + file).status_code == 200
