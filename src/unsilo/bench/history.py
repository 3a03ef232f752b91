"""The past of a made-up company, conversation by conversation, as rows for COPY.

A chunk of it depends on its number only, so that chunks can be made by several processes in any
order and two loads are the same. Ids count from 1: the database is an empty one.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any

from unsilo.bench.words import NEEDLES, Writer

CHUNK = 1_000  # conversations
BLOCK = 200  # conversations after which the pattern of lengths repeats
LONG = 20  # messages in one conversation of each block
SPAN = timedelta(days=730)
NEEDLE_HITS = 7  # messages that have one of the needles

# State and, of a hundred conversations, how many stand in it.
STATES = {"open": 20, "waiting": 8, "snoozed": 2, "done": 70}

COLUMNS = {
    "people_person": "id name tier_reason place language fields created_at last_seen_at",
    "people_identity": "person_id kind value key name profile_url bounce_reason created_at",
    "inbox_conversation": (
        "id subject channel_id brand_id person_id external_thread public paid permalink preview "
        "message_count version is_spam created_at last_message_at last_inbound_at last_outbound_at"
    ),
    "inbox_placement": (
        "conversation_id desk_id brand_id state owner_id priority snoozed_until active_at placed_at "
        "done_at"
    ),
    "inbox_conversationtag": "conversation_id tag_id",
    "channels_arrival": (
        "id channel_id external_key blob_id content_type size meta received_at outcome reason "
        "attempts processed_at sender subject message_id conversation_id"
    ),
    "inbox_message": (
        "id conversation_id channel_id direction kind message_class class_reason person_id user_id "
        "author_name author_address subject text reply_text html markup remote_images addresses "
        "file_names external_id in_reply_to permalink fingerprint arrival_id sent_at created_at"
    ),
    "inbox_attachment": "message_id blob_id filename content_type size content_id inline",
    "inbox_reference": "external_id conversation_id",
    "inbox_participant": "conversation_id address",
    "inbox_readmark": "user_id conversation_id message_count",
    "channels_delivery": (
        "id channel_id message_id conversation_id external_id subject payload state reason "
        "created_at attempts claimed_at sent_at via scheduled"
    ),
    "channels_deliveryrecipient": "delivery_id address role state reason at",
    "core_event": (
        "at kind actor_kind actor_id actor_label conversation_id message_id person_id brand_id "
        "desk_ids data"
    ),
}  # in the order in which they need each other

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Channel:
    id: int
    desk_id: int
    address: str


@dataclass(frozen=True)
class History:
    """What there is to be made, and the rows that have been there before it."""

    conversations: int
    messages_per: int
    until: datetime
    brand_id: int
    channels: Sequence[Channel]
    users: Sequence[tuple[int, str]]  # id and name
    readers: Sequence[int]  # ids of users who have read part of it
    tag_ids: Sequence[int]
    blobs: Sequence[tuple[str, int]]  # name and size

    @property
    def messages(self) -> int:
        return self._before(self.conversations)

    @property
    def chunks(self) -> int:
        return -(-self.conversations // CHUNK)

    @cached_property
    def lengths(self) -> list[int]:
        """Messages of each conversation of a block: one is long, most are short."""
        dice = Random("lengths")
        long = LONG if self.messages_per > 1 else 1
        lengths = [long] + [1] * (BLOCK - 1)
        for _ in range(BLOCK * self.messages_per - sum(lengths)):
            lengths[dice.randrange(1, BLOCK)] += 1
        return lengths

    @cached_property
    def _sums(self) -> list[int]:
        return list(accumulate(self.lengths, initial=0))

    @property
    def needle_every(self) -> int:
        return self.messages // (NEEDLE_HITS * len(NEEDLES)) or 1

    def _before(self, number: int) -> int:
        blocks, rest = divmod(number, BLOCK)
        return blocks * self._sums[-1] + self._sums[rest]

    def rows(self, chunk: int) -> Rows:
        rows: Rows = {table: [] for table in COLUMNS}
        writer = Writer(f"chunk {chunk}")
        numbers = range(chunk * CHUNK, min((chunk + 1) * CHUNK, self.conversations))
        addresses: dict[int, tuple[str, str]] = {}
        for number in numbers:
            person = number // 8 * 5 + min(number % 8, 4) + 1  # five people to eight conversations
            if person not in addresses:
                addresses[person] = self._person(rows, writer, person, number)
            _Conversation(self, writer, number, person, *addresses[person]).write(rows)
        return rows

    def _person(self, rows: Rows, writer: Writer, person: int, number: int) -> tuple[str, str]:
        name = writer.name()
        address = f"{name.replace(' ', '.').lower()}.{person}@{writer.words(1)[0].lower()}.example"
        at = self.begin(number)
        rows["people_person"].append((person, name, "", "", "", "{}", at, at))
        rows["people_identity"].append((person, "email", address, address, name, "", "", at))
        return name, address

    def begin(self, number: int) -> datetime:
        return self.until - SPAN * (1 - number / self.conversations) - timedelta(minutes=5)

    def first_message(self, number: int) -> int:
        """The id of a conversation's first message."""
        return self._before(number) + 1


