"""Events of stories: addressed to the desks of their conversation, and to PR where that may know."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from unsilo.accounts.models import Desk, Discipline, User
from unsilo.accounts.services.notices import notify
from unsilo.channels.ports import desks_of_conversations
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.inbox.models import Conversation
from unsilo.stories.models import Story


def record(
    kind: str,
    *,
    by: Actor,
    story: Story | None = None,
    conversation: Conversation | None = None,
    at: datetime | None = None,
    **data: Any,
) -> int:
    """Write one event; of a story it stands on the timeline of whom it came from."""
    about = conversation or (story.conversation if story else None)
    brand_id = story.brand_id if story else None
    if about is not None and brand_id is None:
        brand_id = about.brand_id
    return events.record(
        kind,
        by=by,
        conversation_id=about.pk if about else None,
        person_id=about.person_id if about else None,
        brand_id=brand_id,
        desk_ids=_desks(about),
        data={**({"story": story.pk, "title": story.title} if story else {}), **data},
        at=at,
    )


def _desks(about: Conversation | None) -> list[int]:
    """What came from conversations that only restricted desks hold stays with these."""
    held = desks_of_conversations([about.pk]).get(about.pk, []) if about else []
    unrestricted = Desk.objects.filter(is_restricted=False)
    if held and not unrestricted.filter(pk__in=held).exists():
        return list(held)
    pr = unrestricted.filter(discipline=Discipline.PR, archived_at__isnull=True)
    return list(dict.fromkeys([*held, *pr.values_list("pk", flat=True)]))


def tell(
    users: Iterable[User | None], *, title: str, text: str, url: str, key: str, by: Actor
) -> None:
    """A notice behind the bell."""
    notify([one for one in users if one], title=title, text=text, url=url, key=key, by=by)
