"""What a public conversation stands under, and the questions that lead there."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.inbox.models import Ad, Conversation, Hiding, Post
from unsilo.inbox.ports import Question

MOST = 1000  # conversations under a post that are counted

Found = QuerySet[Any, Any] | None


@dataclass(frozen=True, slots=True)
class Source:
    """The post and the ad above a conversation, and how much is said below the same post."""

    post: Post | None
    ad: Ad | None
    conversations: int
    open: int

    @property
    def is_more(self) -> bool:
        return self.conversations > MOST


_BELOW = """
SELECT COUNT(*), COUNT(*) FILTER (WHERE EXISTS (
         SELECT 1 FROM inbox_placement p WHERE p.conversation_id = c.id AND p.state = 'open'
            AND p.desk_id = ANY(%(desks)s)))
  FROM (SELECT id FROM inbox_conversation
         WHERE post_id = %(post)s AND NOT is_spam
           AND EXISTS (SELECT 1 FROM inbox_placement p
                        WHERE p.conversation_id = inbox_conversation.id AND p.desk_id = ANY(%(desks)s))
         ORDER BY last_message_at DESC LIMIT %(most)s) c
"""


def source_of(access: Access, conversation: Conversation) -> Source | None:
    """None for what stands under no post that is known."""
    if conversation.post_id is None and conversation.ad_id is None:
        return None
    conversations = still_open = 0
    if conversation.post_id is not None:
        values: dict[str, Any] = {
            "post": conversation.post_id,
            "desks": access.desk_ids,
            "most": MOST + 1,
        }
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, values)
            conversations, still_open = cursor.fetchone()
    return Source(conversation.post, conversation.ad, conversations, still_open)


def _under_post(word: str) -> Found:
    if not word.isdecimal() or len(word) > 18:
        return None
    return Conversation.objects.filter(post=int(word)).values("id")


def _hidden(word: str) -> Found:
    states = {"asked": [Hiding.State.ASKED], "yes": [Hiding.State.HIDDEN, Hiding.State.HANDED]}
    if word not in states:
        return None
    return Hiding.objects.filter(state__in=states[word]).values("conversation_id")


POST = Question(
    "post",
    _("Under the post"),
    "post:12",
    _("comments under one post, by its number; “all comments” beside a post leads there"),
    _under_post,
    lambda access: (),
)
HIDDEN = Question(
    "hidden",
    _("Hidden"),
    "hidden:asked",
    _("with messages that are hidden, or that somebody asks to hide"),
    _hidden,
    lambda access: [("yes", _("hidden")), ("asked", _("to decide"))],
)
