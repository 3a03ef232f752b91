"""Outlets and journalists."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.stories.forms import ContactForm, OutletForm
from unsilo.stories.models import Coverage, MediaContact, Outlet, OutletKind
from unsilo.stories.queries import media as lists
from unsilo.stories.rights import require_stories, works_on_stories
from unsilo.stories.services import media
from unsilo.ui.toasts import go_with_toast

MODELS: dict[str, Any] = {"outlet": Outlet, "contact": MediaContact}


@member
def outlets(request: UnsiloRequest) -> HttpResponse:
    given = _asked(request)
    kind = request.GET.get("kind", "")
    context = {
        "page": lists.outlets_page(kind=kind, **given),
        "kind": kind,
        "kinds": OutletKind.choices,
        "can_work": works_on_stories(request.access),
        **given,
    }
    return render(request, "stories/outlets.html", context)


@member
def contacts(request: UnsiloRequest) -> HttpResponse:
    given = _asked(request)
    context = {
        "page": lists.contacts_page(**given),
        "can_work": works_on_stories(request.access),
        **given,
    }
    return render(request, "stories/contacts.html", context)


def _asked(request: UnsiloRequest) -> dict[str, Any]:
    return {
        "q": request.GET.get("q", "").replace("\0", "")[:200],
        "archived": "archived" in request.GET,
        "cursor": request.GET.get("cursor", ""),
    }


@member
def outlet(request: UnsiloRequest, pk: int) -> HttpResponse:
    found: Outlet = Outlet.objects.get_or_404(pk)
    clips = Coverage.objects.visible_to(request.access).confirmed().filter(outlet=found)
    context = {
        "outlet": found,
        "contacts": found.contacts.select_related("person").order_by("person__name"),
        "coverage": clips.select_related("story").order_by("-published_at")[:50],
        "can_work": works_on_stories(request.access),
    }
    return render(request, "stories/outlet.html", context)


@member
def outlet_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    require_stories(request.access)
    found: Outlet | None = Outlet.objects.get_or_404(pk) if pk else None
    form = OutletForm(request.POST or None, initial=OutletForm.initial_of(found) if found else {})
    save = partial(media.save_outlet, found, by=request.access.by)
    if request.method == "POST" and (saved := submit(form, save)):
        return go_with_toast(request, reverse("stories:outlet", args=[saved.pk]), _("Saved."))
    context = {"form": form, "row": found, "back": reverse("stories:outlets")}
    context["heading"] = found.name if found else _("Add an outlet")
    return render(request, "stories/form.html", context, status=422 if form.errors else 200)


@member
def contact_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    require_stories(request.access)
    found: MediaContact | None = MediaContact.objects.get_or_404(pk) if pk else None
    initial = ContactForm.initial_of(found) if found else {"outlet": request.GET.get("outlet")}
    form = ContactForm(request.POST or None, initial=initial, known=found is not None)
    save = partial(media.save_contact, found, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("stories:contacts"), _("Saved."))
    context = {"form": form, "row": found, "back": reverse("stories:contacts")}
    context["heading"] = str(found) if found else _("Add a journalist")
    return render(request, "stories/form.html", context, status=422 if form.errors else 200)


@require_POST
@member
def archive(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    row = _row(request, noun, pk)
    media.archive(row, by=request.access.by)
    return go_with_toast(
        request,
        reverse(f"stories:{noun}s"),
        _("%(name)s is put away.") % {"name": row},
        undo_url=reverse("stories:media-restore", args=[noun, pk]),
    )


@require_POST
@member
def restore(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    row = _row(request, noun, pk)
    media.restore(row, by=request.access.by)
    said = _("%(name)s is back.") % {"name": row}
    return go_with_toast(request, reverse(f"stories:{noun}s"), said)


def _row(request: UnsiloRequest, noun: str, pk: int) -> Any:
    require_stories(request.access)
    if noun not in MODELS:
        raise NotFound
    return MODELS[noun].objects.get_or_404(pk)
