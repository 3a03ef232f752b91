"""Business hours and service levels, as leads set them."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, Desk
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.validation import check
from unsilo.routing.hours import Span
from unsilo.routing.models import BusinessHours, SlaPolicy

MAX_CLOSED = 400


@transaction.atomic
def set_hours(
    *,
    desk: Desk | None = None,
    brand: Brand | None = None,
    time_zone: str,
    week: Sequence[Sequence[Span]],
    closed: Mapping[date, str],
    by: Actor,
) -> BusinessHours:
    """Say when a desk, or a brand, is there. Clocks that run already keep their time."""
    try:
        ZoneInfo(time_zone)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise Invalid(_("There is no such time zone."), field="time_zone") from error
    if not any(week):
        raise Invalid(_("Somebody has to be there at some time."))
    if len(closed) > MAX_CLOSED:
        raise Invalid(_("That are too many closed days."), field="closed")
    kept = BusinessHours.objects.select_for_update().filter(desk=desk, brand=brand).first()
    hours = kept or BusinessHours(desk=desk, brand=brand)
    hours.time_zone = time_zone
    hours.week = [[list(span) for span in day] for day in week]
    hours.closed = {day.isoformat(): name for day, name in sorted(closed.items())}
    check(hours)
    hours.save()
    _record("hours.set", by=by, desk=desk, brand=brand)
    return hours


@transaction.atomic
def forget_hours(hours: BusinessHours, *, by: Actor) -> None:
    """No hours of its own any more: those of the brand hold, or the calendar."""
    hours.delete()
    _record("hours.forgotten", by=by, desk=hours.desk, brand=hours.brand)


@transaction.atomic
def set_policy(
    *,
    desk: Desk,
    minutes: int,
    by: Actor,
    in_business_hours: bool = True,
    priority: int | None = None,
    public: bool | None = None,
    policy: SlaPolicy | None = None,
) -> SlaPolicy:
    """Say how soon a desk gives its first reply; for conversations that come in from now on."""
    kept = policy or SlaPolicy()
    kept.desk, kept.minutes, kept.in_business_hours = desk, minutes, in_business_hours
    kept.priority, kept.public = priority, public
    check(kept)
    kept.save()
    _record("sla.set", by=by, desk=desk, policy=kept.pk, minutes=minutes)
    return kept


@transaction.atomic
def remove_policy(pk: int, *, by: Actor) -> SlaPolicy:
    policy = SlaPolicy.objects.select_related("desk").filter(pk=pk).first()
    if policy is None:
        raise NotFound
    policy.delete()
    _record("sla.removed", by=by, desk=policy.desk, policy=pk, minutes=policy.minutes)
    return policy


def _record(
    kind: str, *, by: Actor, desk: Desk | None = None, brand: Brand | None = None, **data: object
) -> None:
    events.record(
        kind,
        by=by,
        brand_id=brand.pk if brand else None,
        desk_ids=[desk.pk] if desk else [],
        data={"of": str(desk or brand), **data},
    )
