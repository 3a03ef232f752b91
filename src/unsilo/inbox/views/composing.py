"""What the composer shows: kinds of answer, recipients, the draft, where it goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Role, User
from unsilo.channels import registry
from unsilo.channels.contract import Address, Capability, Delivers
from unsilo.channels.models import Channel, Upload
from unsilo.channels.queries import why_no_answer
from unsilo.core.addresses import address
from unsilo.core.errors import ConnectorError, Invalid
from unsilo.inbox import checking, ports
from unsilo.inbox.models import Conversation, Direction, Draft, DraftKind, Kind, Message
from unsilo.inbox.queries.conversation import ConversationView
from unsilo.inbox.queries.thread import MessageView
from unsilo.inbox.recipients import Recipients, latest_answerable, parse, suggest
from unsilo.inbox.views.moments import Moment, moments
from unsilo.inbox.views.text import file_size
from unsilo.inbox.views.thread import PICTURE_TYPES

ANSWERS = (DraftKind.REPLY, DraftKind.REPLY_ALL, DraftKind.FORWARD)


@dataclass(frozen=True, slots=True)
class KindTab:
    kind: str
    label: str
    command: str
    hint: str
    key: str
    current: bool


@dataclass(frozen=True, slots=True)
class NoWayOut:
    """Why answers can't go out, where that is changed, or who can change it."""

    reason: str
    settings_url: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class UploadShown:
    id: int
    name: str
    size: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Composer:
    """One kind of answer, filled from the draft where there is one."""

    conversation: Conversation
    kind: str
    tabs: Sequence[KindTab]
    text: str
    recipients: Recipients
    typed: Mapping[str, str]
    names_recipients: bool
    takes_files: bool
    max_signs: int
    subject: str
    answered: Message | None
    strangers: Sequence[str]
    uploads: Sequence[UploadShown]
    seen_version: int
    saved_at: datetime | None
    destination: str
    placeholder: str
    moments: Sequence[Moment]
    no_way_out: "NoWayOut | None"
    findings: Sequence[checking.Finding] = ()

    @property
    def is_note(self) -> bool:
        return self.kind == DraftKind.NOTE

    @property
    def tools(self) -> list[tuple[ports.ComposerTool, str]]:
        """What other packages help to write with, and where it is found."""
        return [
            (tool, address(tool.url_name, self.conversation.pk)) for tool in ports.composer_tools()
        ]

    @property
    def summary(self) -> str:
        """The recipients in one line."""
        return ", ".join(one.name or one.value for one in self.recipients.everyone)


def composer(
    access: Access, view: ConversationView, *, kind: str = "", asked: Message | None = None
) -> Composer | None:
    """The composer as it opens; None for somebody who may write nothing here.

    ``asked`` is the message to answer where the user chose one; else it is the draft's or the newest.
    """
    if not access.can_write:
        return None
    able = view.capabilities if view.can_work else frozenset()
    can_answer = Capability.DELIVER in able and view.answers_through is not None
    named = can_answer and Capability.RECIPIENTS in able
    kind = kind or _left_off(view)
    draft = view.drafts.get(kind)
    answered = asked or _answered_by(view, draft) or newest_answerable(view)
    own = _own_addresses(view, answered) if can_answer else frozenset()
    everyone = suggest(view.conversation, answered, kind=DraftKind.REPLY_ALL, own=own)
    has = view.drafts.keys()
    kinds = [
        *([DraftKind.REPLY] if can_answer and (answered or DraftKind.REPLY in has) else []),
        *([DraftKind.REPLY_ALL] if named and (everyone.cc or DraftKind.REPLY_ALL in has) else []),
        *([DraftKind.FORWARD] if named and answered else []),
        DraftKind.NOTE,
    ]
    if kind not in kinds:
        kind = kinds[0]
        draft = view.drafts.get(kind)
    kept = draft if draft and (not asked or draft.fields.get("answered") == asked.pk) else None
    suggested = suggest(view.conversation, answered, kind=kind, own=own)
    recipients = _kept_recipients(kept) or suggested
    return Composer(
        conversation=view.conversation,
        kind=kind,
        tabs=_tabs(kinds, kind, view.conversation, suggested),
        text=draft.text if draft else "",
        recipients=recipients,
        typed=(kept.fields.get("typed") if kept else None) or _typed(recipients),
        names_recipients=named and kind != DraftKind.NOTE,
        takes_files=kind == DraftKind.NOTE or Capability.ATTACHMENTS in able,
        max_signs=_max_signs(view, kind),
        subject=_subject(view.conversation, kind, draft),
        answered=answered,
        strangers=strangers(recipients, answered) if kind in ANSWERS[:2] else (),
        uploads=uploads_shown(access, draft.fields.get("uploads", []) if draft else []),
        seen_version=draft.seen_version if draft else view.conversation.version,
        saved_at=draft.updated_at if draft else None,
        destination=_destination(view, kind),
        placeholder=_placeholder(kind, view.conversation, suggested),
        moments=moments() if kind != DraftKind.NOTE else (),
        no_way_out=_no_way_out(access, view) if view.can_work and not can_answer else None,
        findings=speaks_against(access, view.conversation, draft.text if draft else "", kind),
    )


