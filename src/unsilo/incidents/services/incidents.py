"""Declare an incident, move it through its phases, review it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, Call, Severity, User
from unsilo.channels.models import Pause
from unsilo.channels.services import pauses
from unsilo.core import locks
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict
from unsilo.core.validation import check
from unsilo.inbox.models import Conversation
from unsilo.incidents.ladder import LADDER
from unsilo.incidents.models import Assignment, Duty, Incident, IncidentKind, Phase, Responder
from unsilo.incidents.services import telling
from unsilo.incidents.services.log import locked, record
from unsilo.incidents.services.touched import touch
from unsilo.listening.models import Alert, AlertKind
from unsilo.listening.services.alerts import become_incident


@transaction.atomic
def declare(
    *,
    brand: Brand,
    title: str,
    severity: int,
    by: Actor,
    kind: str = IncidentKind.CRISIS,
    alert: Alert | None = None,
    conversation: Conversation | None = None,
    lead: User | None = None,
    pause: bool = False,
    touched: Iterable[int] = (),
    at: datetime | None = None,
) -> tuple[Incident, bool]:
    """Open the room. Returns the incident, and whether it is new: there is one for one thing.

    ``touched`` are conversations that it concerns from the beginning.
    """
    title = " ".join(title.split())
    origin = _origin(brand, title, alert, conversation)
    locks.hold(f"incident:{origin}")
    touched = list(touched)
    known = _ongoing(origin, alert, conversation, touched)
    if known is not None:
        return _joined_by(known, alert, by=by), False
    now = at or timezone.now()
    calls = Call.objects.filter(key__startswith=f"alert:{alert.pk}:") if alert else []
    incident = Incident(
        brand=brand,
        kind=kind,
        title=title,
        severity=severity,
        origin=origin,
        alert=alert,
        conversation=conversation,
        detected_at=min(alert.raised_at, now) if alert else now,
        acknowledged_at=_acknowledged(alert, calls) or (None if alert else now),
        declared_at=now,
        declared_by=by.label[:200],
        next_update_at=now + LADDER[severity].rhythm,
    )
    check(incident)
    incident.save()
    record("declared", incident, by=by, at=at, severity=severity, room=kind)
    starter = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    if alert is not None and alert.is_open:
        become_incident(alert, user=starter, by=by)
    first = lead or starter
    if first is not None:
        Assignment.objects.create(incident=incident, duty=Duty.LEAD, user=first)
        Responder.objects.create(incident=incident, user=first, joined_at=now)
    given = [conversation.pk] if conversation else []
    touch(incident, conversation_ids=given, why=_("where it was declared"), by=by)
    touch(incident, conversation_ids=touched, why=_("the alert counted it"), by=by)
    if pause:
        pause_for(incident, by=by)
    telling.tell_declared(incident, by=by)
    if incident.is_crisis and severity >= Severity.SERIOUS and not calls:
        telling.call_out(incident, by=by)
    return incident, True


def _origin(
    brand: Brand, title: str, alert: Alert | None, conversation: Conversation | None
) -> str:
    if alert is not None:
        return f"topic:{alert.query_id}"
    if conversation is not None:
        return f"conversation:{conversation.pk}"
    return f"title:{brand.pk}:{slugify(title)[:100] or title.casefold()[:100]}"


def _ongoing(
    origin: str,
    alert: Alert | None,
    conversation: Conversation | None,
    touched: Sequence[int],
) -> Incident | None:
    """The one that is ongoing for the same thing, or that touches the conversation already."""
    ongoing = Incident.objects.ongoing()
    known = ongoing.filter(origin=origin).first()
    if known is None and alert is not None:  # its topic may have changed since
        known = ongoing.filter(alert=alert).first() or touching_most(touched)
    if known is None and conversation is not None:
        known = ongoing.filter(touched__conversation=conversation).first()
    return known


def touching_most(conversation_ids: Sequence[int]) -> Incident | None:
    """The ongoing incident that touches at least half of these conversations already."""
    within = Count("touched", filter=Q(touched__conversation__in=list(conversation_ids)))
    ongoing = Incident.objects.ongoing().annotate(within=within).filter(within__gt=0)
    found = ongoing.order_by("-within").first()
    return found if found and 2 * found.within >= len(conversation_ids) else None  # type: ignore[attr-defined]  # annotated


def _joined_by(incident: Incident, alert: Alert | None, *, by: Actor) -> Incident:
    """An alert about what is being worked on belongs to that."""
    if alert is None or not alert.is_open:
        return incident
    if incident.alert_id is None:
        incident.alert = alert
        incident.save(update_fields=["alert"])
        record("alert_joined", incident, by=by, text=alert.title)
    become_incident(alert, user=User.objects.filter(pk=by.user_id or 0).first(), by=by)
    return incident


def _acknowledged(alert: Alert | None, calls: Iterable[Call]) -> datetime | None:
    """When somebody first said that they look at it: on the alert, or to a call about it."""
    found = [alert.acknowledged_at if alert else None]
    found += [call.settled_at for call in calls if call.settled_by_id]
    return min((at for at in found if at is not None), default=None)


def kind_for(alert: Alert) -> str:
    """A room for an alert: good news get the same one."""
    good = alert.kind == AlertKind.OPPORTUNITY
    return IncidentKind.OPPORTUNITY if good else IncidentKind.CRISIS


@transaction.atomic
def acknowledge(incident: Incident, *, by: Actor) -> Incident:
    """Somebody looks at it. Only the first time counts."""
    incident = locked(incident.pk)
    if incident.acknowledged_at is None:
        incident.acknowledged_at = timezone.now()
        incident.save(update_fields=["acknowledged_at"])
        record("acknowledged", incident, by=by)
    return incident


@transaction.atomic
def change_severity(incident: Incident, *, severity: int, by: Actor, why: str = "") -> Incident:
    """Step up or down the ladder; the rhythm of updates follows."""
    incident = _ongoing_or_refuse(locked(incident.pk))
    before = incident.severity
    if before == severity:
        return incident
    incident.severity = severity
    rhythm = LADDER[severity].rhythm
    promised = incident.next_update_at or timezone.now() + rhythm
    incident.next_update_at = min(promised, timezone.now() + rhythm)
    check(incident)
    incident.save(update_fields=["severity", "next_update_at"])
    record("severity_changed", incident, by=by, before=before, severity=severity, why=why.strip())
    if severity > before:
        telling.tell_responders(
            incident,
            title=_("Severity %(n)d: %(title)s") % {"n": severity, "title": incident},
            text=why.strip(),
            key=f"{incident.pk}-severity-{severity}",
            by=by,
            mail=severity >= Severity.SERIOUS,
        )
    return incident


@transaction.atomic
def rename(incident: Incident, *, title: str, by: Actor) -> Incident:
    incident = locked(incident.pk)
    before, incident.title = incident.title, " ".join(title.split())
    check(incident)
    incident.save(update_fields=["title"])
    record("renamed", incident, by=by, before=before)
    return incident


@transaction.atomic
def set_phase(incident: Incident, *, phase: str, by: Actor, at: datetime | None = None) -> Incident:
    """Go on to ``phase``, or back to it. A resolved one leaves the ongoing; nothing is lost."""
    incident = locked(incident.pk)
    before = incident.phase
    if before == phase:
        return incident
    now = at or timezone.now()
    if incident.resolved_at is not None and phase in (Phase.RESPONDING, Phase.STABLE):
        locks.hold(f"incident:{incident.origin}")
        other = Incident.objects.ongoing().filter(origin=incident.origin).first()
        if other is not None:
            raise Conflict(_("Another incident about this is ongoing."))
    incident.phase = phase
    incident.stable_at = None if phase == Phase.RESPONDING else incident.stable_at or now
    closed = phase in (Phase.RESOLVED, Phase.REVIEWED)
    incident.resolved_at = (incident.resolved_at or now) if closed else None
    incident.reviewed_at = (incident.reviewed_at or now) if phase == Phase.REVIEWED else None
    incident.next_update_at = None if closed else incident.next_update_at
    incident.save()
    record("phase_changed", incident, by=by, at=at, before=before, phase=phase)
    return incident


@transaction.atomic
def review(incident: Incident, *, learned: str, by: Actor, at: datetime | None = None) -> Incident:
    """Keep what was learned. The review is done with it, as far as the incident is resolved."""
    incident = locked(incident.pk)
    if incident.resolved_at is None:
        raise Conflict(_("It is still ongoing. Resolve it first."))
    incident.learned = learned.strip()
    check(incident)
    incident.save(update_fields=["learned"])
    return set_phase(incident, phase=Phase.REVIEWED, by=by, at=at)


@transaction.atomic
def pause_for(incident: Incident, *, by: Actor) -> Pause:
    """Hold all that the brand has scheduled."""
    pause = pauses.pause_scheduled(incident.brand, reason=incident.title, by=by)
    record("paused", incident, by=by, held=pause.deliveries.count())
    return pause


@transaction.atomic
def release_for(incident: Incident, *, by: Actor) -> int:
    """Let what is scheduled go on."""
    count = pauses.release_scheduled(incident.brand, by=by)
    record("released", incident, by=by, held=count)
    return count


def _ongoing_or_refuse(incident: Incident) -> Incident:
    if not incident.is_ongoing:
        raise Conflict(_("This incident is over. Reopen it first."))
    return incident
