"""The counts beside desks and lists.

Counting every open placement for every page would cost more than the page. One count per set of
readable desks serves everyone in this process for a moment: at least a second, and never more than
a fiftieth of the process's time.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from unsilo.accounts.access import Access
from unsilo.core.db import prepared
from unsilo.inbox.models import Placement, State

_MIN_AGE = 1.0
_SHARE = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """Open conversations by desk and in all; all conversations by state; unassigned open ones."""

    by_desk: dict[int, int]
    by_state: dict[str, int]
    desk_state: dict[tuple[int, str], int]
    unassigned: int


@dataclass
class _Kept:
    tally: Tally
    good_until: float


@dataclass(frozen=True, slots=True)
class OwnTally:
    """What waits for one user."""

    mine: int
    mentions: int


_lock = threading.Lock()
_kept: dict[tuple[object, ...], _Kept] = {}


def tally(access: Access) -> Tally:
    """Counts over the desks and brands ``access`` may read, at most moments old."""
    brands = access.brand_ids
    key = (tuple(access.desk_ids), None if brands is None else tuple(brands))
    now = time.monotonic()
    with _lock:
        kept = _kept.get(key)
    if kept and kept.good_until > now:
        return kept.tally
    fresh = _count(access)
    cost = time.monotonic() - now
    with _lock:
        if len(_kept) > 200:
            _kept.clear()
        _kept[key] = _Kept(fresh, now + max(_MIN_AGE, cost * _SHARE))
    return fresh


def forget() -> None:
    """Count afresh next time: something changed here that its doer wants to see."""
    with _lock:
        _kept.clear()


def _count(access: Access) -> Tally:
    live = Placement.objects.visible_to(access).exclude(state=State.DONE)
    desk_state = {
        (row["desk_id"], row["state"]): row["n"]
        for row in live.values("desk_id", "state").annotate(n=Count("pk")).order_by()
    }
    totals = live.aggregate(
        **{
            str(state): Count("conversation", distinct=True, filter=Q(state=state))
            for state in (State.OPEN, State.WAITING, State.SNOOZED)
        },
        unassigned=Count(
            "conversation", distinct=True, filter=Q(state=State.OPEN, owner__isnull=True)
        ),
    )
    unassigned = totals.pop("unassigned")
    by_desk = {desk: n for (desk, state), n in desk_state.items() if state == State.OPEN}
    return Tally(by_desk, totals, desk_state, unassigned)


_OWN = """
SELECT (SELECT count(DISTINCT p.conversation_id) FROM inbox_placement p
         WHERE p.owner_id = %(user)s AND p.state = 'open' AND p.desk_id = ANY(%(desks)s)
           AND (%(brands)s::bigint[] IS NULL OR p.brand_id = ANY(%(brands)s))),
       (SELECT count(DISTINCT m.conversation_id) FROM inbox_notemention m
         WHERE m.user_id = %(user)s AND m.seen_at IS NULL)
"""


def own_tally(access: Access) -> OwnTally:
    """The user's own open conversations and unseen mentions."""
    values: dict[str, Any] = {
        "user": access.user.pk,
        "desks": access.desk_ids,
        "brands": access.brand_ids,
    }
    with prepared() as cursor:
        cursor.execute(_OWN, values)
        mine, mentions = cursor.fetchone()
    return OwnTally(mine, mentions)
