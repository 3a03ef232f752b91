"""Keep no longer than we said: by channel, every night, with exceptions that last.

Age is silence: days since the last message of a conversation. What is open, on hold, or needed for
something that lasts (``inbox.ports.register_keeper``) is left alone.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unsilo.channels.erasing import erase_raw
from unsilo.channels.models import Arrival, Channel, Outcome
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.locks import session_lock
from unsilo.core.validation import check
from unsilo.inbox import ports
from unsilo.inbox.models import Attachment, Conversation, Message, Placement, State
from unsilo.inbox.services.changes import locked, log
from unsilo.people.models import Person
from unsilo.people.personal import Part
from unsilo.people.queries import person_for
from unsilo.privacy.models import (
    Erasure,
    ErasureState,
    Hold,
    RetentionRule,
    RetentionRun,
    RunState,
)
from unsilo.privacy.services import erasing

LOCK = "privacy.retention"
BATCH = 50
_DONE_WITH = (Outcome.IGNORED, Outcome.FAILED, Outcome.DUPLICATE, Outcome.BOUNCED)
# What goes together: words of which the raw message still stood there would not be gone.
_TAKES = {
    "files": {Part.FILES},
    "raw": {Part.RAW},
    "words": {Part.WORDS, Part.RAW},
}
LIMITS = ("raw", "files", "words", "whole")
LIMIT_LABELS = {
    "raw": gettext_lazy("conversations: raw messages"),
    "files": gettext_lazy("conversations: files"),
    "words": gettext_lazy("conversations: words"),
    "whole": gettext_lazy("conversations: whole"),
    "apart": gettext_lazy("arrivals that became no message"),
}
OPEN_LABEL = gettext_lazy("is not done on every desk")
HOLD_LABEL = gettext_lazy("is on hold")


@dataclass(frozen=True, slots=True)
class Limits:
    """After how many days what goes; None for what stays."""

    raw: int | None = None
    files: int | None = None
    words: int | None = None
    whole: int | None = None

    @classmethod
    def of(cls, rule: RetentionRule) -> "Limits":
        return cls(rule.raw_days, rule.files_days, rule.words_days, rule.whole_days)

    def cut_off(self, name: str, now: datetime) -> datetime | None:
        days: int | None = getattr(self, name)
        return None if days is None else now - timedelta(days=days)

    @property
    def shortest(self) -> int | None:
        named = [getattr(self, name) for name in LIMITS]
        return min((days for days in named if days is not None), default=None)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a rule would take tonight: conversations by limit, and how many are kept by what."""

    conversations: dict[str, int]
    messages: int
    files: int
    bytes: int
    kept: dict[str, int]

    @property
    def is_empty(self) -> bool:
        return not any(self.conversations.values())


def rule_of(channel: Channel) -> RetentionRule:
    """The channel's rule; one that is off where nobody has made any."""
    return RetentionRule.objects.filter(channel=channel).first() or RetentionRule(channel=channel)


@transaction.atomic
def save_rule(channel: Channel, *, limits: Limits, is_on: bool, by: Actor) -> RetentionRule:
    """Change how long a channel's messages are kept, and whether that is done."""
    Channel.objects.select_for_update().get(pk=channel.pk)
    rule = rule_of(channel)
    before = {"is_on": rule.is_on, **_days(rule)}
    for name in LIMITS:
        setattr(rule, f"{name}_days", getattr(limits, name))
    if is_on and limits.shortest is None:
        raise Invalid(_("Say after how many days something goes."))
    if limits.whole is not None and limits.whole < (limits.words or 0):
        raise Invalid(_("The whole goes last."), field="whole_days")
    rule.is_on, rule.changed_by, rule.changed_at = is_on, by.label, timezone.now()
    check(rule)
    rule.save()
    after = {"is_on": rule.is_on, **_days(rule)}
    events.record(
        "retention.changed", by=by, brand_id=channel.brand_id, desk_ids=[channel.desk_id],
        data={"channel": channel.name, "before": before, "after": after},
    )  # fmt: skip
    return rule


