"""The database's side: what is handed over, how far it has come, and the questions of the audit.

Each function runs in a process of its own with Django set up, by ``bench.ground.Ground.run``.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.accounts.services import create_token
from unsilo.bench import asked, intake
from unsilo.bench.ground import USER
from unsilo.bench.letters import Letter, strangers
from unsilo.bench.session import open_session
from unsilo.channels.models import Arrival, Channel, Delivery, Outcome
from unsilo.channels.services import arrivals, blobs, sending
from unsilo.channels.services.channels import update_channel
from unsilo.core import events, integrity
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox.models import Message
from unsilo.intake import tasks

Fields = dict[str, str]
State = Delivery.State

GOOD = (Outcome.IMPORTED, Outcome.APPENDED)
# Seconds after which, once all is well again, a try counts as one that a dead process began.
IDLE = 10.0
CLOCK_WAS_WRONG = timedelta(minutes=10)
UNMOVED = 120.0  # seconds without any progress after which nothing more is waited for


def prepare(
    arrivals: int, replies: int, smtp: tuple[str, int], imap_port: int = 0, password: str = ""
) -> tuple:
    """Letters, answers as forms, where the API takes mail, a token for it, a session, and the
    last event and arrival before. Without ``imap_port`` nothing is fetched."""
    for channel in Channel.objects.all():
        config = {**channel.config, "smtp_host": smtp[0], "smtp_port": smtp[1]}
        if imap_port and channel.slug == "support":
            config |= {
                "imap_host": "127.0.0.1",
                "imap_port": imap_port,
                "imap_security": "none",
                "imap_username": "support",
                "imap_password": password,
            }
        update_channel(channel, config=config, by=SYSTEM)
    forms = asked.requests(1, replies)["reply"]
    assert len(forms) == replies, f"only {len(forms)} conversations to answer"
    for number, (_, fields) in enumerate(forms):
        fields["text"] = f"Answer number {number}."
    _, token = create_token(User.objects.get(email=USER), name="chaos", by=SYSTEM)
    channel = Channel.objects.get(slug="support")
    letters = strangers(arrivals, timezone.now())
    path = f"/api/v1/channels/{channel.pk}/raw"
    session = open_session()
    newest = Arrival.objects.aggregate(Max("pk"))["pk__max"] or 0
    return letters, forms, path, token, session, (events.horizon(), newest)


def settle(letters: Sequence[Letter], hurry: bool) -> int:
    """Wait until everything has found its end, or nothing moves any more; return the last event."""
    moved_at, before = time.monotonic(), (0, 0, 0)
    while before != (len(letters), 0, 0) and time.monotonic() < moved_at + UNMOVED:
        seen = _progress(letters, hurry)
        if seen != before:
            moved_at, before = time.monotonic(), seen
        time.sleep(0.2 if hurry else 2.0)
    if before != (len(letters), 0, 0):
        _tell_what_holds_it_up(before)
    return events.horizon()


_ACTIVITY = """
SELECT pid, state, wait_event_type, wait_event, now() - xact_start, now() - state_change, left(query, 90),
       (SELECT array_agg(locktype || ' ' || mode) FROM pg_locks WHERE pid = active.pid
           AND granted AND locktype = 'advisory')
  FROM pg_stat_activity AS active WHERE datname = current_database() ORDER BY backend_start
