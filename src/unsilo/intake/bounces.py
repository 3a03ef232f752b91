"""A letter came back: show it on the answer that bounced."""

from django.utils.translation import gettext as _

from unsilo.channels.contract import MessageClass
from unsilo.channels.models import Outcome
from unsilo.channels.services import deliveries
from unsilo.inbox.models import Message
from unsilo.inbox.services.changes import locked, log, touch
from unsilo.inbox.services.conversations import reopen_after_answer
from unsilo.intake.passage import Passage, Travellers, Verdict
from unsilo.people.services import mark_bounced


def attach_to_answer(passage: Passage, travellers: Travellers) -> Verdict | None:
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
        for address in [one.address for one in parsed.bounced] or [""]:
            deliveries.record_bounce(
                external_id=message.external_id,
                recipient=address,
                reason=reason,
                hard=hard,
                by=travellers.by,
            )
        conversation = locked(message.conversation_id)
        reopened = reopen_after_answer(conversation) if hard else []
        if hard:
            mark_bounced(
                addresses=[one.address for one in parsed.bounced], reason=reason, at=passage.at
            )
            touch(conversation)
        if reopened:
            log(
                "conversation.reopened",
                conversation,
                by=travellers.by,
                message_id=message.pk,
                data={"reason": reason, "desks": reopened},
            )
        return Verdict(
            Outcome.BOUNCED, reason, message_id=message.pk, conversation_id=conversation.pk
        )
    return None


def _report(passage: Passage) -> str:
    bounced = passage.parsed.bounced
    words = [f"{one.address}: {one.diagnostic or one.status}".strip(": ") for one in bounced]
    return ("; ".join(words) or passage.parsed.subject or _("The mail came back."))[:500]
