"""All that is held of a person, to hand over: a ZIP with JSON, a page to read, files and raw messages.

Made in the background into a file, whatever its size; kept for a week and then deleted.
"""

import json
import logging
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, InterfaceError, OperationalError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.channels.models import Arrival
from unsilo.channels.services import blobs
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, NotFound, UnsiloError
from unsilo.core.jobs import wake
from unsilo.core.locks import session_lock
from unsilo.inbox.models import Attachment
from unsilo.people.models import Person
from unsilo.people.personal import PersonalData, personal_data
from unsilo.people.queries import person_for
from unsilo.privacy import reading
from unsilo.privacy.models import Export, ExportState
from unsilo.privacy.reach import Reach, reach_of

logger = logging.getLogger(__name__)

JOB = "privacy.export"
KEPT_FOR = timedelta(days=7)
_CHUNK = 500
_COPY = 256 * 1024
# Not a person's: what the database and the search make of their words.
_OURS = (models.BinaryField,)


@transaction.atomic
def ask(person: Person, *, user: User | None, by: Actor) -> Export:
    """Have it made. Raises ``Conflict`` while one is being made, or when nothing is left."""
    person = person_for(person.pk)
    person.require_here()
    try:
        with transaction.atomic():
            export = Export.objects.create(person=person, asked_by=user, by=by.label)
    except IntegrityError as error:
        raise Conflict(_("An export is being made already.")) from error
    _record("person.export_asked", export, by=by)
    wake(JOB, lock=JOB)
    return export


def run_due() -> None:
    """Make what was asked for, one after another; what a dead process began is begun again."""
    open_ones = Export.objects.filter(state__in=(ExportState.WAITING, ExportState.RUNNING))
    for pk in list(open_ones.order_by("pk").values_list("pk", flat=True)):
        with session_lock(f"{JOB}:{pk}") as is_mine:
            if is_mine:
                run(pk)


def run(export_id: int) -> None:
    export = Export.objects.select_related("person").get(pk=export_id)
    if export.state not in (ExportState.WAITING, ExportState.RUNNING):
        return
    try:
        with tempfile.TemporaryFile() as spool:
            write(export.person, spool, export=export)
            spool.seek(0)
            _finish(export, spool)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the sweep begins it again
    except (UnsiloError, OSError) as error:
        logger.exception("export %s can't be made", export_id)
        _fail(export, str(error))
    except Exception:  # or it would be begun again every minute, in front of the others
        logger.exception("export %s can't be made", export_id)
        _fail(export, _("An error of unsilo's own. Its log says more."))


def write(person: Person, target: IO[bytes], *, export: Export | None = None) -> None:
    """Write the ZIP. With ``export``, its row says how far it is."""
    reach = reach_of(person)
    parts = [part for part in reversed(personal_data()) if part.exports]
    total = len(parts) + len(reach.conversations) + len(reach.elsewhere)
    progress = _Progress(export, total)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for table, some in _by_table(parts).items():
            with archive.open(f"data/{table}.json", "w", force_zip64=True) as file:
                _write_table(file, some, reach)
            progress.step(len(some))
        _write_files(archive, reach)
        with archive.open("index.html", "w", force_zip64=True) as file:
            for piece in reading.page(person, reach, on_conversation=progress.step):
                file.write(piece.encode())


@transaction.atomic
def note_download(export: Export, *, by: Actor) -> str:
    """The blob to hand over. Every download is noted. Raises ``NotFound`` once it is gone."""
    if export.state != ExportState.READY or export.blob_id is None:
        raise NotFound(_("This export was deleted. Have another one made."))
    Export.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
    _record("person.export_downloaded", export, by=by)
    return export.blob_id


@transaction.atomic
def discard(export: Export, *, by: Actor) -> Export:
    """Delete the file before its time."""
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if export.state != ExportState.READY:
        raise Conflict(_("There is no file to delete."))
    _drop_file(export)
    _record("person.export_deleted", export, by=by)
    return export


