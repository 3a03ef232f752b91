"""Which channels ask their customers, and what these said lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.channels.models import Channel
from unsilo.insights.models import Survey, SurveyedChannel
from unsilo.insights.services.surveys import can_ask

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A channel that could ask; its numbers are those of the last 30 days."""

    channel: Channel
    is_on: bool
    asked: int
    answered: int
    satisfied: int


def surveyed_channels(access: Access) -> Sequence[Surveyed]:
    channels = Channel.objects.filter(archived_at__isnull=True).order_by("name")
    on = set(SurveyedChannel.objects.values_list("channel_id", flat=True))
    counted = {
        row["conversation__channel"]: row
        for row in Survey.objects.filter(sent_at__gt=timezone.now() - LATELY)
        .values("conversation__channel")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            satisfied=Count("pk", filter=Q(score__gte=4)),
        )
        .order_by()
    }
    nothing = {"asked": 0, "answered": 0, "satisfied": 0}
    return [
        Surveyed(
            one,
            one.pk in on,
            *(counted.get(one.pk, nothing)[name] for name in ("asked", "answered", "satisfied")),
        )
        for one in channels
        if can_ask(one)
    ]
