"""What requests name: desks, channels and colleagues as people call them.

Whatever is absent or invisible is ``NotFound``.
"""

from collections.abc import Sequence

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Channel
from unsilo.core.errors import Conflict, NotFound
from unsilo.core.rest import MAX_ID
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import held_desks, to_work


def desk_to_work(access: Access, conversation: Conversation, named: str | int | None) -> Desk:
    """The desk a change is meant for: the one named, else the only one that holds it."""
    if named is not None:
        return to_work(access, _named(access.readable_desks, named))
    held = held_desks(access, conversation)
    if len(held) != 1:
        raise Conflict("It stands on several desks. Name one in `desk`.")
    return to_work(access, held[0])


def desk_named(access: Access, named: str | int) -> Desk:
    """A desk that something can be put on, by slug or name, else by id."""
    return _named(access.desks, named)


def _named(desks: Sequence[Desk], named: str | int) -> Desk:
    text, by_name = str(named), isinstance(named, str)
    for desk in desks:
        if by_name and (text == desk.slug or text.casefold() == desk.name.casefold()):
            return desk
    for desk in desks:
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
