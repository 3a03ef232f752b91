from typing import Any

import pytest

from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict
from unsilo.core.models import Event
from unsilo.inbox.models import Message
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage import near, tasks
from unsilo.triage.models import DueReading, Reading, Rereading
from unsilo.triage.services import due, reading, rereading
from unsilo.triage.tests.conftest import WordReader


class Killed(BaseException):
    """The worker died."""


@pytest.fixture
def many(converse: Converse, model: WordReader) -> list[Message]:
    """Old messages in the middle of which a worker may die."""
    conversation = converse("Where is it?")
    Message.objects.bulk_create(
        Message(
            conversation=conversation, direction="in", text=f"I love {n}", reply_text=f"I love {n}"
        )
        for n in range(149)
    )
    return list(Message.objects.all())


def test_everything_is_read_again_and_counted(many: list[Message], model: WordReader) -> None:
    due.await_reading(many)
    tasks.work(20)
    model.version = "words-2"
    rereading.start(by=SYSTEM)
    tasks.work(20)
    run = Rereading.objects.get()
    assert (run.state, run.total, run.read, run.failed, run.changed) == ("done", 150, 150, 0, 0)
    assert run.version == "words-2"
    assert run.per_second > 0
    assert Reading.objects.current().filter(version="words-2").count() == 150
    assert Event.objects.filter(kind="triage.reread_finished").exists()


def test_a_run_pauses_goes_on_and_is_the_only_one(many: list[Message], model: WordReader) -> None:
    run = rereading.start(by=SYSTEM)
    with pytest.raises(Conflict):
        rereading.start(by=SYSTEM)
    assert rereading.step()
    rereading.pause(run.pk, by=SYSTEM)
    assert tasks.work(5) is False
    run.refresh_from_db()
    assert (run.state, run.read) == ("paused", reading.BATCH)
    rereading.go_on(run.pk, by=SYSTEM)
    tasks.work(20)
    run.refresh_from_db()
    assert (run.state, run.read) == ("done", 150)
    with pytest.raises(Conflict):
        rereading.pause(run.pk, by=SYSTEM)


def test_a_cancelled_run_stays_where_it_is(many: list[Message], model: WordReader) -> None:
    run = rereading.start(by=SYSTEM)
    rereading.step()
    rereading.cancel(run.pk, by=SYSTEM)
    tasks.work(5)
    assert Reading.objects.count() == reading.BATCH
    rereading.start(by=SYSTEM)


def test_a_worker_that_dies_in_the_middle_loses_no_message(
    many: list[Message], model: WordReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    due.await_reading(many)
    run = rereading.start(by=SYSTEM)
    keep = near.keep
    calls = 0

    def dies_now_and_then(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls % 2 == 0:
            raise Killed
        keep(*arguments)

    monkeypatch.setattr(near, "keep", dies_now_and_then)
    for _worker in range(20):
        try:
            tasks.work(20)
        except Killed:
            continue
        break
    run.refresh_from_db()
    assert (run.state, run.read, run.failed) == ("done", 150, 0)
    assert Reading.objects.current().count() == 150
    assert not DueReading.objects.exists()


def test_a_message_the_model_falls_over_is_counted_and_the_run_goes_on(
    many: list[Message], model: WordReader
) -> None:
    model.refuses = "love 77"
    rereading.start(by=SYSTEM)
    tasks.work(20)
    run = Rereading.objects.get()
    assert (run.state, run.read, run.failed) == ("done", 149, 1)


def test_what_just_came_in_does_not_wait_for_the_run(
    many: list[Message], converse: Converse, model: WordReader
) -> None:
    rereading.start(by=SYSTEM)
    fresh = converse("Where now?").messages.get()
    due.await_reading([fresh])
    tasks.work(0)
    assert Reading.objects.filter(message=fresh).exists()
    assert Rereading.objects.get().read == 0