@transaction.atomic
def delete_expired() -> int:
    """Files whose time is over. Returns how many."""
    over = Export.objects.select_for_update(skip_locked=True).filter(
        state=ExportState.READY, expires_at__lte=timezone.now()
    )
    found = list(over)
    for export in found:
        _drop_file(export)
        _record("person.export_deleted", export, by=SYSTEM)
    return len(found)


def _drop_file(export: Export) -> None:
    if export.blob_id:
        blobs.let_go([export.blob_id])
    export.state, export.blob = ExportState.EXPIRED, None
    export.save(update_fields=["state", "blob"])


def _finish(export: Export, spool: IO[bytes]) -> None:
    now = timezone.now()
    with transaction.atomic():
        blob = blobs.put_stream(spool)  # type: ignore[arg-type]  # any binary file
        export.blob, export.size = blob, blob.size
        export.state, export.finished_at = ExportState.READY, now
        export.expires_at, export.done = now + KEPT_FOR, export.total
        export.save(update_fields=["blob", "size", "state", "finished_at", "expires_at", "done"])
        _record("person.exported", export, by=Actor(SYSTEM.kind, None, export.by))


def _fail(export: Export, problem: str) -> None:
    export.state, export.problem = ExportState.FAILED, problem[:300]
    export.finished_at = timezone.now()
    export.save(update_fields=["state", "problem", "finished_at"])


class _Progress:
    """How far an export is, written now and then."""

    def __init__(self, export: Export | None, total: int) -> None:
        self.export, self.done, self.told = export, 0, 0
        if export is not None:
            export.state, export.total, export.done = ExportState.RUNNING, total, 0
            export.save(update_fields=["state", "total", "done"])

    def step(self, count: int = 1) -> None:
        self.done += count
        if self.export is not None and self.done - self.told >= 20:
            self.told = self.export.done = self.done
            self.export.save(update_fields=["done"])


def _by_table(parts: list[PersonalData]) -> dict[str, list[PersonalData]]:
    tables: dict[str, list[PersonalData]] = {}
    for part in parts:
        tables.setdefault(part.model, []).append(part)
    return tables


def _write_table(file: IO[bytes], parts: list[PersonalData], reach: Reach) -> None:
    """One JSON array. A row that is a person's in two ways stands there once."""
    seen: set[Any] = set()
    between = b"[\n"
    for part in parts:
        for row in _rows(part, reach):
            if row.pk in seen:
                continue
            seen.add(row.pk)
            file.write(between + json.dumps(values_of(row, part), cls=DjangoJSONEncoder).encode())
            between = b",\n"
    file.write(b"[]\n" if not seen else b"\n]\n")


def _rows(part: PersonalData, reach: Reach) -> Iterator[models.Model]:
    rows = part.rows(reach.scope(part.of))
    yield from rows.order_by("pk").iterator(_CHUNK)


def values_of(row: models.Model, part: PersonalData) -> dict[str, Any]:
    """A row as JSON, without what is nothing to the person and what is empty."""
    shown = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in part.hidden or isinstance(field, _OURS) or value in (None, "", [], {}):
            continue
        shown[field.name] = value
    return shown


def _write_files(archive: zipfile.ZipFile, reach: Reach) -> None:
    messages = reach.messages
    files = Attachment.objects.filter(message__in=messages.values("pk")).order_by("pk")
    for file in files.iterator(_CHUNK):
        _copy(archive, f"files/{file.pk}-{_safe(file.filename)}", file.blob_id)
    came = Arrival.objects.filter(pk__in=messages.values("arrival_id")).order_by("pk")
    for arrival in came.iterator(_CHUNK):
        if not arrival.is_erased:
            ending = "eml" if arrival.content_type == "message/rfc822" else "txt"
            _copy(archive, f"raw/{arrival.pk}.{ending}", arrival.blob_id)


def _copy(archive: zipfile.ZipFile, name: str, blob_id: str) -> None:
    with blobs.open_blob(blob_id) as source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(_COPY):
            target.write(chunk)


def _safe(name: str) -> str:
    """A file name that every system takes."""
    return re.sub(r"[^\w.\- ]+", "_", name).strip(". ")[-100:] or "file"


def _record(kind: str, export: Export, *, by: Actor) -> None:
    events.record(kind, by=by, person_id=export.person_id, data={"export": export.pk})
