"""Who an answer goes to: worked out from the message answered, shown, and frozen when sent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from unsilo.channels.contract import Address
from unsilo.core.errors import Invalid
from unsilo.inbox.models import Conversation, Direction, DraftKind, Kind, Message

MAX_RECIPIENTS = 50
_BETWEEN_ADDRESSES = re.compile(r'[,;\n](?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True, slots=True)
class Recipients:
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()

    @property
    def everyone(self) -> tuple[Address, ...]:
        return (*self.to, *self.cc, *self.bcc)


def suggest(
    conversation: Conversation,
    answered: Message | None,
    *,
    kind: str,
    own: frozenset[str],
) -> Recipients:
    """Recipients for a reply or reply to all, from the message being answered only.

    Nobody is added who did not stand on that message: the first writer of a conversation learns
    nothing of an answer to somebody else. ``own`` are our addresses, case-folded.
    """
    if kind in (DraftKind.FORWARD, DraftKind.NEW) or answered is None:
        return Recipients()
    found = answered.addresses
    if answered.direction == Direction.IN:
        to = _addresses(found.get("reply_to") or found.get("from", []))
    else:
        to = _addresses(found.get("to", []))
    to = _without(to, own)
    if not to and answered.direction == Direction.IN:
        to = _without(_addresses(found.get("from", [])), own)
    if kind != DraftKind.REPLY_ALL:
        return Recipients(to=to)
    taken = own | {one.value.casefold() for one in to}
    others = [*found.get("to", []), *found.get("cc", [])]
    if answered.direction == Direction.IN and found.get("reply_to"):
        others = [*found.get("from", []), *others] if _list_reply(found) else others
    return Recipients(to=to, cc=_without(_addresses(others), taken))


def _list_reply(found: dict[str, list[dict[str, str]]]) -> bool:
    """A mailing list put itself into Reply-To: the writer would otherwise not hear from us."""
    to = {one["value"].casefold() for one in found.get("to", [])}
    return any(one["value"].casefold() in to for one in found.get("reply_to", []))


def latest_answerable(conversation: Conversation) -> Message | None:
    """The message an answer is for by default: the newest that a human outside wrote, else ours."""
    messages = Message.objects.filter(conversation=conversation, kind=Kind.MESSAGE)
    messages = messages.defer("html", "search")  # large, and of no use here
    heard = messages.filter(direction=Direction.IN)
    return (
        heard.filter(message_class="human").order_by("-id").first()
        or messages.order_by("-id").first()
    )


def parse(text: str) -> tuple[Address, ...]:
    """Addresses as people type them, separated by commas. Raises ``Invalid`` naming a bad one."""
    found: list[Address] = []
    for piece in _BETWEEN_ADDRESSES.split(text):
        if not piece.strip():
            continue
        name, value = parseaddr(piece.strip())
        local, at, domain = value.rpartition("@")
        bad = not at or not local or "." not in domain or value not in piece
        if bad or re.search(r'[\s<>,;"()\[\]\\]', value) or len(value) > 254:
            raise Invalid(f"“{piece.strip()}” is not an e-mail address.")
        found.append(Address(value, name))
    return tuple(dict.fromkeys(found))


def checked(wanted: Recipients) -> Recipients:
    """Without repetitions, each address in its strongest place."""
    seen: set[str] = set()
    kept: dict[str, tuple[Address, ...]] = {}
    for kind, many in (("to", wanted.to), ("cc", wanted.cc), ("bcc", wanted.bcc)):
        fresh = []
        for one in many:
            if one.value.casefold() not in seen:
                seen.add(one.value.casefold())
                fresh.append(one)
        kept[kind] = tuple(fresh)
    if len(seen) > MAX_RECIPIENTS:
        raise Invalid(f"At most {MAX_RECIPIENTS} people can get one message.")
    return Recipients(**kept)


def _addresses(found: Sequence[dict[str, str]]) -> tuple[Address, ...]:
    return tuple(Address(one["value"], one.get("name", "")) for one in found)


def _without(many: Iterable[Address], own: frozenset[str]) -> tuple[Address, ...]:
    kept = {one.value.casefold(): one for one in many if one.value.casefold() not in own}
    return tuple(kept.values())
