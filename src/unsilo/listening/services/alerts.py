"""Alerts: raised once for what goes on, grown with it, acknowledged and closed by people."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Desk, User
from unsilo.accounts.services import paging
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.listening import ports
from unsilo.listening.detecting import Finding
from unsilo.listening.models import Alert, Closing, QueryKind, Series, Sighting, Status
from unsilo.listening.services import calling
from unsilo.listening.services.measuring import measure

SAME = timedelta(hours=24)  # a new sign of a topic within that belongs to what goes on
OVERLAP = 0.5  # of the sightings that two topics share: then they are about one thing
LIVELY = 2.0  # standard deviations above the usual: it still goes on
WATCHED = timedelta(hours=3)  # after its last sign an alert is measured again, as readings come in
UNJUDGED_FOR = timedelta(days=7)
JUDGED = (Closing.REAL, Closing.FALSE, Closing.KNOWN)


@transaction.atomic
def raise_alert(series: Series, finding: Finding, *, at: datetime, by: Actor = SYSTEM) -> Alert:
    """Say that a series stands out in the row that ended at ``at``: anew, or of what goes on."""
    since = at - timedelta(seconds=finding.span)
    known = Alert.objects.ongoing().select_for_update().filter(query=series.query_id).first()
    if known is not None and at - known.until > SAME and known.status != Status.INCIDENT:
        _close(known, closing=Closing.UNSAID, note="", user=None, by=SYSTEM, at=at)
        known = None
    known = known or _same_thing(series, since, at)
    if known is not None:
        _take_over(known, series, finding)
        return _grow(known, since=since, until=at, by=by, at=at)
    alert = Alert(
        query=series.query,
        series=series,
        raised_at=at,
        since=_first_sign(series, since, at),
        until=at,
        expected=finding.expected,
        surprise=finding.surprise,
    )
    measure(alert)
    alert.save(force_insert=True)
    _record("alert.raised", alert, by=by, at=at)
    calling.call_somebody(alert)
    ports.sound(alert)
    return alert


def follow(now: datetime | None = None) -> None:
    """Let alerts grow with what they are about; close those that nobody judged for a week."""
    now = now or timezone.now()
    for alert in Alert.objects.ongoing().related():
        if alert.status != Status.INCIDENT and now - alert.until > UNJUDGED_FOR:
            _close(alert, closing=Closing.UNSAID, note="", user=None, by=SYSTEM, at=now)
            continue
        last = alert.until
        if alert.series.surprise >= LIVELY and now - alert.until <= SAME:
            seen = Sighting.objects.filter(
                series__query=alert.query_id, at__gt=alert.until, at__lte=now
            )
            last = seen.aggregate(last=Max("at"))["last"] or alert.until
        if last > alert.until or now - alert.until <= WATCHED:
            with transaction.atomic():
                locked = Alert.objects.select_for_update().get(pk=alert.pk)
                if locked.is_open:
                    locked.query = alert.query
                    _grow(locked, since=locked.since, until=last, by=SYSTEM, at=now)


@transaction.atomic
def acknowledge(alert: Alert, *, user: User, by: Actor, at: datetime | None = None) -> Alert:
    """Say that somebody looks after it."""
    alert = _locked(alert)
    if not alert.is_open:
        raise Conflict(_("This alert is closed."))
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by = at or timezone.now(), user
        if alert.status == Status.NEW:
            alert.status = Status.ACKNOWLEDGED
        alert.save()
        _record("alert.acknowledged", alert, by=by, at=at)
        paging.answer_all(f"alert:{alert.pk}:", user=user, by=by)
    return alert


@transaction.atomic
def take_back(alert: Alert, *, by: Actor) -> Alert:
    """Undo an acknowledgement."""
    alert = _locked(alert)
    if alert.status == Status.ACKNOWLEDGED:
        alert.status, alert.acknowledged_at, alert.acknowledged_by = Status.NEW, None, None
        alert.save()
        _record("alert.unacknowledged", alert, by=by)
    return alert


@transaction.atomic
def close(
    alert: Alert, *, closing: str, user: User | None, by: Actor, note: str = "",
    at: datetime | None = None,
) -> Alert:  # fmt: skip
    """Judge it: it was real, it was nothing, or it was known."""
    alert = _locked(alert)
    if closing not in JUDGED:
        raise Invalid(_("Say what it was."), field="closing")
    if not alert.is_open:
        raise Conflict(_("Somebody else has closed this alert already."))
    return _close(alert, closing=Closing(closing), note=note, user=user, by=by, at=at)


@transaction.atomic
def reopen(alert: Alert, *, by: Actor) -> Alert:
    alert = _locked(alert)
    if alert.is_open:
        return alert
    if Alert.objects.ongoing().filter(query=alert.query_id).exists():
        raise Conflict(_("There is a newer alert about this."))
    alert.status = Status.ACKNOWLEDGED if alert.acknowledged_at else Status.NEW
    alert.closing, alert.note, alert.closed_at, alert.closed_by = "", "", None, None
    alert.save()
    _record("alert.reopened", alert, by=by)
    return alert


@transaction.atomic
def become_incident(alert: Alert, *, user: User | None, by: Actor) -> Alert:
    """An incident was declared for it, which looks after it from here on."""
    alert = _locked(alert)
    if not alert.is_open:
        raise Conflict(_("This alert is closed."))
    if alert.status != Status.INCIDENT:
        alert.status = Status.INCIDENT
        if alert.acknowledged_at is None:
            alert.acknowledged_at, alert.acknowledged_by = timezone.now(), user
        alert.save()
        _record("alert.became_incident", alert, by=by)
    return alert


@transaction.atomic
def leave_incident(alert: Alert, *, by: Actor) -> Alert:
    """The declaration was taken back."""
    alert = _locked(alert)
    if alert.status == Status.INCIDENT:
        alert.status = Status.ACKNOWLEDGED
        alert.save()
        _record("alert.left_incident", alert, by=by)
    return alert


def open_desks() -> list[int]:
    """Whose people are told: everybody but the desks that keep to themselves."""
    desks = Desk.objects.filter(is_restricted=False, archived_at__isnull=True)
    return list(desks.values_list("pk", flat=True))


def _grow(alert: Alert, *, since: datetime, until: datetime, by: Actor, at: datetime) -> Alert:
    before = (alert.observed, alert.kind, alert.severity, alert.public_at, alert.title)
    length = max((alert.until - alert.since).total_seconds(), 300.0)
    alert.since, alert.until = min(alert.since, since), max(alert.until, until)
    longer = max((alert.until - alert.since).total_seconds(), 300.0)
    alert.expected *= longer / length
    severity = alert.severity
    measure(alert)
    after = (alert.observed, alert.kind, alert.severity, alert.public_at, alert.title)
    if after != before:
        alert.save()
        _record("alert.grew", alert, by=by, at=at)
        if alert.severity > severity:
            calling.call_somebody(alert)
            ports.sound(alert)
    return alert


def _same_thing(series: Series, since: datetime, at: datetime) -> Alert | None:
    """What goes on already under another topic of the brand, and is about the same messages."""
    ongoing = Alert.objects.ongoing().select_for_update(of=("self",)).select_related("query")
    others: list[Alert] = list(
        ongoing.filter(query__brand=series.query.brand_id, until__gte=since).exclude(
            query=series.query_id
        )
    )
    if not others:
        return None
    mine = _heard(series.query_id, since, at)
    for alert in others:
        theirs = _heard(alert.query_id, alert.since, max(alert.until, at))
        if len(mine & theirs) >= OVERLAP * min(len(mine), len(theirs)):
            return alert
    return None


def _heard(query_id: int, since: datetime, until: datetime) -> set[tuple[int | None, int | None]]:
    rows = Sighting.objects.filter(series__query=query_id, at__gte=since, at__lte=until)
    return set(rows.values_list("message_id", "mention_id"))


def _take_over(alert: Alert, series: Series, finding: Finding) -> None:
    """A topic that says more of it gives it its name: words before what is counted anyway."""
    if alert.query_id == series.query_id:
        return
    mine = (series.query.kind == QueryKind.WORDS, finding.factor)
    theirs = (alert.query.kind == QueryKind.WORDS, alert.factor)
    if mine > theirs:
        alert.query, alert.series = series.query, series
        length = max((alert.until - alert.since).total_seconds(), 300.0)
        alert.expected = finding.expected * max(length / finding.span, 1.0)
        alert.surprise = finding.surprise


def _first_sign(series: Series, since: datetime, at: datetime) -> datetime:
    seen = Sighting.objects.filter(series=series, at__gte=since, at__lte=at)
    first: datetime | None = seen.aggregate(first=Min("at"))["first"]
    return first or since


def _close(
    alert: Alert, *, closing: Closing, note: str, user: User | None, by: Actor,
    at: datetime | None,
) -> Alert:  # fmt: skip
    alert.status, alert.closing = Status.CLOSED, closing
    alert.note = " ".join(note.split())[:500]
    alert.closed_at, alert.closed_by = at or timezone.now(), user
    alert.save()
    calling.call_off(alert, by=by)
    _record("alert.closed", alert, by=by, at=at)
    return alert


def _locked(alert: Alert) -> Alert:
    rows = Alert.objects.select_for_update(of=("self",)).select_related("query")
    found: Alert = rows.get(pk=alert.pk)
    return found


def _record(kind: str, alert: Alert, *, by: Actor, at: datetime | None = None) -> None:
    data = {
        "alert_id": alert.pk,
        "query_id": alert.query_id,
        "title": alert.title,
        "kind": alert.kind,
        "severity": alert.severity,
        "observed": alert.observed,
        "expected": round(alert.expected, 1),
        "people": alert.people,
    }
    if alert.closing:
        data["closing"] = alert.closing
    events.record(
        kind, by=by, brand_id=alert.query.brand_id, desk_ids=open_desks(), data=data, at=at
    )
