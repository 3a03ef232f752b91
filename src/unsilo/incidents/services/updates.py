"""What the status page says, and when."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict
from unsilo.core.validation import check
from unsilo.incidents.ladder import LADDER
from unsilo.incidents.models import Incident, StatementUse, StatusPage, Update
from unsilo.incidents.services import subscribers
from unsilo.incidents.services.log import locked, record
from unsilo.incidents.services.statements import approved


@transaction.atomic
def set_status_page(
    brand: Brand, *, is_on: bool, all_well: str, contact: str, by: Actor
) -> StatusPage:
    """Open or close the brand's page for everybody."""
    page, _new = StatusPage.objects.update_or_create(
        brand=brand,
        defaults={"is_on": is_on, "all_well": all_well.strip(), "contact": contact.strip()},
    )
    events.record("status_page.set", by=by, brand_id=brand.pk, data={"is_on": is_on})
    return page


@transaction.atomic
def publish(
    incident: Incident,
    *,
    public_title: str,
    advice: str,
    by: Actor,
    at: datetime | None = None,
) -> Incident:
    """Put the incident on the status page, with the approved statement as its first update."""
    incident = locked(incident.pk)
    statement = approved(incident, StatementUse.HOLDING)
    if statement is None:
        raise Conflict(_("The holding statement is not approved yet."))
    is_new = incident.published_at is None
    incident.public_title = " ".join(public_title.split())
    incident.advice = advice.replace("\r\n", "\n").strip()
    incident.published_at = incident.published_at or at or timezone.now()
    check(incident)
    incident.save(update_fields=["public_title", "advice", "published_at"])
    record("published" if is_new else "page_changed", incident, by=by, at=at)
    if is_new and not incident.updates.exists():
        post_update(incident, text=statement.text, by=by, at=at)
        incident.refresh_from_db()
    return incident


@transaction.atomic
def unpublish(incident: Incident, *, by: Actor) -> Incident:
    """Take it off the page. What it said is kept."""
    incident = locked(incident.pk)
    incident.published_at = None
    incident.save(update_fields=["published_at"])
    record("unpublished", incident, by=by)
    return incident


@transaction.atomic
def post_update(
    incident: Incident,
    *,
    text: str,
    by: Actor,
    next_update_at: datetime | None = None,
    at: datetime | None = None,
) -> Update:
    """Say how it stands, and when the next word comes: else as the severity asks for."""
    incident = locked(incident.pk)
    if incident.published_at is None:
        raise Conflict(_("It is not on the status page yet."))
    now = at or timezone.now()
    update = Update(
        incident=incident, text=text.replace("\r\n", "\n").strip(), at=now, by=by.label[:200]
    )
    check(update)
    update.save()
    incident.public_at = incident.public_at or now
    if incident.is_ongoing:
        incident.next_update_at = next_update_at or now + LADDER[incident.severity].rhythm
    incident.save(update_fields=["public_at", "next_update_at"])
    letters = subscribers.tell(update, brand=incident.brand)
    record(
        "updated", incident, by=by, at=at, update=update.pk, text=update.text[:200], letters=letters
    )
    return update


@transaction.atomic
def correct_update(
    update: Update, *, correction: str, by: Actor, at: datetime | None = None
) -> Update:
    """Strike an update through and say what is right. What was said stays to be read."""
    incident = locked(update.incident_id)
    update.correction = correction.replace("\r\n", "\n").strip()
    update.corrected_at = (at or timezone.now()) if update.correction else None
    check(update)
    update.save(update_fields=["correction", "corrected_at"])
    record("update_corrected", incident, by=by, at=at, update=update.pk, text=correction[:200])
    return update
