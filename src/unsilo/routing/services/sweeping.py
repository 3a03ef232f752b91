"""What is late: put on record, and told to those who can still do something about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.accounts.services.notices import notify
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Placement
from unsilo.routing.models import Clock, ClockKind, HandOff
from unsilo.routing.services import clocks, promises

BATCH = 500


@transaction.atomic
def break_late() -> int:
    """Break the clocks that are late. Returns how many were put on record."""
    broken = clocks.mark_broken(by=SYSTEM, limit=BATCH)
    promises.broken(broken)
    _tell([clock for clock in broken if clock.is_running])
    return len(broken)


def _tell(late: Sequence[Clock]) -> None:
    """First replies: their owner. Promises: who made them theirs. Hand-offs: both sides."""
    if not late:
        return
    owners = _owners(late)
    asked = dict(
        HandOff.objects.filter(clock__in=[one.pk for one in late]).values_list(
            "clock_id", "asked_by_id"
        )
    )
    seated = _seated({one.desk_id for one in late})
    for clock in late:
        who: Iterable[int | None] = [owners.get((clock.conversation_id, clock.desk_id))]
        if clock.kind == ClockKind.PROMISE:
            who = [clock.promise.owner_id] if clock.promise.owner_id else seated[clock.desk_id]
        elif clock.kind == ClockKind.HAND_OFF:
            who = [asked.get(clock.pk), *seated[clock.desk_id]]
        _notify({pk for pk in who if pk is not None}, clock)


def _notify(user_ids: set[int], clock: Clock) -> None:
    titles = {
        ClockKind.FIRST_REPLY: _("The first reply is late"),
        ClockKind.PROMISE: _("A promise is late"),
        ClockKind.HAND_OFF: _("Nobody has taken a hand-off"),
    }
    text = clock.promise.text if clock.kind == ClockKind.PROMISE else str(clock.conversation)
    notify(
        User.objects.active().filter(pk__in=user_ids).seeing_brand(clock.conversation.brand_id),
        title=titles[ClockKind(clock.kind)],
        text=text,
        url=reverse("inbox:conversation", args=[clock.conversation_id]),
        key=f"clock:{clock.pk}",
        by=SYSTEM,
    )


def _owners(late: Sequence[Clock]) -> dict[tuple[int, int], int]:
    held = Placement.objects.filter(
        conversation__in=[one.conversation_id for one in late], owner__isnull=False
    )
    rows = held.values_list("conversation_id", "desk_id", "owner_id")
    return {(conversation, desk): owner for conversation, desk, owner in rows if owner}


def _seated(desk_ids: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = User.objects.active().filter(seats__desk__in=desk_ids)
    for user_id, desk_id in rows.values_list("pk", "seats__desk"):
        found[desk_id].append(user_id)
    return found
