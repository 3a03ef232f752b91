"""Stores that may carry us: the list, one of them, and the forms that asked for it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.ui.toasts import go_with_toast
from unsilo.wins.forms import DoorForm
from unsilo.wins.models import Door, Listing, Stage
from unsilo.wins.queries.doors import demand, doors_page, requests_page, stage_counts
from unsilo.wins.queries.numbers import period
from unsilo.wins.services import doors


@member
def listed(request: UnsiloRequest) -> HttpResponse:
    stage = request.GET.get("stage", "")
    stage = stage if stage in Stage.values else ""
    q = request.GET.get("q", "").replace("\0", "")[:200]
    counts = stage_counts()
    context = {
        "page": doors_page(stage=stage, q=q, cursor=request.GET.get("cursor", "")),
        "stage": stage,
        "q": q,
        "stages": [(one, counts.get(one.value, 0)) for one in Stage],
        "total": sum(counts.values()),
    }
    part = "_rows" if wants_partial(request) else ""
    return render(request, f"wins/doors{part}.html", context)


@member
def one(request: UnsiloRequest, pk: int) -> HttpResponse:
    door = Door.objects.get_or_404(pk)
    sold = Listing.objects.filter(product=door.product_id, retailer=door.store.retailer_id)
    context = {
        "door": door,
        "stages": Stage,
        "demand": demand(door),
        "page": requests_page(request.access, door=door, cursor=request.GET.get("cursor", "")),
        "form": DoorForm(initial=DoorForm.initial_of(door)),
        "is_listed": sold.exists(),
    }
    return render(request, "wins/door.html", context)


@require_POST
@member
def edit(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    door = Door.objects.get_or_404(pk)
    form = DoorForm(request.POST)
    if submit(form, partial(doors.update, door, by=request.access.by)):
        return go_with_toast(request, reverse("wins:door", args=[pk]), _("Saved."))
    context = {"door": door, "stages": Stage, "demand": demand(door), "form": form}
    context["page"] = requests_page(request.access, door=door)
    return render(request, "wins/door.html", context, status=422)


@require_POST
@member
def move(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    door = Door.objects.get_or_404(pk)
    before = doors.move(door, stage=request.POST.get("stage", ""), by=request.access.by)
    stage = Stage(request.POST["stage"])
    return go_with_toast(
        request,
        reverse("wins:door", args=[pk]),
        _("Now: %(stage)s.") % {"stage": stage.label},
        undo_url=reverse("wins:door-back", args=[pk, before]),
    )


@require_POST
@member
def back(request: UnsiloRequest, pk: int, stage: str) -> HttpResponse:
    """Undo of a move."""
    request.access.require_write()
    doors.move(Door.objects.get_or_404(pk), stage=stage, by=request.access.by)
    return go_with_toast(request, reverse("wins:door", args=[pk]), _("Taken back."))


@member
def request_list(request: UnsiloRequest) -> HttpResponse:
    """The forms that a number of the page Wins counts."""
    given = request.GET.get("days", "")
    days = period(int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0)
    opened = "opened" in request.GET
    page = requests_page(
        request.access, days=days, opened=opened, cursor=request.GET.get("cursor", "")
    )
    context = {"page": page, "days": days, "opened": opened}
    return render(request, "wins/request_list.html", context)