def speaks_against(
    access: Access, conversation: Conversation, text: str, kind: str
) -> list[checking.Finding]:
    """What the checks find in what is being written; notes go to nobody outside."""
    if kind == DraftKind.NOTE:
        return []
    return checking.findings(
        checking.Outgoing(
            access=access,
            text=text[: checking.LONGEST],
            kind=kind,
            brand_id=conversation.brand_id,
            conversation=conversation,
        )
    )


def _max_signs(view: ConversationView, kind: str) -> int:
    """How long it may be where it goes; 0 sets no limit."""
    carrier = view.answers_through
    return registry.info(carrier).max_signs if carrier and kind != DraftKind.NOTE else 0


def _no_way_out(access: Access, view: ConversationView) -> NoWayOut:
    reason, channel = why_no_answer(view.conversation.channel)
    if access.is_admin and channel.archived_at is None:
        return NoWayOut(reason, settings_url=address("channels:channel", channel.pk))
    admins = User.objects.active().filter(role=Role.ADMIN).order_by("name")
    return NoWayOut(reason, ask=", ".join(admins.values_list("name", flat=True)[:3]))


def _left_off(view: ConversationView) -> str:
    """The kind the user wrote last, "" when there is no draft."""
    drafts = sorted(view.drafts.values(), key=lambda draft: draft.updated_at)
    return drafts[-1].kind if drafts else ""


def _answered_by(view: ConversationView, draft: Draft | None) -> Message | None:
    pk = draft.fields.get("answered") if draft else None
    if not pk:
        return None
    for item in view.thread:
        if isinstance(item, MessageView) and item.message.pk == pk:
            return item.message
    found = Message.objects.filter(conversation=view.conversation, kind=Kind.MESSAGE, pk=pk)
    return found.first()


def newest_answerable(view: ConversationView) -> Message | None:
    """The message an answer is for; asked from the database only if it is not on the page."""
    for item in reversed(view.thread):
        if isinstance(item, MessageView) and _is_human_inbound(item.message):
            return item.message
    return latest_answerable(view.conversation)


def _is_human_inbound(message: Message) -> bool:
    return (
        message.kind == Kind.MESSAGE
        and message.direction == Direction.IN
        and message.message_class == "human"
    )


def _own_addresses(view: ConversationView, answered: Message | None) -> frozenset[str]:
    """Addresses that are us, to be left out of an answer.

    Where nobody else stood on the message, those of its channels are enough; else all mailboxes'.
    """
    known = [view.conversation.channel, *([view.answers_through] if view.answers_through else [])]
    found = answered.addresses if answered else {}
    if len(found.get("to", [])) + len(found.get("cc", [])) > 1:
        known = list(Channel.objects.live().select_related("brand"))
    own: set[str] = set()
    for channel in known:
        try:
            own |= registry.build(channel).own_addresses()
        except ConnectorError:
            continue  # its config can't be read just now; its health page says so
    return frozenset(own)


def _tabs(
    kinds: Sequence[str], current: str, conversation: Conversation, suggested: Recipients
) -> list[KindTab]:
    first = suggested.to[0].name.split(" ")[0] if suggested.to and suggested.to[0].name else ""
    labels = {
        DraftKind.REPLY: (
            _("Reply"),
            _("Write an answer"),
            _("to %(name)s") % {"name": first} if first else "",
            "r",
        ),
        DraftKind.REPLY_ALL: (_("Reply to all"), _("Write an answer to all"), "", "Shift+R"),
        DraftKind.FORWARD: (_("Forward"), _("Forward the newest message"), "", ""),
        DraftKind.NOTE: (_("Note"), _("Write a note"), "", "n"),
    }
    return [
        KindTab(kind, label, command, hint if kind == current else "", key, kind == current)
        for kind in kinds
        for label, command, hint, key in [labels[DraftKind(kind)]]
    ]


def _kept_recipients(draft: Draft | None) -> Recipients | None:
    if draft is None or "to" not in draft.fields:
        return None

    def listed(role: str) -> tuple[Address, ...]:
        return tuple(Address(one["value"], one["name"]) for one in draft.fields.get(role, []))

    return Recipients(to=listed("to"), cc=listed("cc"), bcc=listed("bcc"))


