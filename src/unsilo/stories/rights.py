"""Who may do what with stories: those with a seat on a PR desk, and leads."""

from unsilo.accounts.access import Access
from unsilo.accounts.models import Discipline
from unsilo.core.errors import Forbidden


def works_on_stories(access: Access) -> bool:
    """Anybody flags what they work on; what becomes of it, PR decides."""
    if not access.can_write:
        return False
    return access.is_lead or any(
        desk.discipline == Discipline.PR and desk.pk in access.seat_ids for desk in access.desks
    )


def require_stories(access: Access) -> None:
    if not works_on_stories(access):
        raise Forbidden("You have no seat on a PR desk.")
