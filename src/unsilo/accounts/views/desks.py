"""Desks and brands."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts import queries, services
from unsilo.accounts.doors import admin_only, lead_only
from unsilo.accounts.forms import BrandForm, DeskForm
from unsilo.accounts.models import Brand, User
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.ui.toasts import go_with_toast


@lead_only
def desk_list(request: UnsiloRequest) -> HttpResponse:
    context = {
        "rows": queries.desk_rows(request.access),
        "archived": queries.desk_rows(request.access, archived=True),
    }
    return render(request, "accounts/desks.html", context)


@admin_only
def desk_new(request: UnsiloRequest) -> HttpResponse:
    form = DeskForm(request.POST or None)
    if request.method == "POST":
        desk = submit(form, partial(services.create_desk, by=request.access.by))
        if desk:
            text = _("%(desk)s is open.") % {"desk": desk}
            return go_with_toast(request, reverse("accounts:desks"), text)
    status = 422 if form.errors else 200
    return render(request, "accounts/desk.html", {"form": form}, status=status)


@lead_only
def desk_edit(request: UnsiloRequest, desk_id: int) -> HttpResponse:
    desk = queries.desk_for(request.access, desk_id)
    initial = {
        "name": desk.name,
        "discipline": desk.discipline,
        "charter": desk.charter,
        "is_restricted": desk.is_restricted,
        "members": list(User.objects.filter(seats__desk=desk)),
    }
    form = DeskForm(request.POST or None, initial=initial)
    save = partial(services.update_desk, desk, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("accounts:desks"), _("Saved."))
    status = 422 if form.errors else 200
    return render(request, "accounts/desk.html", {"form": form, "desk": desk}, status=status)


@require_POST
@admin_only
def desk_archive(request: UnsiloRequest, desk_id: int) -> HttpResponse:
    desk = queries.desk_for(request.access, desk_id)
    services.archive_desk(desk, by=request.access.by)
    return go_with_toast(
        request,
        reverse("accounts:desks"),
        _("%(desk)s is archived. What stands on it can still be read.") % {"desk": desk},
        undo_url=reverse("accounts:desk-unarchive", args=[desk.pk]),
    )


@require_POST
@admin_only
def desk_unarchive(request: UnsiloRequest, desk_id: int) -> HttpResponse:
    desk = queries.desk_for(request.access, desk_id)
    services.unarchive_desk(desk, by=request.access.by)
    text = _("%(desk)s is open again.") % {"desk": desk}
    return go_with_toast(request, reverse("accounts:desks"), text)


@admin_only
def brand_list(request: UnsiloRequest) -> HttpResponse:
    return render(request, "accounts/brands.html", {"brands": Brand.objects.all()})


@admin_only
def brand_new(request: UnsiloRequest) -> HttpResponse:
    form = BrandForm(request.POST or None)
    create = partial(services.create_brand, by=request.access.by)
    if request.method == "POST" and submit(form, create) is not None:
        return go_with_toast(request, reverse("accounts:brands"), _("Added."))
    status = 422 if form.errors else 200
    return render(request, "accounts/brand.html", {"form": form}, status=status)


@admin_only
def brand_edit(request: UnsiloRequest, brand_id: int) -> HttpResponse:
    brand = queries.brand_for(brand_id)
    form = BrandForm(request.POST or None, initial={"name": brand.name, "website": brand.website})
    save = partial(services.update_brand, brand, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("accounts:brands"), _("Saved."))
    status = 422 if form.errors else 200
    return render(request, "accounts/brand.html", {"form": form, "brand": brand}, status=status)
