"""What lies around a story that it can ride on: dates of our things, within two weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from unsilo.launches.models import CalendarEntry
from unsilo.stories.models import Story

NEAR = timedelta(days=14)
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Riding:
    name: str
    what: str
    on: date
    url: str


def riding(story: Story) -> Sequence[Riding]:
    """The nearest first, from two weeks ago to two weeks ahead."""
    today = timezone.localdate()
    found = CalendarEntry.objects.filter(
        thing__brand=story.brand_id,
        archived_at__isnull=True,
        on__range=(today - NEAR, today + NEAR),
    ).select_related("thing")
    rows = sorted(found[:100], key=lambda one: abs(one.on - today))
    return [
        Riding(
            one.title,
            str(one.get_kind_display()),
            one.on,
            reverse("launches:thing", args=[one.thing_id]),
        )
        for one in rows[:SHOWN]
    ]
