"""Links: made for one conversation, followed by people, counted once."""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.channels.ports import desks_of_conversations
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict
from unsilo.core.validation import check
from unsilo.inbox.models import Conversation
from unsilo.wins.models import Click, Link, Product
from unsilo.wins.ranking import Way
from unsilo.wins.visitors import SECOND_LOOK

LASTS = timedelta(days=180)
# Read aloud and typed from paper, so nothing that looks like something else.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8


@transaction.atomic
def offer(
    conversation: Conversation,
    *,
    way: Way,
    product: Product | None,
    user: User | None,
    by: Actor,
    at: datetime | None = None,
) -> Link:
    """The link of this way for this conversation; a new one unless it was made before."""
    now = at or timezone.now()
    option = way.option
    same = Link.objects.select_for_update().filter(
        conversation=conversation,
        way=option.kind,
        retailer=option.retailer_id,
        store=option.store_id,
        product=product,
        expires_at__gt=now,
    )
    known: Link | None = same.first()
    if known is not None:
        return known
    code = new_code()
    link = Link(
        conversation=conversation,
        code=code,
        way=option.kind,
        product=product,
        retailer_id=option.retailer_id,
        store_id=option.store_id,
        target=marked(way.target, conversation, code),
        reason=way.why[:300],
        offered_by=user,
        offered_at=now,
        expires_at=now + LASTS,
    )
    check(link)
    link.save()
    _record("link.offered", link, by=by, at=now)
    return link


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))


def marked(target: str, conversation: Conversation, code: str) -> str:
    """The target with our mark for the shop's own statistics. Says nothing about the person."""
    parts = urlsplit(target)
    marks = urlencode(
        {
            "utm_source": conversation.channel.kind,
            "utm_medium": "comment" if conversation.public else "message",
            "utm_campaign": "unsilo",
            "utm_content": code,
        }
    )
    query = f"{parts.query}&{marks}" if parts.query else marks
    return urlunsplit(parts._replace(query=query))


def address(code: str) -> str:
    """What stands in an answer."""
    return settings.PUBLIC_URL + reverse("wins:go", args=[code])


@transaction.atomic
def withdraw(link: Link, *, by: Actor) -> None:
    """Take a link back that nobody has followed yet."""
    link = Link.objects.select_for_update().get(pk=link.pk)
    if link.clicks or link.conversions.exists():
        raise Conflict(_("Somebody has followed this link already."))
    _record("link.withdrawn", link, by=by)
    link.delete()


def count_click(link: Link, *, visitor: str, at: datetime | None = None) -> bool:
    """Note that somebody followed a link. Returns whether it was a look of their own.

    Who waits is on their way to a shop, so the commit does not wait for the disk.
    """
    now = at or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        again = Click.objects.filter(link=link, visitor=visitor, at__gt=now - SECOND_LOOK)
        # The row is locked first: two requests of one visitor are one click.
        held = Link.objects.select_for_update().get(pk=link.pk)
        if again.exists():
            return False
        Click.objects.create(link=held, at=now, visitor=visitor)
        held.clicks += 1
        held.first_clicked_at = held.first_clicked_at or now
        held.last_clicked_at = now
        held.save(update_fields=["clicks", "first_clicked_at", "last_clicked_at"])
        _record("link.clicked", link, by=SYSTEM, at=now)
    return True


def _record(kind: str, link: Link, *, by: Actor, at: datetime | None = None) -> None:
    conversation = link.conversation
    data = {"link_id": link.pk, "code": link.code, "way": link.way, "to": _destination(link)}
    events.record(
        kind,
        by=by,
        conversation_id=conversation.pk,
        person_id=conversation.person_id,
        brand_id=conversation.brand_id,
        desk_ids=desks_of_conversations([conversation.pk]).get(conversation.pk, []),
        data=data,
        at=at,
    )


def _destination(link: Link) -> str:
    return str(link.store or link.retailer)
