"""Things with what hangs on them, and campaigns with what their ads brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Upper
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import Ad, Conversation
from unsilo.inbox.queries.lists import Row, rows_for
from unsilo.launches.models import CalendarEntry, Campaign, Thing
from unsilo.library.models import Fact

PAGE = 50
FACTS = 30
AROUND = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ThingRow:
    thing: Thing
    campaigns: int
    next_date: date | None


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign, what its ads have cost as their programs say, and the conversations under them."""

    campaign: Campaign
    spend: dict[str, Decimal]
    conversations: int


def things_page(
    access: Access, *, q: str = "", archived: bool = False, cursor: str = ""
) -> Page[ThingRow]:
    """Newest first."""
    found = Thing.objects.visible_to(access).filter(archived_at__isnull=not archived)
    if q.strip():
        found = found.filter(name__icontains=q.strip())
    if cursor:
        (last_id,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last_id)
    rows = list(found.select_related("brand").order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    counts = dict(
        Campaign.objects.live()
        .filter(thing__in=rows)
        .values_list("thing")
        .annotate(n=Count("pk"))
        .order_by()
    )
    coming = CalendarEntry.objects.live().filter(thing__in=rows, on__gte=timezone.localdate())
    dates = dict(coming.order_by("-on").values_list("thing_id", "on"))  # the first one wins
    shown = [ThingRow(one, counts.get(one.pk, 0), dates.get(one.pk)) for one in rows]
    return Page(shown, encode_cursor(rows[-1].pk) if more else None)


def facts_about(access: Access, thing: Thing) -> list[Fact]:
    """What may be said of a thing and what may not: the facts that are about its name."""
    facts = Fact.objects.visible_to(access).of_brand(thing.brand_id).live()
    return list(facts.about(thing.name).order_by("-pk")[:FACTS])


def campaign_rows(access: Access, campaigns: Sequence[Campaign]) -> list[CampaignRow]:
    """In three queries, however many there are."""
    keys = {one.key.upper(): one.pk for one in campaigns}
    ads = ads_of(keys)
    spend: dict[int, dict[str, Decimal]] = {}
    for key, currency, total in ads.values_list("upper_key", "currency").annotate(Sum("spend")):
        if total is not None:
            spend.setdefault(keys[key], {})[currency or "USD"] = total
    counts: dict[int, int] = {}
    seen = Conversation.objects.visible_to(access).filter(ad__in=ads, is_spam=False)
    counted = seen.annotate(upper_key=Upper("ad__campaign")).values_list("upper_key")
    for key, n in counted.annotate(n=Count("pk")).order_by():
        counts[keys[key]] = n
    return [CampaignRow(one, spend.get(one.pk, {}), counts.get(one.pk, 0)) for one in campaigns]


def conversations_page(access: Access, campaign: Campaign, *, cursor: str = "") -> Page[Row]:
    """Conversations under the ads of a campaign, newest first."""
    found = Conversation.objects.visible_to(access).filter(
        ad__in=ads_of([campaign.key.upper()]), is_spam=False
    )
    if cursor:
        (last_id,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last_id)
    ids = list(found.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    more, ids = len(ids) > PAGE, ids[:PAGE]
    return Page(rows_for(access, ids), encode_cursor(ids[-1]) if more else None)


def ads_of(keys: Any) -> QuerySet[Any, Any]:
    """The ads that name one of the keys, which are in capitals."""
    return Ad.objects.annotate(upper_key=Upper("campaign")).filter(upper_key__in=list(keys))


def campaign_of(conversation: Conversation) -> Campaign | None:
    """The campaign whose ad a comment stands under."""
    if conversation.ad_id is None or conversation.ad is None or not conversation.ad.campaign:
        return None
    found: Campaign | None = (
        Campaign.objects.live()
        .annotate(upper_key=Upper("key"))
        .filter(upper_key=conversation.ad.campaign.upper())
        .first()
    )
    return found


def dates_around(access: Access, day: date | None = None) -> list[CalendarEntry]:
    """What happens two weeks before and after a day: what a story can ride on."""
    asked = day or timezone.localdate()
    middle = min(max(asked, date.min + AROUND), date.max - AROUND)
    found = CalendarEntry.objects.visible_to(access).live().select_related("thing")
    return list(found.filter(on__range=(middle - AROUND, middle + AROUND)).order_by("on", "pk"))
