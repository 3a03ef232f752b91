"""The database's side of the crash benchmark: what is handed over, and the audit after it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.accounts.services import create_token
from unsilo.bench import asked, intake
from unsilo.bench.ground import USER
from unsilo.bench.letters import Letter, strangers
from unsilo.bench.session import open_session
from unsilo.channels.models import Arrival, Blob, Channel, Delivery, Outcome
from unsilo.channels.services import arrivals, blobs, sending
from unsilo.channels.services.channels import update_channel
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation, Message, Placement, Reference
from unsilo.intake import tasks

Fields = dict[str, str]
State = Delivery.State


def prepare(
    deliveries: int, replies: int, smtp_port: int
) -> tuple[list[Letter], list[tuple[str, Fields | None]], str, str, str]:
    """Letters, answers as forms, where the API takes mail, a token for it, and a session."""
    for channel in Channel.objects.all():
        update_channel(channel, config={**channel.config, "smtp_port": smtp_port}, by=SYSTEM)
    forms = asked.requests(1, replies)["reply"]
    for number, (_, fields) in enumerate(forms):
        assert fields is not None
        fields["text"] = f"Answer number {number}."
    _, token = create_token(User.objects.get(email=USER), name="crash", by=SYSTEM)
    channel = Channel.objects.get(slug="support")
    letters = strangers(deliveries, timezone.now())
    return letters, forms, f"/api/v1/channels/{channel.pk}/raw", token, open_session()


def is_settled(idle: float, lend_a_hand: bool) -> bool:
    """Whether everything that came in and everything that is to go out has found its end.

    Lets the time pass that a second try would be waited for, once ``idle`` seconds went by since the
    first, and the time after which what a dead process was sending counts as not certain. With
    ``lend_a_hand`` this process does what a worker does, instead of waiting for one to look.
    """
    now = timezone.now()
    for tried, wait in enumerate(arrivals.WAITS, 1):
        waiting = Arrival.objects.filter(outcome=Outcome.PENDING, attempts=tried)
        abandoned = waiting.filter(next_try_at__lt=now + wait - timedelta(seconds=idle))
        abandoned.filter(next_try_at__gt=now).update(next_try_at=now)
    stuck = Delivery.objects.filter(
        state=State.SENDING, claimed_at__lt=now - timedelta(seconds=idle)
    )
    stuck.update(claimed_at=now - sending.STUCK_AFTER - timedelta(seconds=1))
    if lend_a_hand:
        tasks.drain(30)
        sending.doubt_stuck()
        sending.send_due()
    unfinished = Delivery.objects.filter(state__in=[State.WAITING, State.SENDING])
    return not (Arrival.objects.filter(outcome=Outcome.PENDING).exists() or unfinished.exists())


def audit(
    letters: Sequence[Letter], forms: Sequence[tuple[str, Fields]], sunk: Sequence[str]
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """What is wrong, by kind; and how many there are of what is right."""
    answers, counts = _answers(forms, sunk)
    return {
        "mails lost, doubled or mangled": intake.check(letters),
        "arrivals without exactly one good end": _arrivals(letters),
        "answers lost, doubled or sent twice": answers,
        "conversations that contradict their messages": _conversations(),
        "events missing or doubled": _events(letters),
        "blobs without their file": _blobs(),
    }, counts


def _arrivals(letters: Sequence[Letter]) -> list[str]:
    ids = [one.message_id for one in letters]
    messages = dict(Message.objects.filter(external_id__in=ids).values_list("pk", "external_id"))
    ended = Arrival.objects.filter(Q(message_id__in=messages) | Q(external_key__startswith="pipe/"))
    good = Counter(
        messages.get(arrival.message_id or 0)
        for arrival in ended
        if arrival.outcome in (Outcome.IMPORTED, Outcome.APPENDED)
    )
    wrong = [f"{one} has {good[one]} arrivals" for one in ids if good[one] != 1]
    wrong += [f"arrival {one.pk} ended as {one.outcome}: {one.reason}" for one in ended
              if one.outcome not in (Outcome.IMPORTED, Outcome.APPENDED)]  # fmt: skip
    return wrong


def _answers(
    forms: Sequence[tuple[str, Fields]], sunk: Sequence[str]
) -> tuple[list[str], dict[str, int]]:
    """Every answer is one message with one delivery; what is sent came once, the rest says why."""
    arrived = Counter(sunk)
    texts = [fields["text"] for _, fields in forms]
    written = defaultdict(list)
    for message in Message.objects.filter(text__in=texts):
        written[message.text].append(message)
    wrong, states = [], Counter[str]()
    for text in texts:
        if len(written[text]) != 1:
            wrong.append(f"“{text}” is there {len(written[text])} times")
            continue
        message = written[text][0]
        delivery = Delivery.objects.get(message_id=message.pk)
        states[delivery.state] += 1
        came = arrived[message.external_id]
        if came > 1 or (delivery.state == State.SENT and came != 1):
            wrong.append(f"“{text}” is {delivery.state} and came {came} times")
        if delivery.state not in (State.SENT, State.UNCERTAIN):
            wrong.append(f"“{text}” ended as {delivery.state}: {delivery.reason}")
    return wrong, {f"answers {state}": count for state, count in sorted(states.items())}


def _conversations() -> list[str]:
    counted = Conversation.objects.annotate(there=Count("messages")).exclude(
        there=F("message_count")
    )
    wrong = [f"conversation {pk} counts {said} messages and has {there}" for pk, said, there in
             counted.values_list("pk", "message_count", "there")[:100]]  # fmt: skip
    placed = Placement.objects.values("conversation")
    wrong += [f"conversation {pk} stands on no desk" for pk in
              Conversation.objects.exclude(pk__in=placed).values_list("pk", flat=True)[:100]]  # fmt: skip
    lost = Message.objects.exclude(external_id="").exclude(
        external_id__in=Reference.objects.values("external_id")
    )
    return wrong + [f"message {pk} can't be found by its id" for pk in
                    lost.values_list("pk", flat=True)[:100]]  # fmt: skip


def _events(letters: Sequence[Letter]) -> list[str]:
    ids = [one.message_id for one in letters]
    messages = Message.objects.filter(external_id__in=ids).values_list("pk", flat=True)
    told = Counter(
        Event.objects.filter(kind="message.received", message_id__in=list(messages)).values_list(
            "message_id", flat=True
        )
    )
    return [f"message {pk} was told {told[pk]} times" for pk in messages if told[pk] != 1]


def _blobs() -> list[str]:
    missing = []
    for name in Blob.objects.values_list("pk", flat=True):
        try:
            blobs.open_blob(name).close()
        except blobs.BlobMissing:
            missing.append(f"blob {name} has no file")
    return missing
