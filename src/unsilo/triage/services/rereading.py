"""Read again what came in before: after a new model, or when corrections have taught something.

Each batch is written with the place it reached, so that a run goes on where it was after a pause or
a crash, and whatever its length needs the memory of one batch.
"""

import logging
import time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from unsilo.channels.contract import MessageClass
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, NotFound
from unsilo.core.jobs import wake
from unsilo.inbox.models import Direction, Kind, Message
from unsilo.triage.models import Rereading
from unsilo.triage.reader import Reader
from unsilo.triage.services.due import READ_JOB
from unsilo.triage.services.reading import BATCH, Done, read_batch, reader

logger = logging.getLogger(__name__)

State = Rereading.State
_TO_READ = Message.objects.filter(
    direction=Direction.IN,
    kind=Kind.MESSAGE,
    message_class=MessageClass.HUMAN,
    words_erased_at__isnull=True,
)


@transaction.atomic
def start(*, by: Actor) -> Rereading:
    """Begin a run over everything people outside wrote. Raises ``Conflict`` while one is open."""
    newest = _TO_READ.order_by("-id").values_list("pk", flat=True).first() or 0
    try:
        with transaction.atomic():
            run = Rereading.objects.create(below=newest + 1, total=_TO_READ.count(), by=by.label)
    except IntegrityError as error:
        raise Conflict("Messages are being read again already.") from error
    return _told("triage.reread_started", run, by=by)


def pause(run_id: int, *, by: Actor) -> Rereading:
    return _turn(run_id, State.PAUSED, (State.RUNNING,), "triage.reread_paused", by=by)


def go_on(run_id: int, *, by: Actor) -> Rereading:
    return _turn(run_id, State.RUNNING, (State.PAUSED,), "triage.reread_resumed", by=by)


def cancel(run_id: int, *, by: Actor) -> Rereading:
    """Stop for good; what was read again stays so."""
    open_ones = (State.RUNNING, State.PAUSED)
    return _turn(run_id, State.CANCELLED, open_ones, "triage.reread_cancelled", by=by)


@transaction.atomic
def _turn(
    run_id: int,
    state: Rereading.State,
    allowed: tuple[Rereading.State, ...],
    kind: str,
    *,
    by: Actor,
) -> Rereading:
    run = Rereading.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound
    if run.state not in allowed:
        raise Conflict("This run is not in a state for that any more.")
    run.state = state
    run.finished_at = None if run.is_open else timezone.now()
    run.save(update_fields=["state", "finished_at"])
    return _told(kind, run, by=by)


def _told(kind: str, run: Rereading, *, by: Actor) -> Rereading:
    events.record(kind, by=by, data={"run": run.pk, "done": run.done, "total": run.total})
    if run.state == State.RUNNING:
        wake(READ_JOB, lock=READ_JOB, queue="triage")
    return run


def step(limit: int = BATCH) -> bool:
    """Read one batch of the run that is on, newest first. Returns whether there was anything to do."""
    if not Rereading.objects.filter(state=State.RUNNING).exists():
        return False
    model = reader()
    try:
        return _step(limit, model)
    except Exception:
        logger.exception("a batch could not be read again; its messages one by one")
        return _step(limit, model, one_by_one=True)


@transaction.atomic
def _step(limit: int, model: Reader, *, one_by_one: bool = False) -> bool:
    running = Rereading.objects.select_for_update(skip_locked=True).filter(state=State.RUNNING)
    run = running.first()
    if run is None:
        return False
    began = time.monotonic()
    older = _TO_READ.filter(pk__lt=run.below).order_by("-id")
    ids = list(older.values_list("pk", flat=True)[:limit])
    if not ids:
        _finish(run)
        return False
    done = _each(ids, model) if one_by_one else read_batch(ids, model)
    Rereading.objects.filter(pk=run.pk).update(
        version=model.version,
        below=ids[-1],
        read=F("read") + done.read,
        failed=F("failed") + done.failed,
        changed=F("changed") + done.changed,
        seconds=F("seconds") + (time.monotonic() - began),
    )
    return True


def _each(ids: list[int], model: Reader) -> Done:
    read = failed = changed = 0
    for message_id in ids:
        try:
            with transaction.atomic():
                done = read_batch([message_id], model)
            read, changed = read + done.read, changed + done.changed
        except Exception:
            logger.exception("message %s can't be read again", message_id)
            failed += 1
    return Done(read=read, failed=failed, changed=changed)


def _finish(run: Rereading) -> None:
    run.state = State.DONE
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "finished_at"])
    _told("triage.reread_finished", run, by=SYSTEM)
