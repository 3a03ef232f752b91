"""Orders, leads and requests that come back: taken in once, matched by code, by person, by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.channels.ports import desks_of_conversations
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict
from unsilo.core.validation import check
from unsilo.inbox.models import Conversation
from unsilo.people.models import Identity
from unsilo.wins.models import Attribution, Conversion, ConversionKind, Link

DIRECT_FOR = timedelta(days=7)
ASSISTED_FOR = timedelta(days=30)
INFLUENCED_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a shop tells us. ``email`` helps to find the conversation and is not kept."""

    source: str
    external_id: str
    value: Decimal
    currency: str
    kind: str = ConversionKind.ORDER
    code: str = ""
    email: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    conversation: Conversation
    link: Link | None
    attribution: Attribution


@transaction.atomic
def record_conversion(
    report: Report, *, by: Actor, at: datetime | None = None
) -> tuple[Conversion, bool]:
    """Take in what a shop reports. Returns it, and whether it is new."""
    same = Conversion.objects.filter(source=report.source, external_id=report.external_id)
    if known := same.first():
        return known, False
    now = at or timezone.now()
    conversion = Conversion(
        source=report.source,
        external_id=report.external_id,
        kind=report.kind,
        value=report.value,
        currency=report.currency.upper(),
        code=report.code.strip(),
        happened_at=min(report.happened_at or now, now),
        received_at=now,
    )
    if found := _find(conversion, report.email):
        _attach(conversion, found, at=now)
    check(conversion)
    try:
        with transaction.atomic():
            conversion.save(force_insert=True)
    except IntegrityError:  # another request brought the same one in between
        return same.get(), False
    _record("conversion.recorded", conversion, by=by)
    return conversion, True


def _find(conversion: Conversion, email: str) -> _Match | None:
    return _by_code(conversion) or _by_person(conversion, email)


def _by_code(conversion: Conversion) -> _Match | None:
    if not conversion.code:
        return None
    links = Link.objects.select_related("conversation")
    link = links.filter(code=conversion.code.upper()).first()
    if link is None:
        return None
    touched = link.last_clicked_at or link.offered_at
    late = conversion.happened_at - touched
    if late <= DIRECT_FOR:
        attribution = Attribution.DIRECT
    elif late <= ASSISTED_FOR:
        attribution = Attribution.ASSISTED
    else:
        attribution = Attribution.INFLUENCED
    return _Match(link.conversation, link, attribution)


def _by_person(conversion: Conversion, email: str) -> _Match | None:
    """Who bought may have talked with us without following a link."""
    known = Identity.objects.filter(kind="email", key=email.strip().casefold()).first()
    if not email or known is None:
        return None
    before = Conversation.objects.filter(
        person=known.person_id, is_spam=False, created_at__lte=conversion.happened_at
    )
    conversation = before.order_by("-last_message_at").first()
    if conversation is None:
        return None
    since = conversion.happened_at - conversation.last_message_at
    if since > INFLUENCED_FOR:
        return None
    assisted = since <= ASSISTED_FOR
    return _Match(conversation, None, Attribution.ASSISTED if assisted else Attribution.INFLUENCED)


def _attach(conversion: Conversion, match: _Match, *, at: datetime) -> None:
    conversion.conversation = match.conversation
    conversion.link = match.link
    conversion.attribution = match.attribution
    conversion.matched_at = at


@transaction.atomic
def match_by_hand(
    conversion: Conversion, *, conversation: Conversation, attribution: str, user: User, by: Actor
) -> None:
    """Say where an unmatched one belongs."""
    conversion = Conversion.objects.select_for_update().get(pk=conversion.pk)
    if conversion.conversation_id is not None:
        raise Conflict(_("Somebody else has matched this already."))
    _attach(
        conversion,
        _Match(conversation, None, Attribution(attribution)),
        at=timezone.now(),
    )
    conversion.matched_by = user
    conversion.save()
    _record("conversion.matched", conversion, by=by)


@transaction.atomic
def undo_match(conversion: Conversion, *, by: Actor) -> None:
    """Take back what was said by hand."""
    conversion = Conversion.objects.select_for_update().get(pk=conversion.pk)
    if conversion.matched_by_id is None:
        raise Conflict(_("This was matched by its code, not by hand."))
    _record("conversion.unmatched", conversion, by=by)
    conversion.conversation = conversion.link = conversion.matched_by = None
    conversion.matched_at, conversion.attribution = None, ""
    conversion.save()


def _record(kind: str, conversion: Conversion, *, by: Actor) -> None:
    conversation = conversion.conversation
    desks = desks_of_conversations([conversation.pk]) if conversation else {}
    events.record(
        kind,
        by=by,
        conversation_id=conversation.pk if conversation else None,
        person_id=conversation.person_id if conversation else None,
        brand_id=conversation.brand_id if conversation else None,
        desk_ids=desks.get(conversation.pk, []) if conversation else [],
        data={
            "conversion_id": conversion.pk,
            "kind": conversion.kind,
            "value": str(conversion.value),
            "currency": conversion.currency,
            "source": conversion.source,
            "external_id": conversion.external_id,
            "attribution": conversion.attribution,
        },
        at=conversion.happened_at if kind == "conversion.recorded" else None,
    )
