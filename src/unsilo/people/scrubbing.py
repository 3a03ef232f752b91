"""Events without the words of people: what happened stays in the log, who and what was said goes.

Clocks, numbers and undo read codes, ids and times from an event. Those stay. Whatever else is text
goes, whether or not anybody thought of it when the event was made.
"""

import re
from typing import Any

from django.db.models import QuerySet

from unsilo.core.actor import ActorKind
from unsilo.core.models import Event
from unsilo.people.personal import ERASED

_CODE = re.compile(r"[a-z][a-z0-9_.]{0,39}|[0-9TZ:+.-]{1,40}")
# What names colleagues, desks and settings.
_OURS = {
    "desk_name", "from_name", "to_name", "owner_name", "tag", "channel", "label", "rule", "kind",
}  # fmt: skip
# What can look like a code and be a person.
_THEIRS = {
    "name", "gone_name", "value", "text", "words", "what", "why", "title", "headline", "subject",
    "address", "place", "company", "key", "external_id", "url", "reason", "because", "quote",
    "author", "to", "recipient", "contact", "outlet", "email", "remark", "second_reason", "used_for",
}  # fmt: skip
BATCH = 500


def scrub(rows: QuerySet[Event, Event]) -> int:
    """Take the words out of these events. Returns how many there are."""
    count = 0
    batch: list[Event] = []
    for event in (
        rows.only("id", "actor_kind", "actor_label", "data").order_by("id").iterator(BATCH)
    ):
        count += 1
        data = _without_words(event.data)
        is_person = event.actor_kind == ActorKind.PERSON
        label = str(ERASED) if is_person else event.actor_label
        if data != event.data or label != event.actor_label:
            event.data, event.actor_label = data, label
            batch.append(event)
        if len(batch) >= BATCH:
            Event.objects.bulk_update(batch, ["data", "actor_label"])
            batch.clear()
    if batch:
        Event.objects.bulk_update(batch, ["data", "actor_label"])
    return count


def _without_words(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _without_words(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_words(one, key) for one in value]
    if not isinstance(value, str) or key in _OURS:
        return value
    return value if key not in _THEIRS and _CODE.fullmatch(value) else ""
