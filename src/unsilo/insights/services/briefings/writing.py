"""Write a briefing from the data, once for each week; again without losing what people wrote."""

import base64
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, Role, User
from unsilo.accounts.services.notices import notify
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Invalid
from unsilo.core.locks import hold
from unsilo.insights import drawings, frozen
from unsilo.insights.drafting import SECTIONS, Item, draft, numbers
from unsilo.insights.gathering import CHARTED, Week, gather, moments, week_of
from unsilo.insights.models import Briefing, BriefingItem, BriefingSection
from unsilo.insights.queries.numbers import DAY, forecast, zone_of
from unsilo.triage.models import Reading
from unsilo.ui.charts import Chart, pictures

READY_AT = time(6)  # on Monday, where the brand is at home
PICTURE_WIDTH = 560
LATELY = 12  # briefings that may be written again by themselves


@transaction.atomic
def write(brand: Brand, monday: date, *, by: Actor, at: datetime | None = None) -> Briefing:
    """Write the week that began on ``monday``, or write it again: edited sections keep their text,
    used items stay."""
    if monday.weekday() != 0:
        raise Invalid(_("A week begins on a Monday."))
    hold(f"insights.briefing.{brand.pk}.{monday}")
    week = gather(brand, monday)
    now = at or timezone.now()
    briefing, is_new = Briefing.objects.get_or_create(
        brand=brand, monday=monday, defaults={"written_at": now}
    )
    briefing.numbers = numbers(week)
    briefing.charts = [frozen.freeze(chart) for chart in _charts(week)]
    briefing.pictures = {}
    briefing.gathered_at = timezone.now()
    briefing.save()
    parts = draft(week)
    for position, key in enumerate(SECTIONS):
        section, _made = BriefingSection.objects.get_or_create(
            briefing=briefing, key=key, defaults={"position": position}
        )
        section.drafted = parts[key].text
        if section.edited_at is None:
            section.text = section.drafted
        section.save()
        _put_items(section, parts[key].items)
    events.record(
        "briefing.written" if is_new else "briefing.rewritten",
        by=by,
        brand_id=brand.pk,
        data={"briefing": briefing.pk, "week": briefing.week},
        at=now,
    )
    return briefing


def write_due(*, now: datetime | None = None) -> list[Briefing]:
    """On Monday morning, what the week before held, for every brand; leads are told."""
    now = now or timezone.now()
    written = []
    for brand in Brand.objects.all():
        there = now.astimezone(zone_of(brand.pk))
        if there.weekday() != 0 or there.time() < READY_AT:
            continue
        monday = there.date() - timedelta(days=7)
        if Briefing.objects.filter(brand=brand, monday=monday).exists():
            continue
        briefing = write(brand, monday, by=SYSTEM, at=now)
        _tell(briefing)
        written.append(briefing)
    return written


def catch_up() -> int:
    """Write again what was not sent yet and of whose week something was read later."""
    late = 0
    recent = Briefing.objects.order_by("-monday", "pk")[:LATELY]
    for briefing in recent.select_related("brand"):
        begin, end = moments(briefing.brand, week_of(briefing.monday))
        read_later = Reading.objects.filter(
            made_at__gt=briefing.gathered_at,
            is_current=True,
            message__sent_at__gte=begin,
            message__sent_at__lt=end,
            message__conversation__brand=briefing.brand,
        )
        if not briefing.readers.exclude(state="").exists() and read_later.exists():
            write(briefing.brand, briefing.monday, by=SYSTEM)
            late += 1
    return late


def draw_due() -> int:
    """Pictures of briefings that have none yet."""
    waiting = list(Briefing.objects.filter(pictures={}).exclude(charts=[])[:60])
    if waiting:
        draw(waiting)
    return len(waiting)


def draw(briefings: Sequence[Briefing]) -> None:
    """Have all of their charts drawn in one go."""
    charts = [(one, frozen.thaw(data)) for one in briefings for data in one.charts]
    drawn = [chart for _one, chart in charts if chart.rows]
    svgs = iter(pictures.svg(drawn, width=PICTURE_WIDTH))
    pngs = iter(pictures.png(drawn, width=PICTURE_WIDTH))
    made: dict[int, dict[str, dict[str, str]]] = {one.pk: {} for one in briefings}
    for one, chart in charts:
        if chart.rows:
            made[one.pk][chart.key] = {
                "svg": next(svgs),
                "png": base64.b64encode(next(pngs)).decode(),
            }
    for one in briefings:
        one.pictures = made[one.pk] or {"none": {}}
        one.save(update_fields=["pictures"])


def _charts(week: Week) -> list[Chart]:
    found = []
    for key in CHARTED:
        summary = week.month[key]
        if key == "backlog":
            waits = forecast(summary, week.month["placed"], week.month["closed"], 0)
            found.append(drawings.backlog(summary, waits))
        else:
            found.append(drawings.over_time(summary))
    return found


def _put_items(section: BriefingSection, items: Sequence[Item]) -> None:
    """The items of this writing, and of earlier ones those that somebody used."""
    kept = {item.key for item in items}
    section.items.filter(used_at__isnull=True).exclude(key__in=kept).delete()
    for position, item in enumerate(items):
        BriefingItem.objects.update_or_create(
            section=section,
            key=item.key,
            defaults={
                "position": position,
                "title": item.title[:300],
                "words": item.words,
                "url": item.url,
                "conversation_id": item.conversation_id,
            },
        )


def _tell(briefing: Briefing) -> None:
    leads = User.objects.active().filter(role__in=[Role.ADMIN, Role.LEAD])
    notify(
        leads.seeing_brand(briefing.brand_id),
        title=_("The briefing of week %(week)s is written") % {"week": briefing.week},
        text=_("Read it, change what you know better, and send it."),
        url=briefing.get_absolute_url(),
        key=f"briefing:{briefing.pk}",
        by=SYSTEM,
    )


def last_monday(brand: Brand) -> date:
    """The Monday of the newest week that is over."""
    today = timezone.now().astimezone(zone_of(brand.pk)).date()
    return today - DAY * (today.weekday() + 7)
