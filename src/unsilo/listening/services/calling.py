"""Who hears of an alert: the person on call of a threat, those it is for of all else."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Discipline, User
from unsilo.accounts.services import notices, paging
from unsilo.core.actor import SYSTEM, Actor
from unsilo.listening.models import Alert, AlertKind, Severity

STALE = timedelta(hours=12)  # what was found in the past calls nobody


def call_somebody(alert: Alert) -> None:
    """A threat that is more than small calls who is on call; all else is told to those it is for."""
    if timezone.now() - alert.raised_at > STALE:
        return
    url = reverse("listening:alert", args=[alert.pk])
    if alert.kind == AlertKind.THREAT and alert.severity >= Severity.MEDIUM:
        paging.page(
            desk=None,
            title=alert.title,
            text=_summary(alert),
            url=url,
            key=_key(alert, alert.severity),
            severity=alert.severity,
            by=SYSTEM,
        )
        return
    seated = User.objects.active().filter(
        seats__desk__archived_at__isnull=True,
        seats__desk__discipline__in=(Discipline.COMMUNITY, Discipline.MARKETING, Discipline.PR),
    )
    told = seated.seeing_brand(alert.query.brand_id)
    key = _key(alert, alert.severity)
    notices.notify(told, title=alert.title, text=_summary(alert), url=url, key=key, by=SYSTEM)


def _summary(alert: Alert) -> str:
    private = _("all private so far") if alert.private == alert.observed else ""
    said = _("%(observed)s heard of %(people)s people, %(expected)s expected") % {
        "observed": alert.observed,
        "people": alert.people,
        "expected": f"{alert.expected:.1f}",
    }
    return f"{said}, {private}." if private else f"{said}."


def call_off(alert: Alert, *, by: Actor) -> None:
    """Somebody looks after it: nobody else needs to be called."""
    for severity in Severity.values:
        paging.withdraw(_key(alert, severity), by=by)


def _key(alert: Alert, severity: int) -> str:
    return f"alert:{alert.pk}:{severity}"