def _typed(recipients: Recipients) -> dict[str, str]:
    return {
        "to": written_addresses(recipients.to),
        "cc": written_addresses(recipients.cc),
        "bcc": written_addresses(recipients.bcc),
    }


def _subject(conversation: Conversation, kind: str, draft: Draft | None) -> str:
    if kind != DraftKind.FORWARD:
        return ""
    return (draft.fields.get("subject") if draft else "") or f"Fwd: {conversation.subject}"


def _destination(view: ConversationView, kind: str) -> str:
    """From whom it goes and how long it can be taken back."""
    channel = view.answers_through
    if kind == DraftKind.NOTE:
        return _("Only for colleagues who can see this conversation.")
    if channel is None:
        return ""
    seconds = {"n": settings.UNDO_SECONDS}
    undo = _("%(n)s s to undo.") % seconds
    if view.conversation.public:
        return _("Public, as %(brand)s.") % {"brand": channel.brand.name} + f" {undo}"
    return _("From %(address)s.") % {"address": sender(channel)} + f" {undo}"


def sender(channel: Channel) -> str:
    connector = registry.build(channel)
    return connector.sender().value if isinstance(connector, Delivers) else channel.name


def _placeholder(kind: str, conversation: Conversation, suggested: Recipients) -> str:
    if kind == DraftKind.NOTE:
        return _("Write to colleagues; @ calls a person or a desk")
    if kind == DraftKind.FORWARD:
        return _("Add a word of your own")
    to = suggested.to[0] if suggested.to else None
    return _("Write to %(name)s") % {"name": (to and (to.name or to.value)) or conversation.person}


def strangers(recipients: Recipients, answered: Message | None) -> list[str]:
    """Recipients who did not stand on the message that is answered."""
    if answered is None:
        return []
    known = {
        one["value"].casefold() for listed in answered.addresses.values() for one in listed
    } | {answered.author_address.casefold()}
    return [one.value for one in recipients.everyone if one.value.casefold() not in known]


def uploads_shown(access: Access, ids: Iterable[int]) -> list[UploadShown]:
    """The user's own files of a draft, in the order they were added."""
    wanted = list(ids)
    if not wanted:
        return []
    found = {one.pk: one for one in Upload.objects.filter(pk__in=wanted, user_id=access.user.pk)}
    return [upload_shown(found[one]) for one in wanted if one in found]


def uploads_for(user: User, ids: Sequence[int]) -> list[Upload]:
    """The named uploads of the user. Raises ``Invalid`` when one is not theirs or gone."""
    found = {one.pk: one for one in Upload.objects.filter(pk__in=ids, user_id=user.pk)}
    if len(found) != len(ids):
        raise Invalid(_("A file of this draft is no longer there. Attach it again."))
    return [found[one] for one in ids]


def upload_shown(upload: Upload) -> UploadShown:
    return UploadShown(
        id=upload.pk,
        name=upload.filename,
        size=file_size(upload.size),
        is_picture=upload.content_type in PICTURE_TYPES,
    )


def written_addresses(addresses: Iterable[Address]) -> str:
    """As people type them: Name <address>, separated by commas."""
    return ", ".join(_written_address(one) for one in addresses)


def _written_address(address: Address) -> str:
    name = address.name.replace('"', "").replace(";", " ").strip()
    if not name:
        return address.value
    quoted = f'"{name}"' if any(sign in name for sign in ",<>@()[]:\\") else name
    return f"{quoted} <{address.value}>"


def read_recipients(data: dict[str, Any]) -> Recipients:
    """Raises ``Invalid`` naming the first address that is none."""
    return Recipients(to=parse(data["to"]), cc=parse(data["cc"]), bcc=parse(data["bcc"]))


def draft_fields(data: dict[str, Any]) -> dict[str, Any]:
    """What a draft keeps beside its text. Half-typed addresses are kept as they are."""
    fields: dict[str, Any] = {"uploads": data["uploads"]}
    if data["kind"] == DraftKind.NOTE:
        return fields
    try:
        recipients = read_recipients(data)
        for role, many in (("to", recipients.to), ("cc", recipients.cc), ("bcc", recipients.bcc)):
            fields[role] = [{"value": one.value, "name": one.name} for one in many]
    except Invalid:
        fields["typed"] = {role: data[role] for role in ("to", "cc", "bcc")}
    if data["answered"]:
        fields["answered"] = data["answered"]
    if data["subject"]:
        fields["subject"] = data["subject"]
    return fields
