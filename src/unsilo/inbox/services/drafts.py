"""What is being written, kept on the server per person."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.core.db import prepared
from unsilo.inbox.models import Conversation, Draft

MAX_DRAFT = 200_000


@transaction.atomic
def save_draft(
    *,
    user: User,
    conversation_id: int | None,
    kind: str,
    text: str,
    fields: dict[str, Any],
    seen_version: int,
) -> Draft | None:
    """Keep a draft. An empty one without recipients or files is removed instead."""
    if not text.strip() and not fields.get("uploads"):
        discard_draft(user=user, conversation_id=conversation_id, kind=kind)
        return None
    draft, _ = Draft.objects.update_or_create(
        user=user,
        conversation_id=conversation_id,  # type: ignore[misc]  # None is a draft of its own
        kind=kind,
        defaults={
            "text": text[:MAX_DRAFT],
            "fields": fields,
            "seen_version": seen_version,
            "updated_at": timezone.now(),
        },
    )
    return draft


# Every answer asks for it; nothing hangs on a draft.
_DISCARD = """
DELETE FROM inbox_draft
 WHERE user_id = %s AND conversation_id IS NOT DISTINCT FROM %s::bigint AND kind = %s
"""


def discard_draft(*, user: User, conversation_id: int | None, kind: str) -> None:
    """Throw one draft away."""
    with prepared() as cursor:
        cursor.execute(_DISCARD, [user.pk, conversation_id, kind])


def bring_back(
    *, user: User, conversation: Conversation, kind: str, text: str, fields: dict[str, Any]
) -> Draft:
    """Make what was taken back a draft again. What its writer began since stands below it."""
    draft = Draft.objects.filter(user=user, conversation=conversation, kind=kind).first()
    if draft is not None:
        text = "\n\n".join(part for part in (text, draft.text) if part.strip())
        uploads = [*fields.get("uploads", []), *draft.fields.get("uploads", [])]
        fields = {**fields, "uploads": list(dict.fromkeys(uploads))}
    kept, _ = Draft.objects.update_or_create(
        user=user,
        conversation=conversation,
        kind=kind,
        defaults={
            "text": text[:MAX_DRAFT],
            "fields": fields,
            "seen_version": conversation.version,
            "updated_at": timezone.now(),
        },
    )
    return kept


def keep_up(*, user: User, conversation: Conversation, version: int) -> None:
    """Drafts that knew ``version`` know the present one too: what came since is the user's own."""
    Draft.objects.filter(user=user, conversation=conversation, seen_version=version).update(
        seen_version=conversation.version
    )