"""


def _tell_what_holds_it_up(seen: tuple[int, int, int]) -> None:
    lines = [f"Nothing moves any more: letters, arrivals, deliveries {seen}"]
    with connection.cursor() as cursor:
        cursor.execute(_ACTIVITY)
        lines += [f"  session {row}" for row in cursor.fetchall()]
    for channel in Channel.objects.order_by("pk"):
        lines.append(
            f"  channel {channel.pk} {channel.state} {channel.last_try_at} {channel.state_original}"
        )
    for one in Delivery.objects.filter(state__in=[State.WAITING, State.SENDING])[:5]:
        lines.append(f"  delivery {one.pk} {one.state} {one.next_try_at} {one.reason}")
    jobs = "SELECT status, task_name, attempts, scheduled_at FROM procrastinate_jobs"
    with connection.cursor() as cursor:
        cursor.execute(f"{jobs} WHERE status IN ('todo', 'doing')")
        lines += [f"  job {row}" for row in cursor.fetchall()]
    sys.stderr.write("\n".join([*lines, ""]))


def _progress(letters: Sequence[Letter], hurry: bool) -> tuple[int, int, int]:
    """How many letters are there, how many arrivals wait, and how many answers are on their way.

    Lets the time pass that a next try would be waited for, and that after which what a dead process
    was sending counts as not certain. In a ``hurry`` this process does what a worker does, instead of
    waiting for one to look.
    """
    now = timezone.now()
    idle = timedelta(seconds=1 if hurry else IDLE)
    fast = now + CLOCK_WAS_WRONG  # what a clock wrote that was ahead
    for tried, wait in enumerate([*arrivals.WAITS, arrivals.FINAL_TRY], 1):
        waiting = Arrival.objects.filter(outcome=Outcome.PENDING, attempts=tried)
        begun_long_ago = Q(next_try_at__gt=now, next_try_at__lt=now + wait - idle)
        by_wrong_clock = Q(next_try_at__gt=fast + wait)
        waiting.filter(begun_long_ago | by_wrong_clock).update(next_try_at=now)
    Delivery.objects.filter(state=State.WAITING, next_try_at__gt=now).update(next_try_at=now)
    claimed = Q(claimed_at__lt=now - idle) | Q(claimed_at__gt=fast)
    stuck = Delivery.objects.filter(claimed, state=State.SENDING)
    stuck.update(claimed_at=now - sending.STUCK_AFTER - timedelta(seconds=1))
    if hurry:
        tasks.drain(30)
        sending.doubt_stuck()
        sending.send_due()
    ids = [one.message_id for one in letters]
    return (
        Message.objects.filter(external_id__in=ids).count(),
        Arrival.objects.filter(outcome=Outcome.PENDING).count(),
        Delivery.objects.filter(state__in=[State.WAITING, State.SENDING]).count(),
    )


def audit(
    letters: Sequence[Letter],
    forms: Sequence[tuple[str, Fields]],
    arrived: Sequence[str],
    before: tuple[int, int],
    heard: Sequence[int],
    until: int,
    afresh: Sequence[tuple[int, int]] = (),
) -> tuple[list[tuple[str, int, list[str]]], dict[str, int]]:
    """Every invariant, and counts worth knowing."""
    counts = {"left behind by dead processes, swept away": blobs.sweep(timedelta(0))}
    answers, states = _answers(forms, arrived)
    counts |= states
    duplicates = Arrival.objects.filter(outcome=Outcome.DUPLICATE).count()
    counts["letters that came twice and were taken in once"] = duplicates
    invariants = [
        ("every letter is there once, word for word", len(letters), intake.check(letters)),
        (
            "every letter has one arrival that ended well",
            len(letters),
            _arrivals(letters, before[1]),
        ),
        ("every answer came once, or says that this is not certain", len(forms), answers),
        (
            "the browser heard of every event once, in order",
            len(heard),
            _events(before[0], until, heard, afresh),
        ),
    ]
    for result in integrity.examine():
        wrong = [*result.shown, *[""] * (result.count - len(result.shown))]
        invariants.append((result.invariant, result.at, wrong))
    return invariants, counts


def _arrivals(letters: Sequence[Letter], last: int) -> list[str]:
    ids = [one.message_id for one in letters]
    messages = dict(Message.objects.filter(external_id__in=ids).values_list("pk", "external_id"))
    good = Counter(
        messages[pk]
        for pk in Arrival.objects.filter(message_id__in=messages, outcome__in=GOOD).values_list(
            "message_id", flat=True
        )
    )
    wrong = [f"{one} has {good[one]} arrivals" for one in ids if good[one] != 1]
    bad = Arrival.objects.filter(pk__gt=last).exclude(outcome__in=[*GOOD, Outcome.DUPLICATE])
    return wrong + [f"arrival {one.pk} ended as {one.outcome}: {one.reason}" for one in bad]


def _answers(
    forms: Sequence[tuple[str, Fields]], log: Sequence[str]
) -> tuple[list[str], dict[str, int]]:
    """Every answer is one message with one delivery; what is sent came once, the rest says why."""
    arrived = Counter(log)
    texts = [fields["text"] for _, fields in forms]
    written = defaultdict(list)
    for message in Message.objects.filter(text__in=texts):
        written[message.text].append(message)
    wrong, states = [], Counter[str]()
    for text in texts:
        if len(written[text]) != 1:
            wrong.append(f"“{text}” is there {len(written[text])} times")
            continue
        [message] = written[text]
        delivery = Delivery.objects.get(message_id=message.pk)
        came = arrived[message.external_id]
        if came > 1 or (delivery.state == State.SENT and came != 1):
            wrong.append(f"“{text}” is {delivery.state} and came {came} times")
        if delivery.state not in (State.SENT, State.UNCERTAIN):
            wrong.append(f"“{text}” ended as {delivery.state}: {delivery.reason}")
        came_or_not = f", came {came} times" if delivery.state == State.UNCERTAIN else ""
        states[f"answers {delivery.get_state_display().lower()}{came_or_not}"] += 1
    return wrong, dict(sorted(states.items()))


def _events(
    first: int, until: int, heard: Sequence[int], afresh: Sequence[tuple[int, int]]
) -> list[str]:
    """What is wrong with what was heard. Events above ``until`` came when nobody waited any more;
    those of the stretches ``afresh`` were loaded with a page."""
    there = dict(Event.objects.filter(pk__gt=first).order_by("pk").values_list("pk", "kind"))
    times = Counter(heard)

    def loaded(pk: int) -> bool:
        return any(start < pk <= end for start, end in afresh)

    wrong = [
        f"event {pk}, {kind}, was heard {times[pk]} times"
        for pk, kind in there.items()
        if times[pk] > 1 or (not times[pk] and pk <= until and not loaded(pk))
    ]
    wrong += [f"event {pk} was heard and is not there" for pk in times.keys() - there.keys()]
    if list(heard) != sorted(heard):
        wrong.append("events were heard out of order")
    return wrong
