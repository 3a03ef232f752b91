"""An answer as it leaves: signature, quote, and the ids that keep it in its thread."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.channels import registry
from unsilo.channels.contract import Capability, OutboundMessage
from unsilo.core.db import prepared
from unsilo.inbox import writing
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.recipients import Recipients


def outbound(
    conversation: Conversation,
    message: Message,
    recipients: Recipients,
    *,
    answered: Message | None,
    earlier: Sequence[str],
    whole: bool,
    token: str,
) -> OutboundMessage:
    """Our ``message`` as the connector gets it, over a quote of what it answers.

    ``earlier`` are the ids of the messages before it. ``whole`` quotes all of what it answers, as a
    forward does. The token leads answers back to us.
    """
    user = message.user
    assert user is not None
    text, markup = message.text, message.markup
    carrier = message.channel or conversation.channel
    if user.signature.strip() and not registry.info(carrier).max_signs:
        text += f"\n\n-- \n{user.signature.strip()}"
        markup += "\n\n" + "  \n".join(user.signature.strip().splitlines())
    if answered is not None and Capability.RECIPIENTS in registry.capabilities(carrier):
        quoted = _quoted(answered, whole=whole)
        text += f"\n\n{quoted}"
        html = writing.to_html(markup) + "\n" + writing.to_html(_literal(quoted))
    else:
        html = writing.to_html(markup)
    return OutboundMessage(
        external_id=message.external_id,
        subject=message.subject,
        text=text.strip() + "\n",
        html=html,
        to=recipients.to,
        cc=recipients.cc,
        bcc=recipients.bcc,
        author_name=user.name,
        in_reply_to=message.in_reply_to,
        references=_chain(earlier, message.in_reply_to) if message.in_reply_to else (),
        reply_token=token,
        thread_id=conversation.external_thread,
        sent_at=message.sent_at,
    )


# Drawn first, as fields of the message name its id; and the newest before it, newest first.
_NEXT = """
SELECT nextval('inbox_message_id_seq'),
       ARRAY(SELECT external_id FROM inbox_message
              WHERE conversation_id = %s AND kind = 'message' AND external_id <> ''
              ORDER BY id DESC LIMIT 30)
"""


def next_in_thread(conversation_id: int) -> tuple[int, list[str]]:
    """The id of the next message, and the external ids of those before it, oldest first."""
    with prepared() as cursor:
        cursor.execute(_NEXT, [conversation_id])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0]), row[1][::-1]


def _chain(earlier: Sequence[str], answered: str) -> tuple[str, ...]:
    """Ids of the conversation's real messages, oldest first, ending with the one answered."""
    return (*(one for one in earlier if one != answered), answered)


def _quoted(answered: Message, *, whole: bool) -> str:
    when = timezone.localtime(answered.sent_at).strftime("%Y-%m-%d %H:%M")
    if not whole:
        intro = _("On %(when)s, %(name)s wrote:") % {"when": when, "name": answered.author_name}
        return writing.quote(answered.reply_text or answered.text, intro=intro)
    head = [
        _("Forwarded message"),
        f"{_('From')}: {answered.author_name} <{answered.author_address}>",
        f"{_('Date')}: {when}",
        f"{_('Subject')}: {answered.subject}",
    ]
    return writing.quote(answered.text, intro="\n".join(head), limit=100_000)


def _literal(text: str) -> str:
    """Foreign text as markup that shows it as it is."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]<>#+-.!|~&" else c for c in text)
    return "\n".join(
        "> " + line[3:] if line.startswith("\\> ") else line.removeprefix("\\>")
        for line in escaped.splitlines()
    )
