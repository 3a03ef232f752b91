"""Settings: business hours, service levels; and the list of clocks behind their numbers."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import available_timezones

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.accounts.models import Brand, Desk
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.rights import visible_desk
from unsilo.routing.forms import DAYS, HoursForm, LevelForm
from unsilo.routing.models import BusinessHours, ClockKind, Outcome, SlaPolicy
from unsilo.routing.queries.levels import hours_rows, level_rows
from unsilo.routing.queries.lists import clocks_page
from unsilo.routing.services import levels
from unsilo.ui.toasts import go_with_toast

UNDO_SALT = "routing.level"
USUAL = {name: "9:00-17:00" for name, _label in DAYS[:5]}


@require_GET
@lead_only
def level_list(request: UnsiloRequest) -> HttpResponse:
    return render(request, "routing/levels.html", {"rows": level_rows(request.access)})


@lead_only
def level_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    access = request.access
    policy = SlaPolicy.objects.filter(pk=pk, desk__in=access.desk_ids).first() if pk else None
    if pk and policy is None:
        raise NotFound
    initial = LevelForm.initial_of(policy) if policy else {"desk": request.GET.get("desk")}
    form = LevelForm(request.POST or None, desks=access.desks, initial={"unit": "60", **initial})
    save = partial(levels.set_policy, policy=policy, by=access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("routing:levels"), _("Saved."))
    context = {"form": form, "policy": policy}
    status = 422 if form.errors else 200
    return render(request, "routing/level_form.html", context, status=status)


@require_POST
@lead_only
def level_remove(request: UnsiloRequest, pk: int) -> HttpResponse:
    if not SlaPolicy.objects.filter(pk=pk, desk__in=request.access.desk_ids).exists():
        raise NotFound
    gone = levels.remove_policy(pk, by=request.access.by)
    again = signing.dumps(
        [gone.desk_id, gone.minutes, gone.in_business_hours, gone.priority, gone.public],
        salt=UNDO_SALT,
    )
    undo_url = reverse("routing:level-restore", args=[again])
    return go_with_toast(request, reverse("routing:levels"), _("Removed."), undo_url=undo_url)


@require_POST
@lead_only
def level_restore(request: UnsiloRequest, again: str) -> HttpResponse:
    """Undo of a removal."""
    try:
        desk_id, minutes, in_hours, priority, public = signing.loads(again, salt=UNDO_SALT)
    except signing.BadSignature as error:
        raise NotFound from error
    levels.set_policy(
        desk=visible_desk(request.access, desk_id),
        minutes=minutes,
        in_business_hours=in_hours,
        priority=priority,
        public=public,
        by=request.access.by,
    )
    return go_with_toast(request, reverse("routing:levels"), _("It is back."))


@require_GET
@lead_only
def hours_list(request: UnsiloRequest) -> HttpResponse:
    context = {"rows": hours_rows(request.access), "days": [label for _name, label in DAYS]}
    return render(request, "routing/hours.html", context)


@lead_only
def hours_form(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    """The hours of a ``desk`` or of a ``brand``."""
    of = _owner(request, noun, pk)
    hours = BusinessHours.objects.filter(**{noun: of}).first()
    initial = (
        HoursForm.initial_of(hours) if hours else {"time_zone": request.user.time_zone, **USUAL}
    )
    form = HoursForm(request.POST or None, initial=initial)
    desk = of if isinstance(of, Desk) else None
    brand = of if isinstance(of, Brand) else None
    save = partial(levels.set_hours, desk=desk, brand=brand, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("routing:hours"), _("Saved."))
    context = {
        "form": form,
        "of": of,
        "noun": noun,
        "hours": hours,
        "zones": sorted(available_timezones()),
    }
    status = 422 if form.errors else 200
    return render(request, "routing/hours_form.html", context, status=status)


@require_POST
@lead_only
def hours_forget(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    hours = BusinessHours.objects.filter(**{noun: _owner(request, noun, pk)}).first()
    if hours is None:
        raise NotFound
    levels.forget_hours(hours, by=request.access.by)
    return go_with_toast(request, reverse("routing:hours"), _("No hours of its own any more."))


def _owner(request: UnsiloRequest, noun: str, pk: int) -> Desk | Brand:
    of: dict[str, Sequence[Desk | Brand]] = {
        "desk": request.access.desks,
        "brand": request.access.brands,
    }
    found = next((one for one in of.get(noun, ()) if one.pk == pk), None)
    if found is None:
        raise NotFound
    return found


@require_GET
@member
def clock_list(request: UnsiloRequest) -> HttpResponse:
    """The clocks behind a number."""
    given = request.GET
    asked = {
        "kind": given.get("kind", ""),
        "outcome": given.get("outcome", ""),
        "desk_id": _number(given.get("desk", "")),
        "days": _number(given.get("days", ""), most=3660),
    }
    page = clocks_page(request.access, cursor=given.get("cursor", ""), **asked)  # type: ignore[arg-type]  # each as its function takes it
    context = {
        **asked,
        "page": page,
        "kinds": ClockKind.choices,
        "outcomes": Outcome.choices,
        "desks": request.access.desks,
    }
    return render(request, "routing/clocks.html", context)


def _number(given: str, *, most: int = 2**62) -> int | None:
    is_number = given.isascii() and given.isdigit() and len(given) < 19
    return min(int(given), most) if is_number else None
