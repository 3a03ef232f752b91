"""The list of people, one person, and their facts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.people import queries, services
from unsilo.people.forms import NewPersonForm, NoteForm, PeopleFilter, PersonForm, TierForm
from unsilo.people.models import Person, Tier
from unsilo.ui.toasts import go_with_toast


@member
def people_list(request: UnsiloRequest) -> HttpResponse:
    asked = PeopleFilter(request.GET)
    chosen = asked.cleaned_data if asked.is_valid() else {}
    company, tier = chosen.get("company"), chosen.get("tier")
    page = queries.people_page(
        q=chosen.get("q", ""),
        company_id=company.pk if company else None,
        tier_id=tier.pk if tier else None,
        cursor=chosen.get("cursor", ""),
    )
    context = {"page": page, "filter": chosen, "tiers": Tier.objects.all()}
    if wants_partial(request):
        return render(request, "people/people_rows.html", context)
    return render(request, "people/people.html", context)


@member
def person(request: UnsiloRequest, person_id: int) -> HttpResponse:
    found = queries.person_for(person_id)
    if found.pk != person_id:
        return redirect("people:person", found.pk)
    context = {
        "detail": queries.person_detail(found),
        "timeline": queries.timeline_page(found, request.access),
        "note_form": NoteForm(),
    }
    return render(request, "people/person.html", context)


@member
def timeline(request: UnsiloRequest, person_id: int) -> HttpResponse:
    """Older entries of the timeline, for the button below it."""
    found = queries.person_for(person_id)
    page = queries.timeline_page(found, request.access, cursor=request.GET.get("cursor", ""))
    return render(request, "people/timeline.html", {"timeline": page, "person": found})


@member
def person_new(request: UnsiloRequest) -> HttpResponse:
    request.access.require_write()
    form = NewPersonForm(request.POST or None)

    def create(*, company: str, **facts: Any) -> Person:
        by = request.access.by
        named = services.company_named(company, by=by)
        return services.create_person(company=named, by=by, **facts)

    if request.method == "POST" and (made := submit(form, create)):
        url = reverse("people:person", args=[made.pk])
        return go_with_toast(request, url, _("%(name)s is noted.") % {"name": made})
    status = 422 if form.errors else 200
    return render(request, "people/person_new.html", {"form": form}, status=status)


@member
def person_edit(request: UnsiloRequest, person_id: int) -> HttpResponse:
    request.access.require_write()
    found = queries.person_for(person_id)
    initial = {
        "name": found.name,
        "company": str(found.company or ""),
        "place": found.place,
        "language": found.language,
    }
    form = PersonForm(request.POST or None, initial=initial)

    def save(*, company: str, **facts: Any) -> Person:
        by = request.access.by
        named = services.company_named(company, by=by)
        return services.update_person(found, company=named, by=by, **facts)

    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("people:person", args=[found.pk]), _("Saved."))
    context = {"form": form, "person": found}
    return render(request, "people/person_edit.html", context, status=422 if form.errors else 200)


@member
def person_tier(request: UnsiloRequest, person_id: int) -> HttpResponse:
    request.access.require_write()
    found = queries.person_for(person_id)
    initial = {"tier": found.tier, "reason": found.tier_reason, "until": found.tier_until}
    form = TierForm(request.POST or None, initial=initial)

    def save(**given: Any) -> Person:
        return services.set_tier(found, by=request.access.by, **given)

    if request.method == "POST" and submit(form, save) is not None:
        text = _("%(name)s stands out as %(tier)s.") % {"name": found, "tier": found.tier}
        return go_with_toast(request, reverse("people:person", args=[found.pk]), text)
    context = {"form": form, "person": found, "has_tiers": Tier.objects.exists()}
    return render(request, "people/person_tier.html", context, status=422 if form.errors else 200)


@require_POST
@member
def person_tier_clear(request: UnsiloRequest, person_id: int) -> HttpResponse:
    request.access.require_write()
    found = queries.person_for(person_id)
    services.clear_tier(found, by=request.access.by)
    return go_with_toast(request, reverse("people:person", args=[found.pk]), _("Taken away."))


@member
def company_options(request: UnsiloRequest) -> HttpResponse:
    """Names of companies for the list below a field."""
    names = queries.company_names(request.GET.get("company", ""))
    return render(request, "people/company_options.html", {"names": names})
