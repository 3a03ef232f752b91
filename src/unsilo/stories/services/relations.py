"""Saying that two conversations are about the same, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.inbox.models import Conversation
from unsilo.inbox.services.changes import log
from unsilo.stories.models import Relation


@transaction.atomic
def relate(
    one: Conversation,
    other: Conversation,
    *,
    because: str,
    user: User,
    by: Actor,
    is_related: bool = True,
    at: datetime | None = None,
) -> Relation:
    """Link two conversations both ways (or note that they have nothing to do with each other)."""
    if one.pk == other.pk:
        raise Invalid(_("This is the same conversation."))
    first, second = sorted((one, other), key=lambda row: row.pk)
    made, _new = Relation.objects.update_or_create(
        first=first,
        second=second,
        defaults={
            "is_related": is_related,
            "because": because[:300],
            "said_by": user,
            "said_at": at or timezone.now(),
        },
    )
    if is_related:
        for here, there in ((one, other), (other, one)):
            data = {"other": there.pk, "subject": there.subject, "because": because[:300]}
            log("conversation.related", here, by=by, data=data, at=at)
    return made


@transaction.atomic
def unrelate(one: Conversation, other: Conversation, *, by: Actor) -> None:
    """Forget what was said of the two."""
    first, second = sorted((one.pk, other.pk))
    gone, _rows = Relation.objects.filter(first=first, second=second).delete()
    if gone:
        for here, there in ((one, other), (other, one)):
            log("conversation.unrelated", here, by=by, data={"other": there.pk})
