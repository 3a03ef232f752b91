"""What requests name: conversations by id; desks, channels and colleagues as people call them.

Whatever is absent or invisible is ``NotFound``.
"""

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Channel
from unsilo.core.errors import Conflict, Forbidden, NotFound
from unsilo.core.rest import MAX_ID
from unsilo.inbox.models import Conversation, Placement


def conversation_to_work(access: Access, conversation_id: int) -> Conversation:
    """A conversation the user may change. Raises ``Forbidden`` when they may only read it."""
    conversation = Conversation.objects.get_for(access, conversation_id)
    if not access.can_work([desk.pk for desk in desks_of(access, conversation)]):
        raise Forbidden("You can read this conversation, but you don't work on its desks.")
    return conversation


def desks_of(access: Access, conversation: Conversation) -> list[Desk]:
    """The desks that hold it, as far as the user may know of them."""
    held = set(
        Placement.objects.filter(conversation=conversation).values_list("desk_id", flat=True)
    )
    return [desk for desk in access.desks if desk.pk in held]


def own_desks(access: Access, conversation: Conversation) -> list[Desk]:
    """Those of its desks for which the user acts: where they sit; a lead else stands in for all."""
    held = desks_of(access, conversation)
    seated = [desk for desk in held if desk.pk in access.seat_ids]
    return seated or [desk for desk in held if access.can_work([desk.pk])]


def desk_to_work(access: Access, conversation: Conversation, named: str | int | None) -> Desk:
    """The desk a change is meant for: the one named, else the only one that holds it."""
    if named is not None:
        desk = desk_named(access, named)
    else:
        held = desks_of(access, conversation)
        if len(held) != 1:
            raise Conflict("It stands on several desks. Name one in `desk`.")
        desk = held[0]
    if not access.can_work([desk.pk]):
        raise Forbidden(f"You don't work on {desk}.")
    return desk


def desk_named(access: Access, named: str | int) -> Desk:
    """By slug or name, else by id."""
    text, by_name = str(named), isinstance(named, str)
    for desk in access.desks:
        if by_name and (text == desk.slug or text.casefold() == desk.name.casefold()):
            return desk
    for desk in access.desks:
        if text == str(desk.pk):
            return desk
    raise NotFound("There is no such desk.")


def channel_named(access: Access, text: str) -> Channel:
    live = Channel.objects.live().visible_to(access).select_related("brand", "desk")
    for condition in ({"slug": text}, {"name__iexact": text}, _by_id(text)):
        channel: Channel | None = live.filter(**condition).first() if condition else None
        if channel is not None:
            return channel
    raise NotFound("There is no such channel.")


def colleague_named(access: Access, text: str) -> User:
    """By e-mail address, full name (if only one has it) or id; ``me`` is the token's user."""
    if text == "me":
        return access.user
    users = User.objects.active()
    for condition in ({"email__iexact": text}, {"name__iexact": text}, _by_id(text)):
        found = list(users.filter(**condition)[:2]) if condition else []
        if len(found) == 1:
            user: User = found[0]
            return user
    raise NotFound("There is no such colleague.")


def _by_id(text: str) -> dict[str, int]:
    if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MAX_ID:
        return {"pk": int(text)}
    return {}
