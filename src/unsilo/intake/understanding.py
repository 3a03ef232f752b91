"""The step that hands stored messages to triage."""

from collections.abc import Sequence

from unsilo.intake.passage import Passage
from unsilo.triage.services.due import await_reading


def have_read(passages: Sequence[Passage]) -> None:
    """Each is read soon after it was stored; nothing here waits for that."""
    await_reading([passage.message for passage in passages if passage.message is not None])
