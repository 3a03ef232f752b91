"""A letter came back: show it on the answer that bounced."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.channels.contract import MessageClass
from unsilo.channels.models import Outcome
from unsilo.channels.services import deliveries
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.services.changes import locked, log
from unsilo.inbox.services.conversations import reopen_after_answer
from unsilo.intake.verdict import Verdict
from unsilo.people.services import mark_bounced

if TYPE_CHECKING:
    from unsilo.intake.pipeline import Passage


def attach_to_answer(passage: "Passage") -> Verdict | None:
    """Mark the recipients of our answer that a delivery report names, and reopen on a hard one.

    A report about mail we did not send goes on as an ordinary, quiet message.
    """
    parsed = passage.parsed
    if parsed.message_class not in (MessageClass.BOUNCE_HARD, MessageClass.BOUNCE_SOFT):
        return None
    hard = parsed.message_class is MessageClass.BOUNCE_HARD
    for external_id in (parsed.in_reply_to, *reversed(parsed.references)):
        message = Message.objects.filter(external_id=external_id[:400], user__isnull=False).first()
        if not external_id or message is None:
            continue
        reason = _report(passage)
        deliveries.record_bounce(
            message_id=message.pk,
            addresses=[one.address for one in parsed.bounced],
            reason=reason,
            hard=hard,
            at=passage.at,
        )
        conversation = locked(message.conversation_id)
        reopened = reopen_after_answer(conversation) if hard else []
        if hard:
            mark_bounced(
                addresses=[one.address for one in parsed.bounced], reason=reason, at=timezone.now()
            )
        _log(passage, conversation, message, reason, reopened)
        return Verdict(
            Outcome.BOUNCED, reason, message_id=message.pk, conversation_id=conversation.pk
        )
    return None


def _report(passage: "Passage") -> str:
    bounced = passage.parsed.bounced
    words = [f"{one.address}: {one.diagnostic or one.status}".strip(": ") for one in bounced]
    return ("; ".join(words) or passage.parsed.subject or _("The mail came back."))[:500]


def _log(
    passage: "Passage",
    conversation: Conversation,
    message: Message,
    reason: str,
    reopened: list[int],
) -> None:
    log(
        "delivery.bounced",
        conversation,
        by=passage.by,
        message_id=message.pk,
        data={"reason": reason, "class": passage.parsed.message_class.value, "reopened": reopened},
        at=passage.at,
    )
