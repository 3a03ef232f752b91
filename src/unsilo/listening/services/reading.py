"""Have mentions read by the model that reads messages, a batch at a time."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from unsilo.listening.models import Mention
from unsilo.triage import judging
from unsilo.triage.services.reading import reader
from unsilo.triage.texts import words_of

BATCH = 64


@transaction.atomic
def read_mentions(limit: int = BATCH) -> int:
    """Read the next that wait. Raises ``ReaderMissing`` where there is no model."""
    waiting = Mention.objects.filter(read_at__isnull=True).order_by("-pk")
    rows = list(waiting.select_for_update(skip_locked=True)[:limit])
    if not rows:
        return 0
    texts = [words_of(row.title, row.text, row.text) for row in rows]
    for row, judgement in zip(rows, reader().read(texts), strict=True):
        said = judging.columns(judging.as_json(judgement), {})
        keep_reading(row, feeling=said["feeling"], intents=said["intents"])
    _save(rows)
    return len(rows)


def keep_reading(mention: Mention, *, feeling: str, intents: Sequence[str]) -> None:
    """Set what holds of a mention. Saves nothing."""
    mention.feeling, mention.intents = feeling, list(intents)
    mention.read_at = timezone.now()


def _save(rows: Sequence[Mention]) -> None:
    Mention.objects.bulk_update(rows, ["feeling", "intents", "read_at"])
