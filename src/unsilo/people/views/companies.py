"""Companies: the list, one of them with its people, and the form."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.people import queries, services
from unsilo.people.forms import CompanyForm
from unsilo.ui.toasts import go_with_toast


@member
def company_list(request: UnsiloRequest) -> HttpResponse:
    q, cursor = request.GET.get("q", ""), request.GET.get("cursor", "")
    context = {"page": queries.companies_page(q=q, cursor=cursor), "q": q}
    part = wants_partial(request)
    return render(request, "people/company_rows.html" if part else "people/companies.html", context)


@member
def company(request: UnsiloRequest, company_id: int) -> HttpResponse:
    found = queries.company_for(company_id)
    cursor = request.GET.get("cursor", "")
    page = queries.people_page(company_id=found.pk, cursor=cursor)
    return render(request, "people/company.html", {"company": found, "page": page})


@member
def company_new(request: UnsiloRequest) -> HttpResponse:
    request.access.require_write()
    form = CompanyForm(request.POST or None)
    create = partial(services.create_company, by=request.access.by)
    if request.method == "POST" and (made := submit(form, create)):
        return go_with_toast(request, reverse("people:company", args=[made.pk]), _("Added."))
    status = 422 if form.errors else 200
    return render(request, "people/company_form.html", {"form": form}, status=status)


@member
def company_edit(request: UnsiloRequest, company_id: int) -> HttpResponse:
    request.access.require_write()
    found = queries.company_for(company_id)
    initial = {"name": found.name, "domains": "\n".join(found.domains), "note": found.note}
    form = CompanyForm(request.POST or None, initial=initial)
    save = partial(services.update_company, found, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("people:company", args=[found.pk]), _("Saved."))
    context = {"form": form, "company": found}
    return render(request, "people/company_form.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def company_delete(request: UnsiloRequest, company_id: int) -> HttpResponse:
    found = queries.company_for(company_id)
    services.delete_company(found, by=request.access.by)
    text = _("%(name)s is forgotten; its people stay.") % {"name": found.name}
    return go_with_toast(request, reverse("people:companies"), text)
