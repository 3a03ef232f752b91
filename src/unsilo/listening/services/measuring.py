"""What an alert says: counted and looked up again from its sightings whenever it grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Left

from unsilo.inbox.models import Message
from unsilo.listening.evidence import Word, new_words, telling
from unsilo.listening.matching import words
from unsilo.listening.models import Alert, AlertKind, Mention, QueryKind, Severity, Sighting
from unsilo.triage.models import Feeling, Reading
from unsilo.triage.texts import words_of

MOST_TEXTS = 300
TEXT = 4_000  # characters of each
BEFORE = timedelta(days=21)
UNHAPPY = {"complaint_product", "complaint_service", "complaint_values", "safety_harm",
           "legal_threat", "harassment_hate"}  # fmt: skip
HAPPY = {"praise", "testimonial", "word_of_mouth", "advocacy_defence", "purchase_intent",
         "where_to_buy", "availability_restock", "humour_banter"}  # fmt: skip
GRAVE = {"safety_harm", "legal_threat"}
MANY_TIMES, MANY_PEOPLE = 10.0, 8  # from here on high
SOME_TIMES = 4.0  # from here on medium


@dataclass(frozen=True, slots=True)
class Item:
    """A sighting with its words and what triage says of it."""

    noun: str  # message or mention
    pk: int
    at: datetime
    author: str
    public: bool
    text: str
    feeling: str = ""
    intents: tuple[str, ...] = ()

    @property
    def is_unhappy(self) -> bool:
        return self.feeling == Feeling.NEGATIVE or not UNHAPPY.isdisjoint(self.intents)

    @property
    def is_happy(self) -> bool:
        return not self.is_unhappy and (
            self.feeling == Feeling.POSITIVE or not HAPPY.isdisjoint(self.intents)
        )


def measure(alert: Alert) -> None:
    """Set what follows from the sightings between ``since`` and ``until``. Saves nothing."""
    sightings = Sighting.objects.filter(
        series__query=alert.query_id, at__gte=alert.since, at__lte=alert.until
    )
    rows = list(sightings.order_by("at", "pk").values_list(*_FIELDS))
    items = _items(rows[-MOST_TEXTS:])
    texts = [item.text for item in items]
    new = new_words(texts, _texts_before(alert))
    alert.observed = len(rows)
    alert.private = sum(not public for *_rest, public in rows)
    alert.people = len({author for _at, author, *_rest in rows})
    alert.unhappy = sum(item.is_unhappy for item in items)
    alert.happy = sum(item.is_happy for item in items)
    alert.words = [[word.text, word.count] for word in new]
    places = telling(texts, [item.author for item in items], new)
    alert.telling = [[items[place].noun, items[place].pk] for place in places]
    alert.public_at = _first_public(items, new)
    alert.kind = _kind(alert)
    alert.severity = _severity(alert, items)
    alert.title = _title(alert, new)


_FIELDS = ("at", "author", "message_id", "mention_id", "series__public")


def _items(rows: Sequence[tuple[datetime, str, int | None, int | None, bool]]) -> list[Item]:
    message_ids = [message for _, _, message, _, _ in rows if message]
    mention_ids = [mention for _, _, _, mention, _ in rows if mention]
    messages = _message_texts(message_ids)
    mentions = Mention.objects.in_bulk(mention_ids)
    readings = {
        pk: (feeling, tuple(intents))
        for pk, feeling, intents in Reading.objects.current()
        .filter(message__in=message_ids)
        .values_list("message_id", "feeling", "intents")
    }
    found = []
    for at, author, message, mention, public in rows:
        if message:
            said = readings.get(message, ("", ()))
            found.append(Item("message", message, at, author, public, messages[message], *said))
        elif mention:
            row = mentions[mention]
            text = f"{row.title}\n{row.text}"[:TEXT]
            found.append(
                Item("mention", mention, at, author, public, text, row.feeling, tuple(row.intents))
            )
    return found


def _message_texts(message_ids: Sequence[int]) -> dict[int, str]:
    rows = (
        Message.objects.filter(pk__in=message_ids)
        .annotate(short=Left("reply_text", TEXT), whole=Left("text", TEXT))
        .values_list("pk", "subject", "short", "whole")
    )
    return {pk: words_of(subject, short, whole) for pk, subject, short, whole in rows}


def _texts_before(alert: Alert) -> list[str]:
    """What the same topic, and the brand at large, sounded like before."""
    before = Sighting.objects.filter(at__lt=alert.since, at__gte=alert.since - BEFORE)
    same = Q(series__query=alert.query_id)
    brand = Q(series__query__brand=alert.query.brand_id, series__query__kind=QueryKind.BRAND)
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for asked in (same, brand):
        rows = before.filter(asked).order_by("-at")[:MOST_TEXTS].values_list(*_FIELDS)
        found |= {row[2:4]: row for row in rows}
    return [item.text for item in _items(list(found.values()))]


def _first_public(items: Sequence[Item], new: Sequence[Word]) -> datetime | None:
    """When the first public post had one of the new words."""
    names = [word.text for word in new]
    for item in items:
        line = f" {' '.join(words(item.text))} "
        if item.public and (not names or any(f" {name} " in line for name in names)):
            return item.at
    return None


def _kind(alert: Alert) -> AlertKind:
    """Where nobody has read anything yet, it is taken for a threat."""
    return AlertKind.OPPORTUNITY if alert.happy > alert.unhappy else AlertKind.THREAT


def _severity(alert: Alert, items: Sequence[Item]) -> Severity:
    grave = sum(not GRAVE.isdisjoint(item.intents) for item in items)
    many = alert.factor >= MANY_TIMES and alert.people >= MANY_PEOPLE
    if alert.kind == AlertKind.THREAT and (grave >= 2 or many):
        return Severity.HIGH
    if alert.kind == AlertKind.OPPORTUNITY and many and alert.people >= 3 * MANY_PEOPLE:
        return Severity.HIGH
    return Severity.MEDIUM if alert.factor >= SOME_TIMES else Severity.LOW


def _title(alert: Alert, new: Sequence[Word]) -> str:
    told = ", ".join(word.text for word in new[:2])
    return f"{alert.query.name}: {told}"[:200] if told else alert.query.name
