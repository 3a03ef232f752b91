"""The room: everything about one incident on one page, and what people do there."""

from functools import partial

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.channels.models import Delivery
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.incidents.forms import DutyForm, NoteForm, PartForm, ReviewForm, SeverityForm
from unsilo.incidents.models import Assignment, Duty, Incident, Part, Phase
from unsilo.incidents.queries import room as queries
from unsilo.incidents.queries.touched import more_counted
from unsilo.incidents.rights import incident_to_decide, incident_to_work
from unsilo.incidents.services import incidents
from unsilo.incidents.services import room as services
from unsilo.ui.toasts import go_with_toast

HELD = 100


def go_to_room(
    request: UnsiloRequest, incident: Incident, text: str, *, undo: str = "", place: str = ""
) -> HttpResponse:
    url = reverse("incidents:incident", args=[incident.pk])
    return go_with_toast(request, url + place, text, undo_url=undo)


def form_dialog(request: UnsiloRequest, form: Form, title: str | Promise) -> HttpResponse:
    """The inside of #dialog: one form that is sent to the address it came from."""
    context = {"form": form, "here": request.path, "title": title}
    status = 422 if form.errors else 200
    return render(request, "incidents/form_dialog.html", context, status=status)


@member
def incident(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = Incident.objects.get_for(request.access, incident_id)
    context = {
        "room": queries.room(request.access, found),
        "incident": found,
        "more": len(more_counted(request.access, found)),
    }
    return render(request, "incidents/room.html", context)


@member
def severity(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_decide(request.access, incident_id)
    form = SeverityForm(request.POST or None, initial={"severity": found.severity})
    change = partial(incidents.change_severity, found, by=request.access.by)
    if request.method == "POST" and submit(form, change) is not None:
        return go_to_room(request, found, _("Saved."))
    return form_dialog(request, form, _("Severity"))


@require_POST
@member
def phase(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_decide(request.access, incident_id)
    wanted = request.POST.get("phase") or request.GET.get("phase", "")
    if wanted not in (Phase.RESPONDING, Phase.STABLE, Phase.RESOLVED):
        raise NotFound
    before = found.phase
    incidents.set_phase(found, phase=wanted, by=request.access.by)
    undo = reverse("incidents:phase", args=[found.pk]) + f"?phase={before}"
    text = _("It is %(phase)s now.") % {"phase": Phase(wanted).label}
    return go_to_room(request, found, text, undo=undo if before != Phase.REVIEWED else "")


@require_POST
@member
def acknowledge(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    incidents.acknowledge(found, by=request.access.by)
    return go_to_room(request, found, _("Acknowledged."))


@require_POST
@member
def join(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    services.join(found, user=request.user, by=request.access.by)
    undo = reverse("incidents:leave", args=[found.pk])
    return go_to_room(request, found, _("You hear of every change."), undo=undo)


@require_POST
@member
def leave(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    services.leave(found, user=request.user, by=request.access.by)
    undo = reverse("incidents:join", args=[found.pk])
    return go_to_room(request, found, _("You left the room."), undo=undo)


@member
def note(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    form = NoteForm(request.POST or None)
    save = partial(services.note, found, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_to_room(request, found, _("On the timeline."))
    return form_dialog(request, form, _("New entry"))


@member
def duty(request: UnsiloRequest, incident_id: int, duty: str) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    if duty not in Duty.values:
        raise NotFound
    given = Assignment.objects.filter(incident=found, duty=duty).first()
    initial = {"user": given.user_id, "backup": given.backup_id} if given else {}
    form = DutyForm(request.POST or None, initial=initial, incident=found)

    def save(**fields: object) -> bool:
        services.assign(found, duty=duty, by=request.access.by, **fields)  # type: ignore[arg-type]  # as cleaned
        return True

    if request.method == "POST" and submit(form, save) is not None:
        return go_to_room(request, found, _("Saved."))
    return form_dialog(request, form, Duty(duty).label)


@member
def part_new(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    form = PartForm(request.POST or None, incident=found)
    if request.method == "POST":
        part = submit(form, partial(services.add_part, found, by=request.access.by))
        if part:
            undo = reverse("incidents:part", args=[found.pk, part.pk, "remove"])
            return go_to_room(request, found, _("Added."), undo=undo)
    return form_dialog(request, form, _("To do"))


@require_POST
@member
def part(request: UnsiloRequest, incident_id: int, part_id: int, verb: str) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    one = Part.objects.filter(incident=found, pk=part_id).select_related("incident").first()
    if one is None:
        raise NotFound
    if verb == "done":
        services.finish_part(one, by=request.access.by)
        undo = reverse("incidents:part", args=[found.pk, one.pk, "reopen"])
        return go_to_room(request, found, _("Done."), undo=undo)
    if verb == "reopen":
        services.reopen_part(one, by=request.access.by)
        return go_to_room(request, found, _("Not done after all."))
    services.remove_part(one, by=request.access.by)
    return go_to_room(request, found, _("Taken away."))


@require_POST
@member
def pause(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    """The switch: hold all that is scheduled, or let it go on."""
    found = incident_to_decide(request.access, incident_id)
    undo = reverse("incidents:pause", args=[found.pk])
    if (request.POST.get("on") or request.GET.get("on")) == "1":
        held = incidents.pause_for(found, by=request.access.by).deliveries.count()
        text = _("Everything scheduled is paused; %(n)d wait.") % {"n": held}
        return go_to_room(request, found, text, undo=f"{undo}?on=0")
    count = incidents.release_for(found, by=request.access.by)
    text = _("Scheduled things go on; %(n)d were held.") % {"n": count}
    return go_to_room(request, found, text, undo=f"{undo}?on=1")


@member
def held(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    """What the pause holds, so that each can be looked at before it goes on."""
    found = Incident.objects.get_for(request.access, incident_id)
    waiting = Delivery.objects.visible_to(request.access).filter(
        held_by__isnull=False, state=Delivery.State.WAITING, channel__brand=found.brand
    )
    deliveries = waiting.select_related("channel").order_by("next_try_at")[:HELD]
    context = {"incident": found, "deliveries": deliveries, "now": timezone.now()}
    return render(request, "incidents/held.html", context)


@member
def review(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    """Every clock, what was promised and decided, what follows; and what was learned."""
    found = Incident.objects.get_for(request.access, incident_id)
    form = ReviewForm(request.POST or None, initial={"learned": found.learned})
    if request.method == "POST":
        found = incident_to_decide(request.access, incident_id)
        save = partial(incidents.review, found, by=request.access.by)
        if submit(form, save) is not None:
            return go_with_toast(request, request.path, _("The review is kept."))
    context = {
        "room": queries.room(request.access, found),
        "incident": found,
        "timeline": queries.timeline(request.access, found, limit=None),
        "form": form,
    }
    return render(request, "incidents/review.html", context, status=422 if form.errors else 200)
