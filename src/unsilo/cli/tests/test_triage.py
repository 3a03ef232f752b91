"""`unsilo triage`, on messages that a reader of the tests reads."""

import pytest

from unsilo.cli.tests.test_commands import MAIL, installed, unsilo
from unsilo.core.actor import SYSTEM
from unsilo.intake.tasks import drain
from unsilo.triage.models import Reading, Rereading
from unsilo.triage.services import rereading
from unsilo.triage.tests.conftest import WordReader, model

__all__ = ["installed", "model", "unsilo"]


def test_everything_is_read_again_and_counted(installed, model: WordReader) -> None:
    installed("deliver", "--channel", "Help desk", stdin=MAIL)
    drain(5)
    code, out, err = installed("triage", "reread")
    assert (code, out) == (0, "read 1 failed 0 changed 0\n")
    assert "1 of 1" in err
    assert Reading.objects.get().intent == "where_to_buy"


def test_a_paused_run_goes_on(installed, model: WordReader) -> None:
    installed("deliver", "--channel", "Help desk", stdin=MAIL)
    rereading.pause(rereading.start(by=SYSTEM).pk, by=SYSTEM)
    assert installed("triage", "reread")[0] == 0
    assert Rereading.objects.get().state == "done"


@pytest.mark.pgvector
def test_the_index_is_completed(installed, model: WordReader) -> None:
    assert installed("triage", "index")[:2] == (0, "added 0\n")
