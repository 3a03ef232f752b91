"""The steps that hand stored messages to routing: clocks that start and stop, rules that will run."""

from collections.abc import Sequence
from datetime import datetime

from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Message
from unsilo.intake.passage import Passage
from unsilo.routing.services import clocks, promises
from unsilo.routing.services.due import await_rules
from unsilo.triage.services.due import is_for_reading


def keep_time(passages: Sequence[Passage]) -> None:
    """Who wrote to us waits for a first reply, and for what was promised for when they do.

    What is imported happened long ago: nobody waits for it.
    """
    live = [one for one in passages if one.arrival.is_live]
    heard = [(one, message) for one in live if (message := _from_outside(one)) is not None]
    if heard:
        clocks.start_first_replies(
            [
                clocks.Asked(
                    message.conversation_id,
                    one.channel.desk_id,
                    message.conversation.brand_id,
                    message.conversation.public,
                    message.sent_at,
                )
                for one, message in heard
                if message.conversation.last_outbound_at is None
                and not message.conversation.is_spam
            ]
        )
        promises.begin_for(
            [(message.conversation_id, message.person_id, message.sent_at) for _, message in heard]
        )
    _stop(
        [
            (one.message.conversation_id, one.message.pk, one.message.sent_at)
            for one in live
            if one.parsed.outgoing and one.message is not None
        ]
    )


def wait_for_rules(passages: Sequence[Passage]) -> None:
    """Rules run once a message has been read: see ``routing.services.running``."""
    live = [one for one in passages if one.arrival.is_live]
    messages = [message for one in live if (message := _from_outside(one)) is not None]
    if messages:
        await_rules([message.pk for message in messages])


def _stop(answers: Sequence[tuple[int, int, datetime]]) -> None:
    """Colleagues answered from another program."""
    answered = clocks.stop_by_answers(answers)
    if answered.kept:
        promises.kept_by_clocks(answered.kept, by=SYSTEM, at=max(at for *_, at in answers))


def _from_outside(passage: Passage) -> Message | None:
    message = passage.message
    return message if message is not None and is_for_reading(message) else None
