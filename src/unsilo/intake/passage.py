"""One arrival on its way, and the batch it travels in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from unsilo.channels.contract import Author, Connector, InboundMessage
from unsilo.channels.models import Arrival, Blob, Channel, Outcome
from unsilo.core.actor import Actor
from unsilo.core.tombstones import tombstones
from unsilo.inbox.models import Conversation, Message, Participant, Reference
from unsilo.inbox.services.batch import Batch
from unsilo.inbox.services.posts import keep_sources
from unsilo.inbox.services.reading import participants_of
from unsilo.people.models import Person
from unsilo.people.services import erased_until, find_or_create_people, identity_key


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an arrival ended, with a reason that a person can read, and what it led to."""

    outcome: Outcome
    reason: str = ""
    message_id: int | None = None
    conversation_id: int | None = None
    held_for: int | None = None
    forget: bool = False  # nothing of it is kept but its place in the ledger


@dataclass(eq=False, slots=True)
class Passage:
    """An arrival that has been read."""

    arrival: Arrival
    channel: Channel
    connector: Connector
    parsed: InboundMessage
    at: datetime
    author: Author | None
    fingerprint: str
    blobs: Sequence[Blob] = ()  # of the parsed message's attachments
    person: Person | None = None
    message: Message | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def let_in(self) -> bool:
        """A person looked at it while it was held and wants it here."""
        return bool(self.arrival.held_for or self.arrival.meta.get("let_in"))

    @property
    def ids(self) -> list[str]:
        """Every id it carries or names, its own first."""
        parsed = self.parsed
        named = (parsed.external_id, parsed.in_reply_to, *parsed.references)
        return list(dict.fromkeys(one[:400] for one in named if one))


@dataclass(frozen=True, slots=True)
class Copy:
    """A stored message that carries the same id, or whose tombstone says that it did."""

    message_id: int
    conversation_id: int
    channel_id: int | None
    channel_name: str
    fingerprint: str
    is_ours: bool
    is_erased: bool = False


class Travellers:
    """What the steps need to know about a batch, fetched at once and kept true as it goes."""

    def __init__(self, passages: Sequence[Passage], *, by: Actor) -> None:
        self.by = by
        self.copies = _copies(passages)
        self.conversation_of = _references(passages)
        self._erased_until = _erased_until(passages)
        heard = [(one.author, one.at) for one in passages if one.author and not self.is_erased(one)]
        self.people = find_or_create_people(heard, by=by) if heard else {}
        self.sources = keep_sources((one.channel, one.parsed) for one in passages)
        self.batch = Batch(by=by, size=len(passages))
        self.batch.load(self._mentioned(passages))
        self._started: Counter[int] | None = None
        self.participants: set[tuple[int, str]] = set(
            Participant.objects.filter(
                conversation__in=self.batch.held,
                address__in={one.parsed.author.value.casefold()[:320] for one in passages},
            ).values_list("conversation_id", "address")
        )

    def _mentioned(self, passages: Sequence[Passage]) -> set[int]:
        found = {copy.conversation_id for copies in self.copies.values() for copy in copies}
        found |= set(self.conversation_of.values())
        found |= {one.arrival.held_for for one in passages if one.arrival.held_for}
        return found

    def is_erased(self, passage: Passage) -> bool:
        """This very message was erased here; or it is old mail of somebody who was. What they write
        from then on is new."""
        if any(copy.is_erased for copy in self.copies.get(passage.parsed.external_id[:400], ())):
            return True
        key = identity_key(passage.author) if passage.author else None
        until = self._erased_until.get(key) if key else None
        return until is not None and not passage.arrival.is_live and passage.at < until

    def person_of(self, passage: Passage) -> Person | None:
        return self.people.get(identity_key(passage.author)) if passage.author else None

    def conversation(self, conversation_id: int) -> Conversation | None:
        """One of the batch, fetched and locked if it was not expected."""
        if conversation_id not in self.batch.held:
            self.batch.load([conversation_id])
        held = self.batch.held.get(conversation_id)
        return held.conversation if held else None

    def started_since(self, passage: Passage, since: datetime) -> int:
        """How many conversations the passage's person began, in the batch or shortly before it."""
        if self._started is None:
            people = {person.pk for person in self.people.values()}
            self._started = Counter(
                Conversation.objects.filter(
                    person__in=people, last_message_at__gt=since, created_at__gt=since
                ).values_list("person_id", flat=True)
            )
        assert passage.person is not None
        in_batch = sum(
            held.is_new and held.conversation.person_id == passage.person.pk
            for held in self.batch.held.values()
        )
        return self._started[passage.person.pk] + in_batch

    def stored(self, passage: Passage, message: Message) -> None:
        """A message was added: those behind it in the batch must know."""
        self.conversation_of |= dict.fromkeys(passage.ids, message.conversation_id)
        copy = Copy(
            message.pk,
            message.conversation_id,
            passage.channel.pk,
            passage.channel.name,
            passage.fingerprint,
            is_ours=False,
        )
        self.copies.setdefault(message.external_id, []).append(copy)
        self.participants |= {
            (message.conversation_id, address) for address in participants_of(passage.parsed)
        }


def _copies(passages: Sequence[Passage]) -> dict[str, list[Copy]]:
    ids = {one.parsed.external_id[:400] for one in passages}
    buried = tombstones(ids)
    found: dict[str, list[Copy]] = {}
    for message in (
        Message.objects.filter(external_id__in=[*ids, *buried])
        .exclude(external_id="")
        .select_related("channel")
        .only("external_id", "conversation_id", "channel__name", "fingerprint", "user_id")
    ):
        found.setdefault(buried.get(message.external_id, message.external_id), []).append(
            Copy(
                message.pk,
                message.conversation_id,
                message.channel_id,
                message.channel.name if message.channel else "",
                message.fingerprint,
                is_ours=message.user_id is not None,
                is_erased=message.external_id in buried,
            )
        )
    return found


def _erased_until(passages: Sequence[Passage]) -> dict[tuple[str, str], datetime]:
    """For writers of old messages: when somebody was erased who had their address."""
    authors = [one.author for one in passages if one.author and not one.arrival.is_live]
    if not authors:
        return {}
    return erased_until(identity_key(author) for author in authors)


def _references(passages: Sequence[Passage]) -> dict[str, int]:
    """The newest conversation of every id the batch names."""
    ids = {one for passage in passages for one in passage.ids}
    rows = Reference.objects.filter(external_id__in=ids).order_by("conversation_id")
    return dict(rows.values_list("external_id", "conversation_id"))
