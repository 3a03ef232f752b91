"""Who may change what stands where. Pages, the API and services ask here: one rule for all doors.

Someone works where they have a seat, a lead on every desk they may read; on archived ones too, for
what stands there has to be moved or closed.
"""

from collections.abc import Collection

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk
from unsilo.core.errors import Forbidden, NotFound
from unsilo.inbox.models import Conversation, Placement

NO_SEAT = "You have no seat on a desk that holds this conversation."


def conversation_to_work(access: Access, conversation_id: int) -> Conversation:
    """A conversation the user may change. Raises ``Forbidden`` when they may only read it."""
    conversation = Conversation.objects.get_for(access, conversation_id)
    work_desks(access, conversation)
    return conversation


def held_desks(access: Access, conversation: Conversation) -> list[Desk]:
    """The desks that hold it, as far as the user may know of them."""
    held = set(
        Placement.objects.filter(conversation=conversation).values_list("desk_id", flat=True)
    )
    return [desk for desk in access.readable_desks if desk.pk in held]


def work_desks(access: Access, conversation: Conversation) -> list[Desk]:
    """The desks for which the user works on a conversation. Raises ``Forbidden`` without any."""
    desks = own_desks(access, [desk.pk for desk in held_desks(access, conversation)])
    if not desks:
        raise Forbidden(NO_SEAT)
    return desks


def desks_to_work(access: Access, conversation: Conversation, held: Collection[int]) -> list[Desk]:
    """The same for a conversation that was found without asking who may see it; ``held`` are all
    desks it stands on. Raises ``NotFound`` for a stranger."""
    brands = access.brand_ids
    readable = set(held).intersection(access.desk_ids)
    if not readable or (brands is not None and conversation.brand_id not in brands):
        raise NotFound
    desks = own_desks(access, readable)
    if not desks:
        raise Forbidden(NO_SEAT)
    return desks


def own_desks(access: Access, held: Collection[int]) -> list[Desk]:
    """Those of the desks with a seat; a lead without one stands in for all. Empty for a reader."""
    if not access.can_work(list(held)):
        return []
    placed = [desk for desk in access.readable_desks if desk.pk in held]
    seated = [desk for desk in placed if desk.pk in access.seat_ids]
    return seated or placed


def require_desk(access: Access, desk_id: object) -> Desk:
    """A desk on which the user may change what stands there."""
    for desk in access.readable_desks:
        if str(desk.pk) == str(desk_id):
            return to_work(access, desk)
    raise NotFound


def to_work(access: Access, desk: Desk) -> Desk:
    if not access.can_work([desk.pk]):
        raise Forbidden(f"You have no seat on {desk}.")
    return desk


def visible_desk(access: Access, desk_id: object) -> Desk:
    """A desk that something can be put on."""
    for desk in access.desks:
        if str(desk.pk) == str(desk_id):
            return desk
    raise NotFound