def forecast(channel: Channel, limits: Limits, *, now: datetime | None = None) -> Forecast:
    """Count what would go, without touching anything."""
    now = now or timezone.now()
    due = {name: _due(channel, name, cut) for name, cut in _cut_offs(limits, now)}
    everything = Conversation.objects.none()
    for found in due.values():
        everything |= found
    ids = everything.values("pk")
    files = Attachment.objects.filter(message__conversation__in=ids).aggregate(
        count=Count("pk"), bytes=Sum("size", default=0)
    )
    return Forecast(
        conversations={name: found.count() for name, found in due.items()},
        messages=Message.objects.filter(conversation__in=ids, words_erased_at__isnull=True).count(),
        files=files["count"],
        bytes=files["bytes"],
        kept=_kept(channel, limits, now),
    )


def run_all(*, seconds: float = 3600) -> int:
    """One night: every channel whose rule is on. Goes on tomorrow where time runs out."""
    until = time.monotonic() + seconds
    done = 0
    with session_lock(LOCK) as is_mine:
        if not is_mine:
            return 0
        rules = RetentionRule.objects.filter(is_on=True).select_related("channel").order_by("pk")
        begun = RetentionRun.objects.filter(state=RunState.RUNNING).select_related("channel")
        for report in begun.exclude(channel__in=rules.order_by().values("channel")):
            _end(report)  # was cut short, and its rule is off since
        for rule in list(rules):
            done += run(rule, until=until)
    return done


def run(rule: RetentionRule, *, until: float | None = None, now: datetime | None = None) -> bool:
    """One channel. Returns whether it came to its end."""
    now = now or timezone.now()
    limits = Limits.of(rule)
    report = _report(rule.channel, limits, now)
    counts = Counter(report.counts)
    for name, cut in reversed(list(_cut_offs(limits, now))):  # the whole first: it spares the rest
        for ids in _batches(rule.channel, name, cut):
            _take(rule.channel, name, cut, ids, counts, now)
            report.counts = dict(counts)
            report.save(update_fields=["counts"])
            if until is not None and time.monotonic() > until:
                return False
    if (since := limits.cut_off("raw", now)) is not None:
        _take_apart(rule.channel, since, counts)
    report.counts = dict(counts)
    _end(report)
    return True


@transaction.atomic
def _end(report: RetentionRun) -> None:
    channel = report.channel
    report.state, report.finished_at = RunState.DONE, timezone.now()
    report.save(update_fields=["counts", "state", "finished_at"])
    if report.counts:
        events.record(
            "retention.ran", by=SYSTEM, brand_id=channel.brand_id, desk_ids=[channel.desk_id],
            data={"run": report.pk, "channel": channel.name, "counts": report.counts},
        )  # fmt: skip


@transaction.atomic
def hold(conversation: Conversation, *, reason: str, by: Actor) -> Hold:
    """Keep a conversation from retention and erasure until somebody releases it."""
    if not reason.strip():
        raise Invalid(_("Say why it has to be kept."), field="reason")
    conversation = locked(conversation.pk)
    if conversation.erased_at is not None:
        raise Conflict(_("Nothing is left of this conversation."))
    if Erasure.objects.filter(
        person=person_for(conversation.person_id), state=ErasureState.RUNNING
    ).exists():
        raise Conflict(_("Its person is just being erased: it is too late to keep it."))
    try:
        with transaction.atomic():
            made = Hold.objects.create(
                conversation=conversation, reason=reason.strip()[:300], held_by=by.label
            )
    except IntegrityError as error:
        raise Conflict(_("It is on hold already.")) from error
    log("conversation.held", conversation, by=by, data={"reason": made.reason})
    return made


@transaction.atomic
def release(conversation: Conversation, *, by: Actor) -> Hold:
    """What held it is over: it is treated like any other from now on."""
    open_ones = Hold.objects.select_for_update().filter(ended_at__isnull=True)
    found = open_ones.filter(conversation=conversation).first()
    if found is None:
        raise Conflict(_("It is not on hold."))
    found.ended_at, found.ended_by = timezone.now(), by.label
    found.save(update_fields=["ended_at", "ended_by"])
    log("conversation.released", conversation, by=by)
    return found


def _days(rule: RetentionRule) -> dict[str, int | None]:
    return {name: getattr(rule, f"{name}_days") for name in LIMITS}


def _cut_offs(limits: Limits, now: datetime) -> Iterator[tuple[str, datetime]]:
    for name in LIMITS:
        if (cut := limits.cut_off(name, now)) is not None:
            yield name, cut


