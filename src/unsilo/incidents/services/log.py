"""The event of an incident, for everybody who reads its brand."""

from collections.abc import Sequence
from datetime import datetime

from unsilo.accounts.models import Desk
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import NotFound
from unsilo.incidents.models import Incident


def record(
    kind: str,
    incident: Incident,
    *,
    by: Actor,
    at: datetime | None = None,
    only: Sequence[int] = (),
    **data: object,
) -> int:
    """Told to all desks that are not restricted, since an incident concerns every discipline; or to
    ``only`` some."""
    desks = Desk.objects.live().filter(is_restricted=False).values_list("pk", flat=True)
    return events.record(
        f"incident.{kind}",
        by=by,
        brand_id=incident.brand_id,
        desk_ids=list(only or desks),
        data={"incident": incident.pk, "title": incident.title, **data},
        at=at,
    )


def locked(incident_id: int) -> Incident:
    """The incident, held until the transaction ends, so that verbs come one after another."""
    found = Incident.objects.select_for_update(of=("self",)).select_related("brand")
    incident = found.filter(pk=incident_id).first()
    if incident is None:
        raise NotFound
    return incident
