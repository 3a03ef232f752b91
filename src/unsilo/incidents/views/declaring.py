"""Declare an incident: by hand, from a conversation, from an alert."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from unsilo.accounts.doors import member
from unsilo.accounts.models import Severity
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work
from unsilo.incidents.forms import DeclareForm, DeclareHereForm
from unsilo.incidents.models import Incident
from unsilo.incidents.queries.room import incidents_page
from unsilo.incidents.queries.touched import conversations_counted
from unsilo.incidents.services.incidents import declare, kind_for, touching_most
from unsilo.listening.models import Alert
from unsilo.ui.toasts import go_with_toast


@member
def incident_list(request: UnsiloRequest) -> HttpResponse:
    context = {
        "ongoing": incidents_page(request.access, ongoing=True).items,
        "past": incidents_page(request.access, ongoing=False, cursor=request.GET.get("cursor", "")),
    }
    return render(request, "incidents/list.html", context)


@member
def incident_new(request: UnsiloRequest) -> HttpResponse:
    request.access.require_write()
    form = DeclareForm(request.POST or None, access=request.access)
    if request.method == "POST":
        made = submit(form, partial(declare, by=request.access.by))
        if made:
            return _opened(request, *made)
    status = 422 if form.errors else 200
    return render(request, "incidents/declare.html", {"form": form}, status=status)


@member
def from_conversation(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation = conversation_to_work(request.access, conversation_id)
    initial = {"title": conversation.subject[:120], "severity": Severity.ESCALATING}
    given = {"brand": conversation.brand, "conversation": conversation}
    return _dialog(request, initial, given, _known(conversation))


def _known(conversation: Conversation) -> Incident | None:
    """The ongoing incident that the conversation belongs to."""
    return Incident.objects.ongoing().filter(touched__conversation=conversation).first()


@member
def from_alert(request: UnsiloRequest, alert_id: int) -> HttpResponse:
    request.access.require_write()
    alert = Alert.objects.related().get_for(request.access, alert_id)
    severity = min(int(alert.severity), Severity.SERIOUS)
    initial = {"title": alert.title[:120], "severity": severity, "kind": kind_for(alert)}
    initial["pause"] = severity >= Severity.SERIOUS and alert.kind == "threat"
    counted = conversations_counted(alert)
    given = {"brand": alert.query.brand, "alert": alert, "touched": counted}
    same = Incident.objects.ongoing().filter(origin=f"topic:{alert.query_id}").first()
    return _dialog(request, initial, given, same or touching_most(counted))


def _dialog(
    request: UnsiloRequest,
    initial: dict[str, Any],
    given: dict[str, Any],
    known: Incident | None,
) -> HttpResponse:
    form = DeclareHereForm(request.POST or None, initial=initial, access=request.access)
    if request.method == "POST":
        made = submit(form, partial(declare, by=request.access.by, **given))
        if made:
            return _opened(request, *made)
    context = {"form": form, "known": known, "here": request.path}
    status = 422 if form.errors else 200
    return render(request, "incidents/declare_dialog.html", context, status=status)


def _opened(request: UnsiloRequest, incident: Incident, is_new: bool) -> HttpResponse:
    text = _("The room is open.") if is_new else _("This is being worked on already.")
    return go_with_toast(request, reverse("incidents:incident", args=[incident.pk]), text)
