"""One conversation as its page and the API show it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Channel
from unsilo.channels.queries import answering_channel
from unsilo.core.db import prepared
from unsilo.inbox.models import Conversation, Draft
from unsilo.inbox.queries.lists import PlacementRow, placed_by_conversation
from unsilo.inbox.queries.thread import LineView, MessageView, thread_page
from unsilo.inbox.services.presence import FRESH


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else who has the conversation open."""

    name: str
    writing: str


@dataclass(frozen=True, slots=True)
class ConversationView:
    """All that the conversation pane shows. ``earlier`` is the cursor to older messages.

    ``held`` is how many messages were kept out of it until somebody looks at them,
    ``newest_heard`` the newest one that a human outside wrote.
    """

    conversation: Conversation
    placements: tuple[PlacementRow, ...]
    thread: tuple[MessageView | LineView, ...]
    earlier: int | None
    tags: tuple[str, ...]
    colleagues: tuple[Colleague, ...]
    was_read_to: int
    held: int
    newest_heard: int | None
    drafts: dict[str, Draft]
    can_work: bool
    answers_through: Channel | None
    capabilities: frozenset[Capability]


def conversation_view(access: Access, conversation_id: int) -> ConversationView:
    """The conversation with its newest messages. Raises ``NotFound``."""
    view = writing_view(access, Conversation.objects.get_for(access, conversation_id))
    thread, earlier = thread_page(view.conversation)
    return replace(view, thread=thread, earlier=earlier)


# What else the page needs to know, in one statement: tags, company, the reader's mark, held mail.
_FACTS = """
SELECT ARRAY(SELECT tag.name FROM inbox_conversationtag worn JOIN inbox_tag tag ON tag.id = worn.tag_id
              WHERE worn.conversation_id = %(conversation)s ORDER BY tag.name),
       (SELECT ARRAY_AGG(ARRAY[colleague.name, present.writing]
                         ORDER BY present.writing = '', colleague.name)
          FROM inbox_presence present JOIN accounts_user colleague ON colleague.id = present.user_id
         WHERE present.conversation_id = %(conversation)s AND present.seen_at >= %(fresh)s
           AND present.user_id <> %(user)s),
       (SELECT mark.message_count FROM inbox_readmark mark
         WHERE mark.conversation_id = %(conversation)s AND mark.user_id = %(user)s),
       (SELECT COUNT(*) FROM channels_arrival
         WHERE outcome = 'held' AND held_for = %(conversation)s),
       EXISTS (SELECT 1 FROM inbox_draft draft
                WHERE draft.conversation_id = %(conversation)s AND draft.user_id = %(user)s),
       (SELECT heard.id FROM inbox_message heard
         WHERE heard.conversation_id = %(conversation)s AND heard.kind = 'message'
           AND heard.direction = 'in' AND heard.message_class = 'human'
         ORDER BY heard.id DESC LIMIT 1)
"""


def writing_view(access: Access, conversation: Conversation) -> ConversationView:
    """The same without messages, of a conversation the caller has found for the user."""
    tags, present, read_to, held, has_draft, heard = _facts(conversation.pk, access.user)
    placed = placement_rows(access, conversation)
    carrier = answering_channel(conversation.channel)
    own = Draft.objects.filter(user=access.user, conversation=conversation)
    return ConversationView(
        conversation=conversation,
        placements=placed,
        thread=(),
        earlier=None,
        tags=tuple(tags),
        colleagues=tuple(Colleague(*one) for one in present or ()),
        was_read_to=read_to or 0,
        held=held,
        newest_heard=heard,
        drafts={draft.kind: draft for draft in own} if has_draft else {},
        can_work=access.can_work([one.desk_id for one in placed]),
        answers_through=carrier,
        capabilities=registry.capabilities(carrier) if carrier else frozenset(),
    )


def _facts(conversation_id: int, user: User) -> tuple[Any, ...]:
    values: dict[str, Any] = {
        "conversation": conversation_id,
        "user": user.pk,
        "fresh": timezone.now() - FRESH,
    }
    with prepared() as cursor:
        cursor.execute(_FACTS, values)
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def tags_of(conversation: Conversation) -> tuple[str, ...]:
    return tuple(conversation.tagged.order_by("tag__name").values_list("tag__name", flat=True))


def placement_rows(access: Access, conversation: Conversation) -> tuple[PlacementRow, ...]:
    """Where the conversation stands, on desks the user may read, the first desk first."""
    found: Sequence[PlacementRow] = placed_by_conversation(access, [conversation.pk]).get(
        conversation.pk, ()
    )
    return tuple(found)


def colleagues(conversation_id: int, *, but: User) -> tuple[Colleague, ...]:
    """Who else has the conversation open right now, writers first."""
    _tags, present, *_rest = _facts(conversation_id, but)
    return tuple(Colleague(*one) for one in present or ())
