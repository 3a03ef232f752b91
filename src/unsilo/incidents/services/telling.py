"""Who hears of an incident, behind the bell and by mail."""

from django.urls import reverse
from django.utils.translation import gettext as _

from unsilo.accounts.models import Role, Severity, User
from unsilo.accounts.services.notices import notify
from unsilo.accounts.services.paging import page
from unsilo.core.actor import Actor
from unsilo.incidents.models import Incident


def address(incident: Incident) -> str:
    return reverse("incidents:incident", args=[incident.pk])


def tell_declared(incident: Incident, *, by: Actor) -> None:
    """From serious on everybody who works for the brand, below that the leads."""
    people = User.objects.active().seeing_brand(incident.brand_id).exclude(role=Role.VIEWER)
    if incident.severity < Severity.SERIOUS:
        people = people.filter(role__in=[Role.LEAD, Role.ADMIN])
    notify(
        people,
        title=_("%(kind)s: %(title)s") % {"kind": incident.get_kind_display(), "title": incident},
        text=_("Read the facts, and what nobody says, before you answer."),
        url=address(incident),
        key=f"incident:{incident.pk}",
        by=by,
        mail=incident.severity >= Severity.SERIOUS,
    )


def call_out(incident: Incident, *, by: Actor) -> None:
    """Call the person on call about what was declared without an alert that did so already."""
    page(
        desk=None,
        title=incident.title,
        text=_("Declared by %(name)s.") % {"name": by.label},
        url=address(incident),
        key=f"incident:{incident.pk}",
        severity=incident.severity,
        by=by,
    )


def tell_responders(
    incident: Incident, *, title: str, text: str, key: str, by: Actor, mail: bool = False
) -> None:
    """Whoever joined or has a duty."""
    joined = User.objects.active().filter(
        pk__in=[
            *incident.responders.values_list("user_id", flat=True),
            *incident.assignments.values_list("user_id", flat=True),
        ]
    )
    notify(
        joined, title=title, text=text, url=address(incident), key=f"incident:{key}", by=by,
        mail=mail,
    )  # fmt: skip
