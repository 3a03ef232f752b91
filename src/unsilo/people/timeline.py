"""How events read on a timeline. Each app says in ``ready()`` what its kinds mean."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from unsilo.core.models import Event

Sentence = Callable[[Event], str]
Address = Callable[[Event], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline, ready to be shown."""

    id: int
    text: str
    at: datetime
    icon: str
    tone: str
    by: str
    url: str


@dataclass(frozen=True, slots=True)
class _Description:
    icon: str
    sentence: Sentence
    tone: str
    address: Address | None


_descriptions: dict[str, _Description] = {}


def describe(
    kind: str,
    icon: str,
    sentence: Sentence,
    *,
    tone: str = "",
    address: Address | None = None,
) -> None:
    """Have events of a kind shown on timelines of people; other kinds are left out.

    ``sentence`` is asked when a page is rendered, in the viewer's language. ``tone`` is one of ok,
    warn, danger, accent, pr. ``address`` leads to what it is about.
    """
    _descriptions[kind] = _Description(icon, sentence, tone, address)


def described_kinds() -> list[str]:
    return list(_descriptions)


def entries(events: Iterable[Event]) -> list[Entry]:
    """Events of described kinds as lines, in the order given."""
    return [_entry(event, _descriptions[event.kind]) for event in events]


def _entry(event: Event, description: _Description) -> Entry:
    return Entry(
        id=event.pk,
        text=description.sentence(event),
        at=event.at,
        icon=description.icon,
        tone=description.tone,
        by=event.actor_label,
        url=description.address(event) if description.address else "",
    )
