"""Mail through the whole pipeline: how fast, and whether every single one ends up right.

500 letters and 60 of them once more, taken in pages as from a mailbox and processed by one worker; then
letters one by one; then a mailbox with 1,000 unread. Reference: ``least_transactions``.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection
from django.utils import timezone

from unsilo.bench.least import least_transactions
from unsilo.bench.letters import TWICE, Letter, backlog, post, strangers
from unsilo.bench.measure import Cost, measured
from unsilo.bench.report import Report
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel, Outcome
from unsilo.channels.services.arrivals import receive
from unsilo.channels.watch import PAGE
from unsilo.core.actor import SYSTEM
from unsilo.core.tokens import sign_id
from unsilo.inbox.models import Message
from unsilo.inbox.services.replies import REPLY_TOKEN
from unsilo.intake import tasks

BAR = 60.0  # mails a second
SINGLE = 100
BACKLOG = 1_000


def measure(conversations: int) -> Report:
    """Run in a copy of a database with so many conversations."""
    channel = Channel.objects.select_related("brand", "desk").get(slug="support")
    now = timezone.now()
    letters = post(now)
    size = sum(len(one.content()) for one in letters) / 1e6
    report = Report(
        "intake",
        f"{len(letters)} mails of {size:.1f} MB in all and {TWICE} of them once more, "
        f"{conversations:,} conversations before",
    )
    least = least_transactions(channel)
    report.add("reference: least mail transactions", least, "/s")

    cost = _take_post(channel, letters)
    mails = len(letters) + TWICE
    report.add("received and processed", mails / cost.wall, "/s", at_least=BAR)
    report.add("processor time of a mail: unsilo", cost.cpu / mails * 1000, "ms")
    report.add("processor time of a mail: database", cost.database_cpu / mails * 1000, "ms")
    report.ratio("least transactions to ours", least * cost.wall / mails)
    wrong = check(letters) + _check_twice()

    unread = backlog(BACKLOG, now)
    cost = _take(channel, unread)
    report.add(f"a mailbox of {BACKLOG:,} unread", BACKLOG / cost.wall, "/s", at_least=BAR)
    wrong += check(unread) + _check_order(unread)

    single = strangers(SINGLE, now)
    with measured(database=backends) as cost:
        for one in single:
            _deliver(channel, [one])
    report.add("one by one", SINGLE / cost.wall, "/s")
    wrong += check(single)
    report.add("mails that did not end up right", len(wrong), "", at_most=0)
    report.notes += wrong[:20]
    return report


def _take_post(channel: Channel, letters: Sequence[Letter]) -> Cost:
    """Everything but the answers by token, then these, and some of all a second time."""
    first = [one for one in letters if not one.by_token]
    cost = _take(channel, first)
    answers = [replace(one, to=_tagged(one, letters)) for one in letters if one.by_token]
    again = [*first, *answers][:: len(letters) // TWICE][:TWICE]
    last = _take(channel, answers)
    # Half of them as the same piece of mail, half fetched anew under another number.
    repeated = _take(channel, again[::2]), _take(channel, again[1::2], key="moved")
    for more in (last, *repeated):
        cost.wall += more.wall
        cost.cpu += more.cpu
        cost.database_cpu += more.database_cpu
    return cost


def _tagged(answer: Letter, letters: Sequence[Letter]) -> str:
    """The address of the conversation that an answer belongs to."""
    original = next(one for one in letters if one.number == answer.thread)
    conversation = Message.objects.get(external_id=original.message_id).conversation_id
    local, _, domain = answer.to.partition("@")
    return f"{local}+{sign_id(conversation, purpose=REPLY_TOKEN)}@{domain}"


def _take(channel: Channel, letters: Sequence[Letter], *, key: str = "INBOX") -> Cost:
    with measured(database=backends) as cost:
        _deliver(channel, letters, key=key)
    return cost


def _deliver(channel: Channel, letters: Sequence[Letter], *, key: str = "INBOX") -> None:
    """As the watch of a mailbox and the worker do it, one after the other."""
    for start in range(0, len(letters), PAGE):
        raws = [
            RawArrival(f"{key}/1/{one.message_id}", one.content())
            for one in letters[start : start + PAGE]
        ]
        receive(channel, raws, by=SYSTEM)
    while tasks.drain(3600):
        continue


def backends() -> list[int]:
    """The server processes of this process's connections."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [row[0] for row in cursor.fetchall()]


# --- What must be found afterwards


def check(letters: Sequence[Letter]) -> list[str]:
    """Words, subject, files and thread of every letter; a sentence about each that is wrong."""
    stored: dict[str, list[Message]] = {}
    ids = [one.message_id for one in letters]
    for message in Message.objects.filter(external_id__in=ids).prefetch_related("attachments"):
        stored.setdefault(message.external_id, []).append(message)
    conversation_of: dict[int, int] = {}
    thread_of: dict[int, int] = {}
    wrong = []
    for letter in letters:
        found = stored.get(letter.message_id, [])
        if len(found) != 1:
            wrong.append(f"{letter.message_id} is there {len(found)} times")
            continue
        message = found[0]
        if problem := _difference(letter, message):
            wrong.append(f"{letter.message_id} ({letter.charset}, {letter.encoding}): {problem}")
        conversation = conversation_of.setdefault(letter.thread, message.conversation_id)
        thread = thread_of.setdefault(message.conversation_id, letter.thread)
        if conversation != message.conversation_id or thread != letter.thread:
            wrong.append(f"{letter.message_id} is in the wrong conversation")
    return wrong


def _difference(letter: Letter, message: Message) -> str:
    if message.text.split() != letter.text.split():
        return "other words"
    if message.subject != letter.subject:
        return f"another subject: {message.subject}"
    files = sorted((one.filename, one.size, one.blob_id) for one in message.attachments.all())
    if files != sorted(file.seen for file in letter.files):
        return f"other files: {files}"
    return ""


def _check_twice() -> list[str]:
    """What was fetched anew is a known duplicate; what is the same piece of mail left no trace."""
    ended = Arrival.objects.filter(external_key__startswith="moved/")
    outcomes = list(ended.values_list("outcome", flat=True))
    if outcomes != [Outcome.DUPLICATE] * (TWICE // 2):
        return [f"mails fetched anew ended as {outcomes}"]
    return []


def _check_order(letters: Sequence[Letter]) -> list[str]:
    """The letters of a thread stand in the order in which they were written."""
    written: dict[int, list[str]] = {}
    for letter in letters:
        written.setdefault(letter.thread, []).append(letter.message_id)
    wrong = []
    for ids in written.values():
        first = Message.objects.get(external_id=ids[0])
        kept = Message.objects.filter(conversation=first.conversation_id).order_by("sent_at", "id")
        if list(kept.values_list("external_id", flat=True)) != ids:
            wrong.append(f"the thread of {ids[0]} is out of order")
    return wrong
