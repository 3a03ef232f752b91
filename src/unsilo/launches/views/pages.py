"""Things, their campaigns and dates: lists, one of them, forms, and what takes it back."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.inbox.views.place import Place
from unsilo.inbox.views.rows import row_views, rows_html
from unsilo.launches import ports
from unsilo.launches.forms import CampaignForm, DateForm, ThingForm
from unsilo.launches.models import CalendarEntry, Campaign, Thing
from unsilo.launches.queries import pages
from unsilo.launches.services import things as services
from unsilo.ui.toasts import go_with_toast

MODELS: dict[str, Any] = {"things": Thing, "campaigns": Campaign, "dates": CalendarEntry}


@member
def things(request: UnsiloRequest) -> HttpResponse:
    given: dict[str, Any] = {
        "q": request.GET.get("q", "").replace("\0", "")[:200],
        "archived": "archived" in request.GET,
        "cursor": request.GET.get("cursor", ""),
    }
    context = {"page": pages.things_page(request.access, **given), **given}
    if not wants_partial(request):
        context["dates"] = pages.dates_around(request.access)
    part = "_rows" if wants_partial(request) else ""
    return render(request, f"launches/things{part}.html", context)


@member
def thing(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Thing.objects.get_for(request.access, pk)
    campaigns = list(found.campaigns.live().order_by("-starts_on", "-pk"))
    context = {
        "thing": found,
        "campaigns": pages.campaign_rows(request.access, campaigns),
        "dates": found.dates.live().order_by("on", "pk"),
        "facts": pages.facts_about(request.access, found),
        "sections": ports.sections(found, request.access),
    }
    return render(request, "launches/thing.html", context)


@member
def campaign(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Campaign.objects.get_for(request.access, pk)
    (row,) = pages.campaign_rows(request.access, [found])
    page = pages.conversations_page(request.access, found, cursor=request.GET.get("cursor", ""))
    views = row_views(request.access, Place(), page.items)
    context = {
        "campaign": found,
        "row": row,
        "page": page,
        "rows": rows_html(views, can_pick=False),
    }
    return render(request, "launches/campaign.html", context)


@lead_only
def thing_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    found = Thing.objects.get_for(request.access, pk) if pk else None
    initial = ThingForm.initial_of(found) if found else {}
    form = ThingForm(request.POST or None, initial=initial, access=request.access)
    return _form(request, "things", form, found, Thing())


@lead_only
def campaign_form(
    request: UnsiloRequest, pk: int | None = None, thing_id: int | None = None
) -> HttpResponse:
    found = Campaign.objects.get_for(request.access, pk) if pk else None
    above = found.thing if found else Thing.objects.get_for(request.access, thing_id or 0)
    form = CampaignForm(
        request.POST or None, initial=CampaignForm.initial_of(found) if found else {}
    )
    return _form(request, "campaigns", form, found, Campaign(thing=above), above=above)


@lead_only
def date_form(
    request: UnsiloRequest, pk: int | None = None, thing_id: int | None = None
) -> HttpResponse:
    found = CalendarEntry.objects.get_for(request.access, pk) if pk else None
    above = found.thing if found else Thing.objects.get_for(request.access, thing_id or 0)
    form = DateForm(request.POST or None, initial=DateForm.initial_of(found) if found else {})
    return _form(request, "dates", form, found, CalendarEntry(thing=above), above=above)


def _form(
    request: UnsiloRequest,
    noun: str,
    form: Any,
    found: Any,
    new: Any,
    *,
    above: Thing | None = None,
) -> HttpResponse:
    save = partial(services.update, found) if found else partial(services.create, new)
    if request.method == "POST" and (saved := submit(form, partial(save, by=request.access.by))):
        undo = "launches:undo" if found else "launches:archive"
        undo_url = reverse(undo, args=[noun, saved.pk])
        return go_with_toast(request, _address(noun, saved), _("Saved."), undo_url=undo_url)
    context = {"form": form, "row": found, "noun": noun, "above": above}
    context["back"] = _address(noun, found) if found else _above(above)
    return render(request, "launches/form.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def archive(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    row = services.archive(_row(request, noun, pk), by=request.access.by)
    url = _above(None if noun == "things" else row.thing)
    said = _("%(name)s is put away.") % {"name": row}
    undo_url = reverse("launches:restore", args=[noun, pk])
    return go_with_toast(request, url, said, undo_url=undo_url)


@require_POST
@lead_only
def restore(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    row = services.restore(_row(request, noun, pk), by=request.access.by)
    return go_with_toast(request, _address(noun, row), _("%(name)s is back.") % {"name": row})


@require_POST
@lead_only
def undo(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    row = services.undo_change(_row(request, noun, pk), by=request.access.by)
    return go_with_toast(request, _address(noun, row), _("Taken back."))


def _row(request: UnsiloRequest, noun: str, pk: int) -> Any:
    if noun not in MODELS:
        raise NotFound
    return MODELS[noun].objects.get_for(request.access, pk)


def _address(noun: str, row: Any) -> str:
    """Where it is shown; a date stands on the page of its thing."""
    if noun == "dates":
        return _above(row.thing)
    return reverse(f"launches:{noun.removesuffix('s')}", args=[row.pk])


def _above(thing: Thing | None) -> str:
    return reverse("launches:thing", args=[thing.pk]) if thing else reverse("launches:things")
