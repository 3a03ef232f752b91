"""Who looks and who writes: told to colleagues at once, forgotten after a while."""

import json
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation, NoteMention, Presence, ReadMark

FRESH = timedelta(seconds=45)
NOTIFY_CHANNEL = "unsilo_presence"


@transaction.atomic
def seen(*, conversation_id: int, user: User, writing: str = "") -> None:
    """``user`` has the conversation open; ``writing`` is "reply", "note" or empty."""
    writing = writing if writing in ("reply", "note") else ""
    before = Presence.objects.filter(conversation_id=conversation_id, user=user).first()
    now = timezone.now()
    Presence.objects.update_or_create(
        conversation_id=conversation_id,
        user=user,
        defaults={"writing": writing, "seen_at": now},
    )
    if before is None or before.writing != writing or before.seen_at < now - FRESH:
        tell(conversation_id)


@transaction.atomic
def left(*, conversation_id: int, user: User) -> None:
    """``user`` closed the conversation."""
    gone, _ = Presence.objects.filter(conversation_id=conversation_id, user=user).delete()
    if gone:
        tell(conversation_id)


def tell(conversation_id: int) -> None:
    """Wake the browsers that show this conversation. Presence is not history: no event."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, %s)",
            [NOTIFY_CHANNEL, json.dumps({"conversation": conversation_id})],
        )


def forget_old() -> int:
    """Remove presence nobody confirmed for long."""
    gone, _ = Presence.objects.filter(seen_at__lt=timezone.now() - 4 * FRESH).delete()
    return gone


def mark_read(*, conversation_id: int, user: User, message_count: int) -> None:
    """``user`` has seen the conversation up to this many messages, and the mentions in it."""
    ReadMark.objects.update_or_create(
        user=user, conversation_id=conversation_id, defaults={"message_count": message_count}
    )
    NoteMention.objects.filter(
        Q(user=user), conversation_id=conversation_id, seen_at__isnull=True
    ).update(seen_at=timezone.now())


def mark_all_read(*, user: User, until: datetime) -> None:
    """``user`` need not look at what was last said by ``until``: a newcomer starts with today."""
    past = Conversation.objects.filter(last_message_at__lte=until)
    ReadMark.objects.bulk_create(
        [
            ReadMark(user=user, conversation_id=pk, message_count=count)
            for pk, count in past.values_list("pk", "message_count").iterator()
        ],
        batch_size=5_000,
        update_conflicts=True,
        unique_fields=["user", "conversation"],
        update_fields=["message_count"],
    )
    NoteMention.objects.filter(user=user, created_at__lte=until, seen_at__isnull=True).update(
        seen_at=timezone.now()
    )


def mark_unread(*, conversation_id: int, user: User) -> None:
    """Show it as unread again, to this user."""
    ReadMark.objects.filter(user=user, conversation_id=conversation_id).delete()
