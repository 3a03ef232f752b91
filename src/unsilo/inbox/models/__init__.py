"""The nouns of the inbox."""

from unsilo.inbox.models.conversations import (
    Conversation,
    ConversationTag,
    Placement,
    Priority,
    State,
    Tag,
)
from unsilo.inbox.models.hiding import HideReason, Hiding
from unsilo.inbox.models.messages import (
    Attachment,
    Direction,
    Kind,
    Message,
    Participant,
    Reference,
)
from unsilo.inbox.models.people_at_work import Draft, DraftKind, NoteMention, Presence, ReadMark
from unsilo.inbox.models.posts import Ad, Post

__all__ = [
    "Ad",
    "Attachment",
    "Conversation",
    "ConversationTag",
    "Direction",
    "Draft",
    "DraftKind",
    "HideReason",
    "Hiding",
    "Kind",
    "Message",
    "NoteMention",
    "Participant",
    "Placement",
    "Post",
    "Presence",
    "Priority",
    "ReadMark",
    "Reference",
    "State",
    "Tag",
]
