"""Does what is stored agree with itself? Packages register what must hold of their rows.

`unsilo doctor --deep` asks all of it, and so does `make chaos` once everything has been killed, cut
off and filled up. A check reads every row it is about: minutes on a large installation, never locks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from unsilo.core.models import Event

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """How many were looked at, and a sentence about each that is wrong."""

    at: int
    wrong: Iterable[str]


@dataclass(frozen=True, slots=True)
class Result:
    """One invariant: how many it was asked of, how many break it, and the first of these."""

    invariant: str
    at: int
    count: int
    shown: tuple[str, ...]


_invariants: dict[str, Callable[[], Looked]] = {}


def register_invariant(invariant: str, look: Callable[[], Looked]) -> None:
    """``invariant`` is the sentence that holds when ``look`` finds nothing wrong."""
    _invariants[invariant] = look


def examine() -> Iterator[Result]:
    """Ask every invariant, one after the other."""
    for invariant, look in _invariants.items():
        looked = look()
        wrong = iter(looked.wrong)
        shown = tuple(islice(wrong, SHOWN))
        yield Result(invariant, looked.at, len(shown) + sum(1 for _ in wrong), shown)


def look_at_events() -> Looked:
    """An id above the sequence's would be given out a second time, below what readers have read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM core_event_id_seq")
        [last] = cursor.fetchone()
    ahead = Event.objects.filter(pk__gt=last).values_list("pk", flat=True)
    wrong = (f"Event {pk} is ahead of the sequence, which stands at {last}." for pk in ahead)
    return Looked(Event.objects.count(), wrong)
