"""Facts: the list, one of them, its form, and what takes it back."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.library.forms import FactForm
from unsilo.library.models import Fact, FactStatus
from unsilo.library.queries import pages
from unsilo.library.services import facts as services
from unsilo.ui.toasts import go_with_toast


@member
def facts(request: UnsiloRequest) -> HttpResponse:
    given: dict[str, Any] = {
        "q": request.GET.get("q", "").replace("\0", "")[:200],
        "status": request.GET.get("status", ""),
        "archived": "archived" in request.GET,
        "cursor": request.GET.get("cursor", ""),
    }
    page = pages.facts_page(request.access, **given)
    context = {"page": page, "statuses": FactStatus.choices, **given}
    part = "_rows" if wants_partial(request) else ""
    return render(request, f"library/facts{part}.html", context)


@member
def fact(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Fact.objects.get_for(request.access, pk)
    context = {"fact": found, "history": pages.history_of_fact(found)}
    return render(request, "library/fact.html", context)


@lead_only
def fact_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    found = Fact.objects.get_for(request.access, pk) if pk else None
    initial = FactForm.initial_of(found) if found else _begun(request)
    form = FactForm(request.POST or None, initial=initial, access=request.access)
    save = partial(services.update_fact, found) if found else services.create_fact
    if request.method == "POST" and (saved := submit(form, partial(save, by=request.access.by))):
        undo_url = reverse("library:fact-archive", args=[saved.row.pk])
        if found:
            undo_url = reverse("library:fact-undo", args=[saved.row.pk, saved.event_id])
        url = reverse("library:fact", args=[saved.row.pk])
        return go_with_toast(request, url, _("Saved."), undo_url=undo_url)
    context = {"form": form, "fact": found}
    return render(request, "library/fact_form.html", context, status=422 if form.errors else 200)


def _begun(request: UnsiloRequest) -> dict[str, Any]:
    """What is filled in of a new fact: what it is about, where a page that led here says so."""
    about = request.GET.get("about", "").replace("\0", "")[:60]
    return {"status": FactStatus.CONFIRMED, "about": about}


@require_POST
@lead_only
def archive(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Fact.objects.get_for(request.access, pk)
    services.archive_fact(found, by=request.access.by)
    undo = reverse("library:fact-restore", args=[pk])
    return go_with_toast(request, reverse("library:facts"), _("Put away."), undo_url=undo)


@require_POST
@lead_only
def restore(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Fact.objects.get_for(request.access, pk)
    services.restore_fact(found, by=request.access.by)
    return go_with_toast(request, reverse("library:fact", args=[pk]), _("It is back."))


@require_POST
@lead_only
def undo(request: UnsiloRequest, pk: int, event_id: int) -> HttpResponse:
    found = Fact.objects.get_for(request.access, pk)
    services.undo_change(found, event_id, by=request.access.by)
    return go_with_toast(request, reverse("library:fact", args=[pk]), _("Taken back."))