def _silent(channel: Channel, cut: datetime) -> QuerySet[Conversation, Conversation]:
    return Conversation.objects.filter(
        channel=channel, last_message_at__lt=cut, erased_at__isnull=True
    )


def _due(channel: Channel, name: str, cut: datetime) -> QuerySet[Conversation, Conversation]:
    """Silent for long enough, not kept by anything, and not dealt with since its last message."""
    found = _silent(channel, cut)
    if name != "whole":
        taken = f"{name}_erased_at"
        found = found.filter(
            Q(**{f"{taken}__isnull": True}) | Q(**{f"{taken}__lt": F("last_message_at")})
        )
    for condition in _keeping().values():
        found = found.exclude(condition)
    return found


def _keeping() -> dict[str, Q]:
    """What keeps a conversation, by its key, as a condition."""
    unfinished = Placement.objects.filter(conversation=OuterRef("pk")).exclude(state=State.DONE)
    holds = Hold.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True)
    return {
        "open": Q(Exists(unfinished)),
        "hold": Q(Exists(holds)),
        **{one.key: Q(pk__in=one.conversations()) for one in ports.keepers()},
    }


def _kept(channel: Channel, limits: Limits, now: datetime) -> dict[str, int]:
    if limits.shortest is None:
        return {}
    silent = _silent(channel, now - timedelta(days=limits.shortest))
    counted = {key: silent.filter(condition).count() for key, condition in _keeping().items()}
    return {key: count for key, count in counted.items() if count}


def keeper_label(key: str) -> str:
    labels = {one.key: str(one.label) for one in ports.keepers()}
    labels |= {"open": str(OPEN_LABEL), "hold": str(HOLD_LABEL)}
    return labels.get(key, key)


def _report(channel: Channel, limits: Limits, now: datetime) -> RetentionRun:
    """The one that a process began and did not end, or a new one."""
    running = RetentionRun.objects.filter(channel=channel, state=RunState.RUNNING).first()
    return running or RetentionRun.objects.create(
        channel=channel, started_at=now, kept=_kept(channel, limits, now)
    )


def _batches(channel: Channel, name: str, cut: datetime) -> Iterator[list[int]]:
    last = 0
    while True:
        found = _due(channel, name, cut).filter(pk__gt=last).order_by("pk")
        ids = list(found.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        last = ids[-1]


@transaction.atomic
def _take(
    channel: Channel, name: str, cut: datetime, ids: list[int], counts: Counter[str], now: datetime
) -> None:
    """Hold them, then look once more: somebody may have written or put one on hold just now."""
    rows = Conversation.objects.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))
    ids = list(_due(channel, name, cut).filter(pk__in=ids).values_list("pk", flat=True))
    if not ids:
        return
    counts[name] += len(ids)
    if name == "whole":
        erasing.erase_conversations(ids, by=SYSTEM)
        _let_people_go(ids)
        return
    counts.update(erasing.erase_parts(_TAKES[name], Message.objects.filter(conversation__in=ids)))
    Conversation.objects.filter(pk__in=ids).update(**{f"{name}_erased_at": now})


def _let_people_go(conversation_ids: list[int]) -> None:
    """Whoever has nothing left here but a name and an address: these go too."""
    left = Conversation.objects.filter(person=OuterRef("pk"), erased_at__isnull=True)
    alone = Person.objects.live().filter(
        ~Exists(left), conversations__in=conversation_ids, notes__isnull=True
    )
    for person in alone.distinct():
        try:
            erasing.ask(
                person, reason=_("Retention: nothing else is left."), user=None, by=SYSTEM,
                at_once=True,
            )  # fmt: skip
        except Conflict:
            continue  # asked for already, or on hold


def _take_apart(channel: Channel, cut: datetime, counts: Counter[str]) -> None:
    """Raw bytes of what never became a message."""
    found = Arrival.objects.filter(
        channel=channel, message_id__isnull=True, outcome__in=_DONE_WITH, received_at__lt=cut
    ).exclude(meta__has_key="erased")
    while True:
        with transaction.atomic():
            ids = list(found.order_by("pk").values_list("pk", flat=True)[: erasing.MESSAGES])
            if not ids:
                return
            taken = erase_raw(Arrival.objects.filter(pk__in=ids))
        counts["apart"] += taken
