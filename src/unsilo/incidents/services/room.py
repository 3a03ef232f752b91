"""What people do in the room: take duties, join, note, plan."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.accounts.services.notices import notify
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.incidents.models import (
    Assignment,
    Duty,
    Incident,
    Part,
    PartKind,
    Responder,
)
from unsilo.incidents.services import telling
from unsilo.incidents.services.log import locked, record


@transaction.atomic
def assign(
    incident: Incident, *, duty: str, user: User | None, by: Actor, backup: User | None = None
) -> Assignment | None:
    """Give a duty to somebody, or to nobody. Whoever gets one has joined."""
    incident = locked(incident.pk)
    if user is None:
        Assignment.objects.filter(incident=incident, duty=duty).delete()
        record("duty_given", incident, by=by, duty=duty, user="")
        return None
    if backup is not None and backup.pk == user.pk:
        raise Invalid(_("Nobody can be their own backup."), field="backup")
    given, _new = Assignment.objects.update_or_create(
        incident=incident, duty=duty, defaults={"user": user, "backup": backup}
    )
    Responder.objects.get_or_create(incident=incident, user=user)
    record("duty_given", incident, by=by, duty=duty, user=str(user))
    notify(
        [user],
        title=_("%(duty)s: %(title)s") % {"duty": Duty(duty).label, "title": incident},
        text=_("This is yours now."),
        url=telling.address(incident),
        key=f"incident:{incident.pk}-duty-{duty}-{given.pk}-{user.pk}",
        by=by,
        mail=True,
    )
    return given


@transaction.atomic
def join(incident: Incident, *, user: User, by: Actor) -> Responder:
    responder, is_new = Responder.objects.get_or_create(incident=incident, user=user)
    if is_new:
        record("joined", incident, by=by, user=str(user))
    return responder


@transaction.atomic
def leave(incident: Incident, *, user: User, by: Actor) -> None:
    """Hear no more of it. Whoever has a duty hands that over first."""
    duty = incident.assignments.filter(user=user).first()
    if duty is not None:
        raise Conflict(
            _("You have a duty here: %(duty)s. Give it to somebody first.")
            % {"duty": duty.get_duty_display()}
        )
    gone, _rows = Responder.objects.filter(incident=incident, user=user).delete()
    if gone:
        record("left", incident, by=by, user=str(user))


@transaction.atomic
def note(incident: Incident, *, text: str, by: Actor, at: datetime | None = None) -> int:
    """A line of the timeline, in somebody's own words."""
    text = " ".join(text.split())
    if not text:
        raise Invalid(_("Write what happened."), field="text")
    return record("noted", incident, by=by, at=at, text=text[:500])


@transaction.atomic
def add_part(
    incident: Incident,
    *,
    text: str,
    by: Actor,
    kind: str = PartKind.TASK,
    owner: User | None = None,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Part:
    """Something to do, a promise, a decision or a follow-up."""
    part = Part(
        incident=incident,
        kind=kind,
        text=" ".join(text.split()),
        owner=owner,
        due_at=due_at if kind != PartKind.DECISION else None,
        created_at=at or timezone.now(),
        created_by=by.label[:200],
    )
    check(part)
    part.save()
    record("part_added", incident, by=by, at=at, part=kind, text=part.text, owner=str(owner or ""))
    if owner is not None:
        notify(
            [owner],
            title=part.text,
            text=str(incident),
            url=telling.address(incident),
            key=f"incident:{incident.pk}-part-{part.pk}",
            by=by,
        )
    return part


@transaction.atomic
def finish_part(part: Part, *, by: Actor, at: datetime | None = None) -> Part:
    """Say that it is done; a second time changes nothing."""
    part = Part.objects.select_for_update(of=("self",)).select_related("incident").get(pk=part.pk)
    if not part.can_be_done:
        raise Conflict(_("A decision stands; it can't be done."))
    if part.done_at is None:
        part.done_at, part.done_by = at or timezone.now(), by.label[:200]
        part.save(update_fields=["done_at", "done_by"])
        record("part_done", part.incident, by=by, at=at, text=part.text)
    return part


@transaction.atomic
def reopen_part(part: Part, *, by: Actor) -> Part:
    """Undo of ``finish_part``."""
    part.done_at, part.done_by = None, ""
    part.save(update_fields=["done_at", "done_by"])
    record("part_reopened", part.incident, by=by, text=part.text)
    return part


@transaction.atomic
def remove_part(part: Part, *, by: Actor) -> None:
    """Take away what was added by mistake; the timeline keeps that it was there."""
    record("part_removed", part.incident, by=by, text=part.text)
    part.delete()
