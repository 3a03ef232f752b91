"""How good the readings are: what people corrected, how the mix drifts, what was learned."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q

from unsilo.accounts.access import Access
from unsilo.triage.models import Correction, Head, OwnHead

PAIRS_SHOWN = 10
WEEKS = 8
SAMPLE = 20_000  # newest readings that the drift is worked out from
INTENTS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """How often the model said one thing and people another."""

    was: str
    said: str
    count: int


@dataclass(frozen=True, slots=True)
class HeadQuality:
    """What people said about one head. ``right`` counts where they agreed with the model."""

    head: str
    label: str
    corrections: int
    right: int
    pairs: Sequence[Pair]
    own: OwnHead | None
    changed: int


@dataclass(frozen=True, slots=True)
class Week:
    """The shares of one week, in the order of ``Drift.names``."""

    begins_on: date
    count: int
    shares: Sequence[float]


@dataclass(frozen=True, slots=True)
class Drift:
    """How the answers to one question divide, week by week, oldest first."""

    names: Sequence[str]
    weeks: Sequence[Week]


def heads(access: Access) -> list[HeadQuality]:
    """Every head with what the user may see of its corrections."""
    visible = Correction.objects.visible_to(access)
    totals = {
        row["head"]: (row["n"], row["right"])
        for row in visible.values("head").annotate(
            n=Count("pk"), right=Count("pk", filter=Q(said=F("was")))
        )
    }
    pairs: dict[str, list[Pair]] = defaultdict(list)
    differing = visible.exclude(said=F("was")).values("head", "was", "said")
    for row in differing.annotate(n=Count("pk")).order_by("-n", "was", "said"):
        pairs[row["head"]].append(Pair(row["was"], row["said"], row["n"]))
    own = {one.head: one for one in OwnHead.objects.defer("weights")}
    changed = _changed_by_learning()
    return [
        HeadQuality(
            head=head.value,
            label=str(head.label),
            corrections=totals.get(head.value, (0, 0))[0],
            right=totals.get(head.value, (0, 0))[1],
            pairs=pairs[head.value][:PAIRS_SHOWN],
            own=own.get(head.value),
            changed=changed[head.value],
        )
        for head in Head
    ]


def _changed_by_learning() -> Counter[str]:
    """Of how many of the newest readings something learned here decides, by head."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT head, count(*) FROM ("
            " SELECT decided FROM triage_reading WHERE is_current ORDER BY id DESC LIMIT %s"
            ") newest, jsonb_each(decided) AS one (head, voices)"
            " WHERE voices ? 'learned' GROUP BY 1",
            [SAMPLE],
        )
        return Counter(dict(cursor.fetchall()))


_WEEKS = """
SELECT date_trunc('week', m.sent_at)::date, r.feeling, r.intent, count(*)
  FROM (SELECT message_id, feeling, intent FROM triage_reading
         WHERE is_current AND is_read ORDER BY message_id DESC LIMIT %(sample)s) r
  JOIN inbox_message m ON m.id = r.message_id
  JOIN inbox_conversation c ON c.id = m.conversation_id
 WHERE m.sent_at >= date_trunc('week', now()) - (%(weeks)s - 1) * interval '1 week'
   AND EXISTS (SELECT 1 FROM inbox_placement p
                WHERE p.conversation_id = c.id AND p.desk_id = ANY(%(desks)s))
   AND (%(brands)s::bigint[] IS NULL OR c.brand_id = ANY(%(brands)s))
 GROUP BY 1, 2, 3
"""


def drift(access: Access) -> tuple[Drift, Drift]:
    """Feelings and the most frequent intents of the last weeks."""
    values: dict[str, Any] = {
        "sample": SAMPLE,
        "weeks": WEEKS,
        "desks": access.desk_ids,
        "brands": access.brand_ids,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, values)
        rows = cursor.fetchall()
    feelings: dict[date, Counter[str]] = defaultdict(Counter)
    intents: dict[date, Counter[str]] = defaultdict(Counter)
    for week, feeling, intent, count in rows:
        feelings[week][feeling] += count
        intents[week][intent] += count
    total = sum(intents.values(), Counter())
    frequent = [name for name, _n in total.most_common() if name][:INTENTS_SHOWN]
    return (
        _drift(feelings, ["negative", "neutral", "positive", "unsure"]),
        _drift(intents, frequent),
    )


def _drift(by_week: dict[date, Counter[str]], names: list[str]) -> Drift:
    weeks = []
    for week in sorted(by_week):
        count = sum(by_week[week].values())
        weeks.append(Week(week, count, [by_week[week][name] / count for name in names]))
    return Drift(names, weeks)
