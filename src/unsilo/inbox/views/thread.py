"""Messages, notes and lines of a conversation, worked out before the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels.contract import MessageClass
from unsilo.channels.models import Delivery, DeliveryRecipient
from unsilo.core.addresses import address
from unsilo.core.events import data_for
from unsilo.inbox import ports
from unsilo.inbox.models import Attachment, Direction, Kind, Message
from unsilo.inbox.queries.thread import DeliveryView, LineView, MessageView
from unsilo.inbox.sentences import sentence
from unsilo.inbox.views import text

PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
State = Delivery.State
RecipientState = DeliveryRecipient.State

_CLASSES = {
    MessageClass.OUT_OF_OFFICE: (gettext_noop("Out of office"), "snooze", "info"),
    MessageClass.BOUNCE_HARD: (gettext_noop("Bounce"), "bounce", "danger"),
    MessageClass.BOUNCE_SOFT: (gettext_noop("Delay"), "bounce", "warn"),
    MessageClass.LIST: (gettext_noop("List mail"), "list", ""),
    MessageClass.NOTIFICATION: (gettext_noop("Notification"), "bell", ""),
}


@dataclass(frozen=True, slots=True)
class FileShown:
    name: str
    size: str
    url: str
    picture_url: str
    icon: str
    inline: bool


@dataclass(frozen=True, slots=True)
class ClassShown:
    """What kind of machine wrote a message, and why we think so."""

    label: str
    icon: str
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message or note as ``items.html`` writes it.

    ``url`` begins the addresses of its parts; ``details`` names the button of the first of them.
    ``part`` is what other packages say below it.
    """

    message: Message
    id: str
    url: str
    details: str
    css: str
    author: str
    sub: str
    body: SafeString
    is_cut: bool
    files: Sequence[FileShown]
    pictures: Sequence[FileShown]
    hidden: str
    formatted: bool
    blocked: int
    machine: ClassShown | None
    delivery: "DeliveryShown | None"
    own_note: bool
    first_unread: bool
    part: SafeString


@dataclass(frozen=True, slots=True)
class LineShown:
    id: str
    text: str
    icon: str
    tone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """How an answer fares, in words, and what can be done about it.

    ``until`` is when an answer that can still be undone goes out. ``refused`` names the recipients
    it did not reach, with the reason.
    """

    id: int
    icon: str
    text: str
    tone: str = ""
    until: datetime | None = None
    refused: Sequence[tuple[str, str]] = ()
    can_undo: bool = False
    can_try_now: bool = False
    can_send_again: bool = False
    can_mark_sent: bool = False
    is_pending: bool = False

    @property
    def is_settled(self) -> bool:
        """Gone out, and nothing is left to say or do."""
        return self.icon == "check" and not self.refused


def shown(
    access: Access,
    items: Sequence[MessageView | LineView],
    *,
    first_unread: int | None = None,
) -> list[MessageShown | LineShown]:
    """Everything of a conversation's page; ``first_unread`` is the message a line is drawn above."""
    names = _names(access, items)
    messages = [item.message for item in items if isinstance(item, MessageView)]
    parts = ports.message_parts(access, messages)
    desks = {desk.pk: desk.name for desk in access.readable_desks}
    found: list[MessageShown | LineShown] = []
    for item in items:
        if isinstance(item, MessageView):
            first = item.message.pk == first_unread
            found.append(_message(access, item, names, first, parts[item.message.pk]))
            continue
        known = data_for(item.event, access.desk_ids)
        if item.event.data.get("steps") and not known["steps"]:
            continue  # all of it happened on desks the reader may not know of
        item.event.data = known
        said = sentence(item.event, desks=desks)
        if said:
            found.append(
                LineShown(str(item.event.pk), said.text, said.icon, said.tone, item.event.at)
            )
    return found


def _names(access: Access, items: Sequence[MessageView | LineView]) -> list[str]:
    """Names that may stand after an @; looked up only when some note has one."""
    if not any(
        isinstance(item, MessageView)
        and item.message.kind == Kind.NOTE
        and "@" in item.message.text
        for item in items
    ):
        return []
    users = User.objects.active().values_list("name", flat=True)
    return [*users, *(desk.name for desk in access.desks)]


def _message(
    access: Access,
    view: MessageView,
    names: Sequence[str],
    first_unread: bool,
    part: SafeString,
) -> MessageShown:
    message = view.message
    files = [file_shown(attachment) for attachment in view.attachments]
    note = message.kind == Kind.NOTE
    author = _author(view)
    return MessageShown(
        message=message,
        id=str(message.pk),
        url=address("inbox:message", message.pk),
        details="" if note else _("Details of the message of %(name)s") % {"name": author},
        css="note" if note else message.direction,
        author=author,
        sub=_("note, only for us") if note else _sub(message),
        body=body(message, view.attachments, names),
        is_cut=len(message.reply_text) > text.LONGEST,
        files=[file for file in files if not (file.inline and file.picture_url)],
        # Those that stand in the text of a colleague's markup are seen there.
        pictures=[
            file for file in files if file.inline and file.picture_url and not _is_markup(message)
        ],
        hidden=_hidden(view.hidden_lines),
        formatted=view.has_html and not message.markup,
        blocked=message.remote_images,
        machine=_machine(message),
        delivery=delivery_shown(view.delivery) if view.delivery else None,
        own_note=note and message.user_id == access.user.pk and access.can_write,
        first_unread=first_unread,
        part=part,
    )


