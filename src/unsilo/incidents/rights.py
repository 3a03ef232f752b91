"""Who may do what in an incident: everybody who works may help, few decide."""

from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.errors import Forbidden
from unsilo.incidents.models import Duty, Incident


def incident_to_work(access: Access, incident_id: int) -> Incident:
    """An incident the user may work on. Raises ``Forbidden`` for who only reads."""
    incident = Incident.objects.get_for(access, incident_id)
    access.require_write()
    return incident


def may_decide(access: Access, incident: Incident) -> bool:
    """Leads, and whoever has the lead of this incident or steps in for it."""
    if not access.can_write:
        return False
    return access.is_lead or _has_duty(access, incident, Duty.LEAD)


def may_approve(access: Access, incident: Incident) -> bool:
    """Those who decide, and whoever approves the words."""
    return may_decide(access, incident) or (
        access.can_write and _has_duty(access, incident, Duty.WORDS)
    )


def incident_to_decide(access: Access, incident_id: int) -> Incident:
    incident = incident_to_work(access, incident_id)
    if not may_decide(access, incident):
        raise Forbidden(_("Only a lead, or who leads this incident, decides this."))
    return incident


def _has_duty(access: Access, incident: Incident, duty: Duty) -> bool:
    given = incident.assignments.filter(duty=duty)
    mine = given.filter(user=access.user) | given.filter(backup=access.user)
    return bool(mine.exists())
