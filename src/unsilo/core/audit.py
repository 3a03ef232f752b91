"""Who changed what in the house, from where: a log of its own beside the events.

Everything that a user or a program changes outside conversations is kept here by itself, since
``core.events`` hands over what it writes. What happens in conversations stands in their timelines.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from unsilo.core.actor import ActorKind
from unsilo.core.models import AuditEntry

if TYPE_CHECKING:
    from unsilo.core.events import NewEvent

# Of unsilo's own doings only what concerns who may come in. The command line acts as unsilo.
_SYSTEM_NOUNS = frozenset(
    ("audit", "brand", "desk", "invitation", "keys", "login", "password", "seat", "session", "token",
     "user")
)  # fmt: skip
# Of people's, all but what they were told: that, and reading anything at all, changes nothing.
_QUIET_NOUNS = frozenset(("notice",))
_QUIET_VERBS = frozenset(("read",))
_LABELS = ("name", "title", "email", "what", "query", "text", "metric", "week", "key", "address")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, and as whom a program acts."""

    address: str | None = None
    agent: str = ""
    user_id: int | None = None


_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


@contextmanager
def origin(found: Origin) -> Iterator[None]:
    before = _origin.set(found)
    try:
        yield
    finally:
        _origin.reset(before)


def acting_for(user_id: int) -> None:
    """The rest of this request is done by a program of this user's."""
    now = _origin.get()
    _origin.set(Origin(now.address, now.agent, user_id))


def here() -> Origin:
    return _origin.get()


def keep(new: "Sequence[NewEvent]") -> None:
    """Note those of the events that belong here, in the running transaction."""
    kept = [_entry(event) for event in new if _belongs(event)]
    if kept:
        AuditEntry.objects.bulk_create(kept)


def forget_old() -> int:
    gone, _ = AuditEntry.objects.filter(
        at__lt=timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    ).delete()
    return gone


def _belongs(event: "NewEvent") -> bool:
    noun, _, verb = event.kind.partition(".")
    if event.by.kind in (ActorKind.USER, ActorKind.TOKEN):
        quiet = noun in _QUIET_NOUNS or verb in _QUIET_VERBS
        return event.conversation_id is None and not quiet
    return event.by.kind is ActorKind.SYSTEM and noun in _SYSTEM_NOUNS


def _entry(event: "NewEvent") -> AuditEntry:
    noun = event.kind.partition(".")[0]
    where = _origin.get()
    return AuditEntry(
        at=timezone.now(),
        kind=event.kind,
        noun=noun,
        actor=event.by.label[:200],
        user_id=event.by.user_id or where.user_id,
        address=where.address,
        agent=where.agent[:200],
        object_id=_object_id(noun, event),
        label=_label(event.data),
        data=dict(event.data),
    )


def _object_id(noun: str, event: "NewEvent") -> int | None:
    for found in (
        event.data.get(f"{noun}_id"),
        event.data.get(noun),
        event.data.get("id"),
        {"person": event.person_id, "brand": event.brand_id}.get(noun),
        event.desk_ids[0] if noun in ("desk", "seat") and event.desk_ids else None,
    ):
        if isinstance(found, int) and not isinstance(found, bool):
            return found
    return None


def _label(data: Mapping[str, Any]) -> str:
    for name in _LABELS:
        if isinstance(found := data.get(name), str) and found:
            return found[:200]
    return ""
