"""Let the scripted sixty days happen again, message by message, through the services."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from unsilo.accounts.models import Desk, User
from unsilo.channels.contract import Address, RawArrival
from unsilo.channels.models import Arrival, Channel, Delivery, Outcome
from unsilo.channels.services import arrivals, deliveries, uploads
from unsilo.core.actor import SYSTEM
from unsilo.demo import duties, letters, shops
from unsilo.demo.company import CHANNELS_BY_KEY
from unsilo.demo.founding import Cast
from unsilo.demo.generator import ScriptedConversation, ScriptedPlacement
from unsilo.demo.letters import Answered
from unsilo.demo.people import PEOPLE_BY_KEY
from unsilo.inbox.checking import Override, OverrideReason
from unsilo.inbox.models import (
    Conversation,
    Direction,
    DraftKind,
    Kind,
    Message,
    Placement,
    Priority,
    State,
)
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services import drafts, notes, placements, presence, replies, tags
from unsilo.intake import pipeline

RECENT = timedelta(hours=30)  # what is older has been read by everyone
# What a check would stop today went out then.
MEANT = Override(OverrideReason.MEANT)


@dataclass(frozen=True)
class Step:
    """One thing that happens at a moment; `begins` is the story that begins with it, if one does."""

    at: datetime
    run: Callable[[], object]
    begins: ScriptedConversation | None = None


class Unplayable(Exception):
    """A scripted message did not go the way the script says."""


class Player:
    """Turns scripts into steps. Everything a step needs is looked up, so play can stop anywhere."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast = cast
        self.now = now
        self._ids: dict[str, int] = {}

    def steps(self, conversations: Sequence[ScriptedConversation]) -> list[Step]:
        """Everything that happens, in the order in which it happens."""
        found = [step for one in conversations for step in self._steps_of(one)]
        return sorted(found, key=lambda step: step.at)

    def play(self, steps: Sequence[Step]) -> None:
        """Let steps happen. What began long ago may begin together: that is much quicker."""
        old = [step for step in steps if step.begins and step.at <= self.now - RECENT]
        if old:
            self._begin([step.begins for step in old if step.begins], at=old[-1].at)
        for step in steps:
            if step not in old:
                step.run()

    def _begin(self, scripts: Sequence[ScriptedConversation], *, at: datetime) -> None:
        received = []
        for key, channel in self.cast.channels.items():
            raws = [self._raw(script, 0) for script in scripts if script.channel_key == key]
            for arrival in arrivals.receive(channel, raws, by=SYSTEM, at=at):
                arrival.channel = channel
                received.append(arrival)
        pipeline.process_many(received)
        for arrival in received:
            self._came_in(arrival.external_key.removesuffix(".0"), arrival)

    def _steps_of(self, script: ScriptedConversation) -> Iterator[Step]:
        first, *rest = script.messages
        yield Step(first.at, partial(self._hear, script, 0), begins=script)
        looked = first.at + timedelta(seconds=45)
        yield Step(looked, partial(self._look, script, looked))
        for index, message in enumerate(rest, 1):
            act = {"in": self._hear, "out": self._answer, "note": self._note}[message.kind]
            yield Step(message.at, partial(act, script, index))
        left = script.last_at + timedelta(minutes=2)
        yield Step(left, partial(self._leave, script, left))

    # What is heard

    def _hear(self, script: ScriptedConversation, index: int) -> None:
        message = script.messages[index]
        channel = self._carrier(script, index)
        self._came_in(script.key, self.take(channel, self._raw(script, index), at=message.at))

    def _came_in(self, key: str, arrival: Arrival) -> None:
        if arrival.outcome not in (Outcome.IMPORTED, Outcome.APPENDED, Outcome.BOUNCED):
            raise Unplayable(f"{arrival.external_key}: {arrival.outcome} {arrival.reason}")
        assert arrival.conversation_id is not None
        self._ids[key] = arrival.conversation_id

    def take(self, channel: Channel, raw: RawArrival, *, at: datetime) -> Arrival:
        """Let one arrival come in and be processed at once, as the worker would."""
        (arrival,) = arrivals.receive(channel, [raw], by=SYSTEM, at=at)
        arrival.channel = channel
        pipeline.process(arrival)
        return arrival

    def _carrier(self, script: ScriptedConversation, index: int) -> Channel:
        """Who filled in a form goes on by mail."""
        by_form = CHANNELS_BY_KEY[script.channel_key].kind == "webform"
        return self.cast.channels["help" if by_form and index else script.channel_key]

    def _raw(self, script: ScriptedConversation, index: int) -> RawArrival:
        message = script.messages[index]
        person = PEOPLE_BY_KEY[message.author]
        key = f"{script.key}.{index}"
        answered = self._answered(script) if index else None
        channel = self._carrier(script, index)
        if channel.kind == "webform":
            return letters.form(key, message, subject=script.subject, person=person)
        if channel.kind == "api":
            return letters.comment(
                key, message, conversation=script, person=person, answered=answered
            )
        address = channel.config["address"]
        if message.mail_class == "bounce_hard" and answered:
            return letters.bounce(key, message, to=address, answered=answered)
        return letters.mail(
            key,
            message,
            person=person,
            to=[address],
            subject=f"Re: {script.subject}" if answered else script.subject,
            language=script.language,
            answered=answered,
        )

    def _answered(self, script: ScriptedConversation) -> Answered | None:
        ours = Message.objects.filter(
            conversation_id=self.conversation_id(script.key),
            direction=Direction.OUT,
            kind=Kind.MESSAGE,
        )
        last = ours.order_by("-id").first()
        if last is None:
            return None
        return Answered(last.external_id, last.author_name, last.text, last.sent_at)

    def conversation_id(self, key: str) -> int:
        if key not in self._ids:
            arrival = Arrival.objects.get(external_key=f"{key}.0")
            if arrival.conversation_id is None:
                raise Unplayable(f"{key} made no conversation")
            self._ids[key] = arrival.conversation_id
        return self._ids[key]

    # What colleagues do

    def _look(self, script: ScriptedConversation, at: datetime) -> None:
        """Someone takes a first look, a second for each thing: desks, tags, urgency, an owner."""
        pk = self.conversation_id(script.key)
        by = self._first_reader(script).actor
        arrived_on = self.cast.channels[script.channel_key].desk
        desks = [self.cast.desks[one.desk_key] for one in script.placements]
        seconds = (at + timedelta(seconds=n) for n in count())
        if arrived_on not in desks:
            placements.move(pk, from_desk=arrived_on, to_desk=desks[0], by=by, at=next(seconds))
        for desk in desks:
            if desk != arrived_on:
                duties.place(script, pk, desk, by=by, at=next(seconds))
        for tag in script.tags:
            tags.tag(pk, name=tag, by=by, at=next(seconds))
        if script.priority != "normal":
            priority = Priority[script.priority.upper()]
            placements.set_priority(pk, desk=desks[0], priority=priority, by=by, at=next(seconds))
        if script.spam:
            placements.mark_spam(pk, spam=True, by=by, at=next(seconds))
        takes_over = script.messages[1] if len(script.messages) > 1 else None
        if takes_over and takes_over.kind == "note":  # who answers, owns it without being told
            for placement in script.placements:
                if placement.owner_email == takes_over.author:
                    self._assign(pk, placement, next(seconds))

    def _first_reader(self, script: ScriptedConversation) -> User:
        for message in script.messages:
            if message.kind != "in":
                return self.cast.users[message.author]
        owners = (one.owner_email for one in script.placements if one.owner_email)
        email = next(owners, None)
        return self.cast.users[email] if email else self.cast.admin

    def _assign(self, conversation_id: int, placement: ScriptedPlacement, at: datetime) -> None:
        if placement.owner_email is None:
            return
        owner = self.cast.users[placement.owner_email]
        desk = self.cast.desks[placement.desk_key]
        placements.assign(conversation_id, desk=desk, owner=owner, by=owner.actor, at=at)

    def _answer(self, script: ScriptedConversation, index: int) -> None:
        message = script.messages[index]
        user = self.cast.users[message.author]
        heard = [one for one in script.messages[:index] if one.mail_class == "human"]
        person = PEOPLE_BY_KEY[[one.author for one in heard if one.kind == "in"][-1]]
        files = [
            uploads.store_upload(user, SimpleUploadedFile(file.filename, file.content()))
            for file in message.attachments
        ]
        sent = replies.send_answer(
            self.conversation_id(script.key),
            replies.Answer(
                text=message.text + self._way_to_win(script, index, user),
                recipients=Recipients(to=(Address(person.mail, person.name),)),
                uploads=files,
                confirmed=True,
                then=self._then(script, index),
                override=MEANT,
            ),
            user=user,
            desks=self._desks_of(script, user),
            by=user.actor,
            at=message.at,
        )
        delivery = Delivery.objects.get(message_id=sent.pk)
        deliveries.record_sent(delivery, at=message.at + timedelta(seconds=12), by=SYSTEM)
        self._saw(script, user, message.at)

    def _way_to_win(self, script: ScriptedConversation, index: int, user: User) -> str:
        """Who asked where to buy is given a link with the last answer."""
        message = script.messages[index]
        if any(later.kind == "out" for later in script.messages[index + 1 :]):
            return ""
        return shops.given(script, self.conversation_id(script.key), user, message.at)

    def _then(self, script: ScriptedConversation, index: int) -> State | None:
        """An answer leaves the conversation waiting, or at once as the script leaves it."""
        if any(message.kind == "in" for message in script.messages[index + 1 :]):
            return State.WAITING
        states = {placement.state for placement in script.placements}
        if State.OPEN in states:
            return None
        return State.DONE if states == {State.DONE} else State.WAITING

    def _desks_of(self, script: ScriptedConversation, user: User) -> list[Desk]:
        """The desks a colleague works for here: those that are theirs in the end, else the first."""
        own = [one for one in script.placements if one.owner_email == user.email]
        return [self.cast.desks[one.desk_key] for one in own or script.placements[:1]]

    def _note(self, script: ScriptedConversation, index: int) -> None:
        message = script.messages[index]
        user = self.cast.users[message.author]
        conversation_id = self.conversation_id(script.key)
        notes.add_note(conversation_id, user=user, text=message.text, by=user.actor, at=message.at)
        self._saw(script, user, message.at)

    def _saw(self, script: ScriptedConversation, user: User, at: datetime) -> None:
        """Who writes, has read; of what is older, everyone has."""
        if at > self.now - RECENT:
            conversation_id = self.conversation_id(script.key)
            read = sum(message.at <= at for message in script.messages)
            presence.mark_read(conversation_id=conversation_id, user=user, message_count=read)

    def _leave(self, script: ScriptedConversation, at: datetime) -> None:
        """Bring it to where the script leaves it."""
        conversation_id = self.conversation_id(script.key)
        wanted = {self.cast.desks[one.desk_key].pk: one for one in script.placements}
        by = self._first_reader(script).actor
        held = Placement.objects.filter(conversation_id=conversation_id).select_related(
            "desk", "owner"
        )
        for placement in held:
            script_says = wanted.get(placement.desk_id)
            if script_says is None:
                placements.remove(conversation_id, desk=placement.desk, by=by, at=at)
                continue
            if placement.owner is None or placement.owner.email != script_says.owner_email:
                self._assign(conversation_id, script_says, at)
            owner = self.cast.users.get(script_says.owner_email or "")
            if placement.state != script_says.state:
                placements.set_state(
                    conversation_id,
                    state=State(script_says.state),
                    desks=[placement.desk],
                    until=script_says.snoozed_until,
                    by=owner.actor if owner else by,
                    at=at,
                )
        for draft in script.drafts:
            self._draft(conversation_id, self.cast.users[draft.by], draft.text)

    def _draft(self, conversation_id: int, user: User, text: str) -> None:
        version = Conversation.objects.values_list("version", flat=True).get(pk=conversation_id)
        drafts.save_draft(
            user=user,
            conversation_id=conversation_id,
            kind=DraftKind.REPLY,
            text=text,
            fields={},
            seen_version=version,
        )
