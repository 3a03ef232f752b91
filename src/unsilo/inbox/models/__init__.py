"""The nouns of the inbox."""

from unsilo.inbox.models.conversations import (
    Conversation,
    ConversationTag,
    Placement,
    Priority,
    State,
    Tag,
)
from unsilo.inbox.models.messages import (
    Attachment,
    Direction,
    Kind,
    Message,
    Participant,
    Reference,
)
from unsilo.inbox.models.people_at_work import Draft, DraftKind, NoteMention, Presence, ReadMark

__all__ = [
    "Attachment",
    "Conversation",
    "ConversationTag",
    "Direction",
    "Draft",
    "DraftKind",
    "Kind",
    "Message",
    "NoteMention",
    "Participant",
    "Placement",
    "Presence",
    "Priority",
    "ReadMark",
    "Reference",
    "State",
    "Tag",
]
