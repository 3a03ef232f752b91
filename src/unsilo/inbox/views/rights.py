"""Who may change what stands where. Every view that writes asks here first."""

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk
from unsilo.core.errors import Forbidden, NotFound
from unsilo.inbox.models import Conversation
from unsilo.inbox.queries.conversation import placement_rows


def work_desks(access: Access, conversation: Conversation) -> list[Desk]:
    """The desks for which the user works on a conversation: those with a seat, for a lead else all.

    Raises ``Forbidden`` when there is none.
    """
    held = {placed.desk_id for placed in placement_rows(access, conversation)}
    desks = own_desks(access, held)
    if not desks:
        raise Forbidden("You have no seat on a desk that holds this conversation.")
    return desks


def own_desks(access: Access, held: set[int]) -> list[Desk]:
    """The same from desk ids, empty when the user may only read."""
    if not access.can_work(list(held)):
        return []
    placed = [desk for desk in access.desks if desk.pk in held]
    seated = [desk for desk in placed if desk.pk in access.seat_ids]
    return seated or placed


def require_desk(access: Access, desk_id: object) -> Desk:
    """A desk on which the user may change what stands there."""
    desk = visible_desk(access, desk_id)
    if not access.can_work([desk.pk]):
        raise Forbidden("You have no seat on this desk.")
    return desk


def visible_desk(access: Access, desk_id: object) -> Desk:
    for desk in access.desks:
        if str(desk.pk) == str(desk_id):
            return desk
    raise NotFound
