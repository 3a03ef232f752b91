"""What is hidden, and what somebody asks to hide."""

from collections.abc import Sequence
from dataclasses import dataclass

from unsilo.accounts.access import Access
from unsilo.channels import registry
from unsilo.channels.contract import Capability, Hideable, Hides
from unsilo.core.errors import ConnectorError, NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import page_by_id
from unsilo.inbox.models import Conversation, Hiding, Message, Placement

State = Hiding.State
HIDDEN = (State.HIDING, State.HANDED, State.HIDDEN, State.FAILED, State.SHOWING)


@dataclass(frozen=True, slots=True)
class HidingView:
    """A hiding and what this reader may do about it."""

    hiding: Hiding
    can_work: bool
    is_own: bool

    @property
    def is_asked(self) -> bool:
        return bool(self.hiding.state == State.ASKED)

    @property
    def can_decide(self) -> bool:
        """A second person is somebody else."""
        return self.is_asked and self.can_work and not self.is_own

    @property
    def can_take_back(self) -> bool:
        return self.is_asked and self.can_work and self.is_own

    @property
    def can_show(self) -> bool:
        return self.can_work and self.hiding.state in (State.HIDING, State.HANDED, State.HIDDEN)

    @property
    def can_try_again(self) -> bool:
        return bool(self.can_work and self.hiding.state == State.FAILED)


def can_hide(conversation: Conversation) -> bool:
    """Whether its channel lets us take out of sight what others wrote in it."""
    channel = conversation.channel
    if not conversation.public or Capability.HIDE not in registry.capabilities(channel):
        return False
    try:
        connector = registry.build(channel)
    except ConnectorError:
        return False
    return isinstance(connector, Hides) and connector.may_hide(hideable(conversation))


def hideable(
    conversation: Conversation, message: Message | None = None, reason: str = ""
) -> Hideable:
    """What a connector is told of a message, or of any that others wrote in a conversation."""
    return Hideable(
        external_id=message.external_id if message else "",
        thread_id=conversation.external_thread,
        post_id=conversation.post.external_id if conversation.post else "",
        permalink=message.permalink if message else "",
        reason=reason,
    )


def hidings_of(access: Access, messages: Sequence[Message]) -> dict[int, HidingView]:
    """By message, what is hidden of messages the caller may read."""
    rows = Hiding.objects.filter(message__in=[one.pk for one in messages])
    live = list(rows.exclude(state__in=Hiding.OVER).select_related("asked_by", "decided_by"))
    return {one.hiding.message_id: one for one in views(access, live)}


def hidings_page(
    access: Access, *, asked: bool, cursor: str | None, limit: int = 30
) -> Page[HidingView]:
    """The newest first: what waits for a second person, or what is hidden."""
    found = (
        Hiding.objects.filter(
            state__in=[State.ASKED] if asked else HIDDEN,
            conversation__in=Conversation.objects.visible_to(access),
        )
        .select_related("message__person", "conversation__channel", "asked_by", "decided_by")
        .defer("message__html", "message__search")
    )
    page = page_by_id(found, cursor=cursor, limit=limit, newest_first=True)
    return Page(views(access, page.items), page.next_cursor)


def asked_count(access: Access) -> int:
    """How many wait for somebody to decide, as far as the user may read them."""
    return Hiding.objects.filter(
        state=State.ASKED, conversation__in=Conversation.objects.visible_to(access)
    ).count()


def hiding_for(access: Access, hiding_id: int) -> Hiding:
    """One of a conversation the user may read. Raises ``NotFound``."""
    found = Hiding.objects.filter(
        pk=hiding_id, conversation__in=Conversation.objects.visible_to(access)
    )
    hiding = found.select_related("message", "conversation__channel").first()
    if hiding is None:
        raise NotFound
    return hiding


def views(access: Access, hidings: Sequence[Hiding]) -> list[HidingView]:
    """With what the reader may do, in one query for all."""
    desks: dict[int, list[int]] = {}
    if hidings:
        placed = Placement.objects.filter(
            conversation__in={one.conversation_id for one in hidings}, desk__in=access.desk_ids
        )
        for conversation_id, desk_id in placed.values_list("conversation_id", "desk_id"):
            desks.setdefault(conversation_id, []).append(desk_id)
    return [
        HidingView(
            one,
            can_work=access.can_work(desks.get(one.conversation_id, [])),
            is_own=one.asked_by_id == access.user.pk,
        )
        for one in hidings
    ]
