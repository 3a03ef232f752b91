"""The step that counts stored messages for listening."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from unsilo.channels.contract import MessageClass
from unsilo.intake.passage import Passage
from unsilo.listening.services import counting
from unsilo.triage.texts import words_of

LIVE = timedelta(minutes=15)  # what was received within that counts from when it was


def count(passages: Sequence[Passage]) -> None:
    """All of a batch at once. A mention that was brought in has been counted before."""
    restricted = counting.restricted_desks()
    counting.count(
        [
            _heard(passage)
            for passage in passages
            if passage.parsed.message_class == MessageClass.HUMAN
            and not passage.parsed.outgoing
            and passage.channel.desk_id not in restricted
            and "mention" not in passage.arrival.meta
        ]
    )


def _heard(passage: Passage) -> counting.Heard:
    parsed, person = passage.parsed, passage.person
    assert passage.message is not None
    return counting.Heard(
        brand_id=passage.channel.brand_id,
        public=parsed.public,
        text=words_of(parsed.subject, parsed.reply_text, parsed.text),
        at=_when(passage),
        author=counting.author_of(person.pk if person else None, parsed.author.value),
        message_id=passage.message.pk,
    )


def _when(passage: Passage) -> datetime:
    """When we heard of it, of live messages; an alert must not be late because a letter was."""
    received = passage.arrival.received_at
    is_new = passage.arrival.is_live and timezone.now() - received < LIVE
    return received if is_new else passage.at
