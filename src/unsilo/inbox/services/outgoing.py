"""An answer as it leaves: signature, quote, and the ids that keep it in its thread."""

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.channels import registry
from unsilo.channels.contract import Capability, OutboundMessage
from unsilo.inbox import writing
from unsilo.inbox.models import Conversation, Kind, Message
from unsilo.inbox.recipients import Recipients


def outbound(
    conversation: Conversation,
    message: Message,
    recipients: Recipients,
    *,
    answered: Message | None,
    whole: bool,
    token: str,
) -> OutboundMessage:
    """Our ``message`` as the connector gets it, over a quote of what it answers.

    ``whole`` quotes all of that, as a forward does. The token leads answers back to us.
    """
    user = message.user
    assert user is not None
    text, markup = message.text, message.markup
    if user.signature.strip():
        text += f"\n\n-- \n{user.signature.strip()}"
        markup += "\n\n" + "  \n".join(user.signature.strip().splitlines())
    if answered is not None and registry.capabilities(message.channel or conversation.channel) >= {
        Capability.RECIPIENTS
    }:
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
        references=_chain(conversation, message) if message.in_reply_to else (),
        reply_token=token,
        thread_id=conversation.external_thread,
        sent_at=message.sent_at,
    )


def _chain(conversation: Conversation, message: Message) -> tuple[str, ...]:
    """Ids of the conversation's real messages, oldest first, ending with the one answered."""
    newest = list(
        Message.objects.filter(conversation=conversation, kind=Kind.MESSAGE)
        .exclude(pk=message.pk)
        .exclude(external_id="")
        .order_by("-id")
        .values_list("external_id", flat=True)[:30]
    )
    ids = [one for one in reversed(newest) if one != message.in_reply_to]
    return (*ids, message.in_reply_to)


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
