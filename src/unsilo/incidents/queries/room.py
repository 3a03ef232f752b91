"""The room: clocks, facts, words, duties, timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Severity
from unsilo.channels.models import Pause
from unsilo.channels.services.pauses import pause_of
from unsilo.core.models import Event
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import Conversation
from unsilo.incidents.ladder import LADDER
from unsilo.incidents.models import (
    Assignment,
    Column,
    Duty,
    FactLine,
    Incident,
    Part,
    Responder,
    Statement,
    StatementState,
    StatementUse,
    TouchedState,
    Update,
)
from unsilo.incidents.rights import may_approve, may_decide
from unsilo.incidents.sentences import KINDS, said
from unsilo.people.timeline import Entry

PAGE = 30
TIMELINE = 40


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in the list, with how far answering has come."""

    incident: Incident
    touched: int
    answered: int


def incidents_page(access: Access, *, ongoing: bool, cursor: str = "") -> Page[IncidentRow]:
    """Ongoing ones the most severe first, all on one page; past ones newest first."""
    found = Incident.objects.visible_to(access).select_related("brand")
    readable = Q(touched__conversation__in=Conversation.objects.visible_to(access))
    answered = Q(touched__state=TouchedState.ANSWERED)
    found = found.annotate(
        touched_count=Count("touched", filter=readable),
        answered_count=Count("touched", filter=readable & answered),
    )
    if ongoing:
        rows = list(found.ongoing().order_by("-severity", "-declared_at")[:100])
        return Page([_row(one) for one in rows])
    found = found.filter(resolved_at__isnull=False).order_by("-declared_at", "-pk")
    if cursor:
        at, pk = decode_cursor(cursor, datetime, int)
        found = found.filter(Q(declared_at__lt=at) | Q(declared_at=at, pk__lt=pk))
    rows = list(found[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    following = encode_cursor(rows[-1].declared_at, rows[-1].pk) if more else None
    return Page([_row(one) for one in rows], following)


def _row(incident: Incident) -> IncidentRow:
    return IncidentRow(incident, incident.touched_count, incident.answered_count)  # type: ignore[attr-defined]  # annotated


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock: a moment or the time it took, its goal, and whether that was met.

    ``tone``: met, miss, now (it runs and is due), or empty.
    """

    label: str
    at: datetime | None
    took: timedelta | None
    goal: timedelta | None
    due_at: datetime | None
    tone: str


def clocks(incident: Incident, now: datetime) -> list[ClockView]:
    """Every clock of an incident, from its first sign on."""
    step = LADDER[incident.severity]
    start = incident.detected_at
    public = step.public if incident.is_crisis else None
    found = [
        ClockView(_("Detected"), start, None, None, None, ""),
        _clock(_("Acknowledged"), start, incident.acknowledged_at, step.acknowledged, now),
        _clock(_("Declared"), start, incident.declared_at, step.declared, now),
        _clock(_("Words approved"), start, incident.statement_at, public, now),
        _clock(_("First public word"), start, incident.public_at, public, now),
    ]
    if incident.is_ongoing:
        due = incident.next_update_at
        tone = "now" if due and due <= now + timedelta(minutes=15) else ""
        found.append(ClockView(_("Next update"), None, None, step.rhythm, due, tone))
    else:
        found.append(_clock(_("Resolved"), start, incident.resolved_at, None, now))
    return found


def _clock(
    label: str, start: datetime, at: datetime | None, goal: timedelta | None, now: datetime
) -> ClockView:
    due_at = start + goal if goal and at is None else None
    if at is not None:
        tone = "" if goal is None else "met" if at - start <= goal else "miss"
    else:
        tone = "now" if due_at else ""
    return ClockView(label, at, at - start if at else None, goal, due_at, tone)


@dataclass(frozen=True, slots=True)
class Words:
    """One use of words: the version that holds, the one that waits, and former ones."""

    use: str
    label: str
    approved: Statement | None
    waiting: Statement | None
    returned: Statement | None
    former: Sequence[Statement]
    is_stale: bool
    can_approve: bool

    @property
    def shown(self) -> Statement | None:
        return self.waiting or self.returned or self.approved


@dataclass(frozen=True, slots=True)
class DutyRow:
    duty: str
    label: str
    given: Assignment | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How far answering has come."""

    total: int
    answered: int
    skipped: int
    old_text: int

    @property
    def open(self) -> int:
        return self.total - self.answered - self.skipped

    @property
    def percent(self) -> int:
        return round(100 * (self.answered + self.skipped) / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class RoomView:
    """All that the room shows."""

    incident: Incident
    clocks: Sequence[ClockView]
    columns: Sequence[tuple[str, str, Sequence[FactLine]]]
    last_fact: FactLine | None
    holding: Words
    answer: Words
    duties: Sequence[DutyRow]
    responders: Sequence[Responder]
    parts: Sequence[Part]
    updates: Sequence[Update]
    tally: Tally
    pause: Pause | None
    timeline: Sequence[Entry]
    can_work: bool
    can_decide: bool
    has_joined: bool
    asks_pause: bool
    severity: Severity


def room(access: Access, incident: Incident) -> RoomView:
    now = timezone.now()
    facts = list(incident.facts.standing())
    statements = list(incident.statements.select_related("written_by", "settled_by"))
    responders = list(incident.responders.select_related("user"))
    approver = may_approve(access, incident)
    pause = pause_of(incident.brand_id)

    def words(use: StatementUse) -> Words:
        return _words(use, statements, incident, access if approver else None)

    holding, answer = words(StatementUse.HOLDING), words(StatementUse.ANSWER)
    return RoomView(
        incident=incident,
        clocks=clocks(incident, now),
        columns=[
            (column.value, str(column.label), [one for one in facts if one.column == column])
            for column in Column
        ],
        last_fact=max(facts, key=lambda one: one.at, default=None),
        holding=holding,
        answer=answer,
        duties=duty_rows(incident),
        responders=responders,
        parts=list(incident.parts.select_related("owner")),
        updates=list(incident.updates.all()),
        tally=tally(access, incident, answer.approved),
        pause=pause,
        timeline=timeline(access, incident),
        can_work=access.can_write,
        can_decide=may_decide(access, incident),
        has_joined=any(one.user_id == access.user.pk for one in responders),
        asks_pause=LADDER[incident.severity].pauses and incident.is_crisis and pause is None,
        severity=Severity(incident.severity),
    )


def _words(
    use: StatementUse, statements: Sequence[Statement], incident: Incident, approver: Access | None
) -> Words:
    same = [one for one in statements if one.use == use]

    def newest(state: StatementState) -> Statement | None:
        return next((one for one in same if one.state == state), None)

    approved, waiting = newest(StatementState.APPROVED), newest(StatementState.WAITING)
    returned = newest(StatementState.RETURNED)
    if returned and approved and approved.version > returned.version:
        returned = None
    shown = {one.pk for one in (approved, waiting, returned) if one}
    return Words(
        use=use.value,
        label=str(use.label),
        approved=approved,
        waiting=waiting,
        returned=None if waiting else returned,
        former=[one for one in same if one.pk not in shown],
        is_stale=bool(approved and approved.sheet_version < incident.sheet_version),
        can_approve=bool(approver and waiting and waiting.written_by_id != approver.user.pk),
    )


def duty_rows(incident: Incident) -> list[DutyRow]:
    given = {one.duty: one for one in incident.assignments.select_related("user", "backup")}
    return [DutyRow(duty.value, str(duty.label), given.get(duty)) for duty in Duty]


def tally(access: Access, incident: Incident, approved: Statement | None) -> Tally:
    """Of those that the reader may know of."""
    old = Q(state=TouchedState.ANSWERED) & ~Q(statement=approved.pk if approved else None)
    counted = incident.touched.visible_to(access).aggregate(
        total=Count("pk"),
        answered=Count("pk", filter=Q(state=TouchedState.ANSWERED)),
        skipped=Count("pk", filter=Q(state=TouchedState.SKIPPED)),
        old=Count("pk", filter=old),
    )
    return Tally(
        counted["total"],
        counted["answered"],
        counted["skipped"],
        counted["old"] if approved else 0,
    )


def timeline(access: Access, incident: Incident, limit: int | None = TIMELINE) -> list[Entry]:
    """What happened, newest first. The kinds are asked for by name, so that their index serves."""
    found = Event.objects.filter(
        Q(desk_ids=[]) | Q(desk_ids__overlap=access.desk_ids),
        kind__in=KINDS,
        data__incident=incident.pk,
    ).order_by("-id")
    return [said(event) for event in (found[:limit] if limit else found)]


def starting_text(incident: Incident, use: str) -> str:
    """A first draft from the facts, so that nobody begins before an empty page."""
    facts = incident.facts.standing()
    known = [one.text for one in facts if one.column == Column.CONFIRMED]
    unknown = [one.text for one in facts if one.column == Column.UNCONFIRMED]
    parts = [" ".join(known)] if known else []
    if unknown:
        parts.append(_("What we do not know yet: %(what)s") % {"what": " ".join(unknown)})
    if use == StatementUse.HOLDING and incident.next_update_at:
        at = timezone.localtime(incident.next_update_at)
        parts.append(_("Next update: %(at)s.") % {"at": f"{at:%H:%M}"})
    return "\n\n".join(parts)