class _Conversation:
    """One conversation on its way into the rows."""

    def __init__(
        self, history: History, writer: Writer, number: int, person: int, name: str, address: str
    ) -> None:
        self.history, self.writer, self.dice = history, writer, writer.dice
        self.number, self.id = number, number + 1
        self.person, self.name, self.address = person, name, address
        self.channel = history.channels[self.dice.randrange(len(history.channels))]
        self.subject = writer.line(self.dice.randrange(2, 9))
        self.length = history.lengths[number % BLOCK]
        self.state = self.dice.choices(list(STATES), list(STATES.values()))[0]
        self.agent = self.dice.choice(history.users)
        self.desks = [self.channel.desk_id]
        if self.dice.random() < 0.15:
            others = {one.desk_id for one in history.channels} - set(self.desks)
            self.desks.append(self.dice.choice(sorted(others)))

    def write(self, rows: Rows) -> None:
        at = begin = self.history.begin(self.number)
        heard, said, preview = begin, None, ""
        for place, message in enumerate(self._ids()):
            ours = place % 3 == 1
            at = self._later(at) if place else begin
            preview = self._message(rows, message, place, at, ours=ours)
            heard, said = (heard, at) if ours else (at, said)
        rows["inbox_conversation"].append(
            (
                self.id, self.subject, self.channel.id, self.history.brand_id, self.person, "",
                False, False, "", preview[:200], self.length, self.length + 1,
                self.dice.random() < 0.01, begin, at, heard, said,
            )
        )  # fmt: skip
        self._place(rows, begin, at)
        for address in (self.address, self.channel.address):
            rows["inbox_participant"].append((self.id, address))
        for tag in self.dice.sample(self.history.tag_ids, self.dice.choice((0, 0, 1, 2))):
            rows["inbox_conversationtag"].append((self.id, tag))
        for reader in self.history.readers:
            if self.dice.random() < 0.6:
                rows["inbox_readmark"].append((reader, self.id, self.length))

    def _ids(self) -> Iterator[int]:
        first = self.history.first_message(self.number)
        return iter(range(first, first + self.length))

    def _later(self, at: datetime) -> datetime:
        hours = min(self.dice.expovariate(1 / 6), 48)
        return min(at + timedelta(hours=hours), self.history.until)

    def _place(self, rows: Rows, begin: datetime, at: datetime) -> None:
        data = {"channel": self.channel.address, "subject": self.subject}
        self._event(rows, "conversation.started", begin, data)
        unowned = self.state == "open" and self.dice.random() < 0.5
        for desk in self.desks:
            rows["inbox_placement"].append(
                (
                    self.id, desk, self.history.brand_id, self.state,
                    None if unowned else self.agent[0], self.dice.choices((0, 1, 2), (90, 8, 2))[0],
                    self.history.until + timedelta(days=30) if self.state == "snoozed" else None,
                    at, begin, at if self.state == "done" else None,
                )
            )  # fmt: skip
        if not unowned:
            owner = {"owner": self.agent[0], "owner_name": self.agent[1]}
            assigned = {**owner, "steps": self._steps("open", "open")}
            self._event(rows, "conversation.assigned", begin, assigned, by_user=True)
        if self.state == "done":
            closed = {"steps": self._steps("open", "done")}
            self._event(rows, "conversation.closed", at, closed, by_user=True)

    def _steps(self, before: str, after: str) -> list[dict[str, Any]]:
        standing = {"owner": self.agent[0], "priority": 0, "snoozed_until": None}
        return [
            {
                "desk": desk,
                "before": {"state": before, **standing},
                "after": {"state": after, **standing},
            }
            for desk in self.desks
        ]

    def _message(self, rows: Rows, message: int, place: int, at: datetime, *, ours: bool) -> str:
        text = self.writer.text(self.dice.randrange(15, 110))
        turn, rest = divmod(message, self.history.needle_every)
        if rest == 0:
            text += f" {NEEDLES[turn % len(NEEDLES)]}"
        domain = "bench.example" if ours else self.address.partition("@")[2]
        external = f"{message}.{self.id}@{domain}"
        before = f"{message - 1}" if place else ""
        outside = {"value": self.address, "name": self.name}
        inside = {"value": self.channel.address, "name": ""}
        addresses = {"from": [inside if ours else outside], "to": [outside if ours else inside]}
        has_file = self.dice.random() < 0.1
        filename = f"{self.writer.words(1)[0]}.pdf" if has_file else ""
        rows["inbox_message"].append(
            (
                message, self.id, self.channel.id, "out" if ours else "in", "message", "human", "",
                None if ours else self.person, self.agent[0] if ours else None,
                self.agent[1] if ours else self.name,
                self.channel.address if ours else self.address,
                f"Re: {self.subject}"[:300] if place else self.subject,
                text, text, f"<p>{text}</p>" if message % 3 == 0 else "", text if ours else "", 0,
                json.dumps(addresses), filename, external, before, "", f"{message:064x}",
                None if ours else message, at, at,
            )
        )  # fmt: skip
        rows["inbox_reference"].append((external, self.id))
        data = {"words": text[:200], "author": self.name, "channel": self.channel.address}
        if ours:
            self._delivery(rows, message, external, text, at)
            self._event(rows, "message.queued", at, data, by_user=True, message=message)
        else:
            self._arrival(rows, message, at)
            self._event(rows, "message.received", at, data, message=message)
        if has_file:
            blob, size = self.dice.choice(self.history.blobs)
            rows["inbox_attachment"].append(
                (message, blob, filename, "application/pdf", size, "", False)
            )
        return text

    def _arrival(self, rows: Rows, message: int, at: datetime) -> None:
        blob, size = self.history.blobs[0]
        rows["channels_arrival"].append(
            (
                message, self.channel.id, f"INBOX/1/{message}", blob, "message/rfc822", size, "{}",
                at, "imported", "", 1, at, self.address, self.subject, message, self.id,
            )
        )  # fmt: skip

    def _delivery(self, rows: Rows, message: int, external: str, text: str, at: datetime) -> None:
        payload = {"external_id": external, "subject": self.subject, "text": text, "html": text}
        rows["channels_delivery"].append(
            (
                message, self.channel.id, message, self.id, external, self.subject,
                json.dumps(payload), "sent", "", at, 1, at, at, "mail.bench.example:587", False,
            )
        )  # fmt: skip
        rows["channels_deliveryrecipient"].append((message, self.address, "to", "accepted", "", at))

    def _event(
        self,
        rows: Rows,
        kind: str,
        at: datetime,
        data: dict[str, Any],
        *,
        by_user: bool = False,
        message: int | None = None,
    ) -> None:
        actor = ("user", *self.agent) if by_user else ("system", None, "unsilo")
        rows["core_event"].append(
            (
                at, kind, *actor, self.id, message, self.person, self.history.brand_id, self.desks,
                json.dumps(data),
            )
        )  # fmt: skip