def _hidden(lines: int) -> str:
    """What the fold over quotes and signature says, "" when nothing is hidden."""
    if not lines:
        return ""
    text = ngettext(
        "Quoted text and signature, %(n)d line", "Quoted text and signature, %(n)d lines", lines
    )
    return text % {"n": lines}


def _author(view: MessageView) -> str:
    """Who wrote it, by the name the person has today."""
    if view.message.direction == Direction.IN and view.person:
        return view.person
    return view.message.author_name


def _sub(message: Message) -> str:
    """ "rosa@… to help@…" for what came in, "to rosa@…" for our answers."""
    to = [_known_by(one) for one in message.addresses.get("to", [])]
    others = len(to) + len(message.addresses.get("cc", [])) - 1
    first = to[0] if to else ""
    if first and others > 0:
        more = ngettext("and %(n)d more", "and %(n)d more", others) % {"n": others}
        first = f"{first} {more}"
    if message.direction == Direction.OUT:
        return _("to %(address)s") % {"address": first} if first else ""
    author = message.addresses.get("from", [])
    sender = (author[0].get("handle") if author else "") or message.author_address
    if sender.casefold() == message.author_name.casefold():
        sender = ""
    if first:
        return _("%(sender)s to %(address)s") % {"sender": sender, "address": first}
    return sender


def _known_by(one: Mapping[str, str]) -> str:
    """An address, or the name of an account whose id nobody reads."""
    return one["value"] if "@" in one["value"] else one["name"] or one["value"]


def body(message: Message, attachments: Sequence[Attachment], names: Sequence[str]) -> SafeString:
    """The words without quotes and signature; markup of colleagues is rendered."""
    if message.words_erased_at:
        return _gone(_("What stood here was erased."))
    words = _words(message, attachments, names)
    return words + _gone(_("Files were erased.")) if message.files_erased_at else words


def _words(message: Message, attachments: Sequence[Attachment], names: Sequence[str]) -> SafeString:
    if _is_markup(message):
        pictures = {one.content_id: picture_url(one.pk) for one in attachments if one.content_id}
        written = text.written(message.markup or message.text, pictures=pictures)
        return text.with_mentions(written, names) if message.kind == Kind.NOTE else written
    return text.plain((message.reply_text or message.text)[: text.LONGEST])


def _gone(words: str) -> SafeString:
    return format_html('<p class="muted">{}</p>', words)


def _is_markup(message: Message) -> bool:
    return message.kind == Kind.NOTE or bool(message.markup)


def _machine(message: Message) -> ClassShown | None:
    known = _CLASSES.get(MessageClass(message.message_class))
    if known is None:
        return None
    label, icon, tone = known
    return ClassShown(_(label), icon, tone, message.class_reason)


def file_shown(attachment: Attachment) -> FileShown:
    is_picture = attachment.content_type in PICTURE_TYPES
    return FileShown(
        name=attachment.filename,
        size=text.file_size(attachment.size),
        url=address("inbox:file", attachment.pk),
        picture_url=picture_url(attachment.pk) if is_picture else "",
        icon="image" if attachment.content_type.startswith("image/") else "file",
        inline=attachment.inline,
    )


def picture_url(attachment_id: int) -> str:
    return address("inbox:picture", attachment_id)


def delivery_shown(view: DeliveryView) -> DeliveryShown:
    """The state of an answer in words."""
    if view.state == State.WAITING:
        return _waiting(view)
    bounced = any(one.state == RecipientState.BOUNCED for one in view.recipients)
    found = DeliveryShown(
        id=view.id,
        icon="alert",
        text="",
        refused=[
            (one.address, one.reason)
            for one in view.recipients
            if one.state in (RecipientState.REFUSED, RecipientState.BOUNCED)
        ],
    )
    match view.state:
        case State.SENDING:
            return replace(found, icon="send", text=_("Going out"), is_pending=True)
        case State.SENT:
            return replace(found, icon="check", text=_("Sent"))
        case State.CANCELLED:
            return replace(found, icon="stop", text=view.reason or _("Cancelled"))
        case State.UNCERTAIN:
            text = _("It is not certain whether this went out. %(reason)s")
            return replace(
                found,
                tone="warn",
                text=text % {"reason": view.reason},
                can_send_again=True,
                can_mark_sent=True,
            )
        case State.PARTLY:
            text = _("This did not reach everybody.")
        case _:
            text = _("This came back.") if bounced else _("This was not sent.")
    return replace(
        found,
        tone="danger",
        icon="bounce" if bounced else "alert",
        text=text if found.refused else f"{text} {view.reason}",
        can_send_again=True,
    )


def _waiting(view: DeliveryView) -> DeliveryShown:
    found = DeliveryShown(id=view.id, icon="undo", text="", until=view.next_try_at, is_pending=True)
    if not view.can_undo:
        text = view.reason or _("This waits for its next try.")
        return replace(found, tone="warn", icon="clock", text=text, can_try_now=True)
    if view.scheduled and view.reason:
        text = f"{view.reason} ·"
        return replace(found, tone="warn", icon="pause", text=text, can_undo=True, can_try_now=True)
    if view.scheduled:
        return replace(found, icon="clock", text=_("Goes out"), can_undo=True, can_try_now=True)
    return replace(found, can_undo=True)
