"""Settings of people: tiers and custom fields."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.people import queries, services
from unsilo.people.forms import CustomFieldEditForm, CustomFieldForm, TierSettingsForm
from unsilo.people.models import CustomField, Tier
from unsilo.ui.toasts import go_with_toast


@lead_only
def settings_index(request: UnsiloRequest) -> HttpResponse:
    return redirect("people:tiers")


@lead_only
def tier_list(request: UnsiloRequest) -> HttpResponse:
    return render(request, "people/tiers.html", {"tiers": queries.tiers_with_counts()})


@lead_only
def tier_form(request: UnsiloRequest, tier_id: int | None = None) -> HttpResponse:
    tier = _tier(tier_id) if tier_id else None
    initial = {"name": tier.name, "rank": tier.rank} if tier else {}
    form = TierSettingsForm(request.POST or None, initial=initial)
    by = request.access.by
    save = (
        partial(services.update_tier, tier, by=by) if tier else partial(services.create_tier, by=by)
    )
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("people:tiers"), _("Saved."))
    context = {"form": form, "tier": tier}
    return render(request, "people/tier_form.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def tier_delete(request: UnsiloRequest, tier_id: int) -> HttpResponse:
    tier = _tier(tier_id)
    services.delete_tier(tier, by=request.access.by)
    text = _("%(name)s is gone.") % {"name": tier.name}
    return go_with_toast(request, reverse("people:tiers"), text)


@lead_only
def field_list(request: UnsiloRequest) -> HttpResponse:
    return render(request, "people/fields.html", {"fields": CustomField.objects.all()})


@lead_only
def field_new(request: UnsiloRequest) -> HttpResponse:
    form = CustomFieldForm(request.POST or None)
    create = partial(services.create_custom_field, by=request.access.by)
    if request.method == "POST" and submit(form, create) is not None:
        return go_with_toast(request, reverse("people:fields"), _("Added."))
    status = 422 if form.errors else 200
    return render(request, "people/field_form.html", {"form": form}, status=status)


@lead_only
def field_edit(request: UnsiloRequest, field_id: int) -> HttpResponse:
    field = _field(field_id)
    initial = {"label": field.label, "choices": "\n".join(field.choices)}
    form = CustomFieldEditForm(request.POST or None, initial=initial)
    save = partial(services.update_custom_field, field, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("people:fields"), _("Saved."))
    context = {"form": form, "field": field, "holders": queries.field_holders(field)}
    return render(request, "people/field_form.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def field_delete(request: UnsiloRequest, field_id: int) -> HttpResponse:
    field = _field(field_id)
    services.delete_custom_field(field, by=request.access.by)
    text = _("%(label)s is gone.") % {"label": field.label}
    return go_with_toast(request, reverse("people:fields"), text)


def _tier(tier_id: int) -> Tier:
    tier = Tier.objects.filter(pk=tier_id).first()
    if tier is None:
        raise NotFound
    return tier


def _field(field_id: int) -> CustomField:
    field = CustomField.objects.filter(pk=field_id).first()
    if field is None:
        raise NotFound
    return field
