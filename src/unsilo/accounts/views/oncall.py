"""Who is on call: rotas and covers, and the calls that went out."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from unsilo.accounts.access import Access
from unsilo.accounts.doors import lead_only, member
from unsilo.accounts.forms import CoverForm, RotaForm
from unsilo.accounts.models import Call, Rota
from unsilo.accounts.queries import oncall as queries
from unsilo.accounts.services import oncall, paging
from unsilo.core.errors import Forbidden
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.ui.toasts import go_with_toast


@member
def rota_list(request: UnsiloRequest) -> HttpResponse:
    context = {
        "rows": queries.rota_rows(request.access, timezone.now()),
        "calls": queries.calls_page(request.access).items[:5],
    }
    return render(request, "accounts/rotas.html", context)


@lead_only
def rota_new(request: UnsiloRequest) -> HttpResponse:
    form = RotaForm(request.POST or None, access=request.access)
    if request.method == "POST":
        rota = submit(form, partial(oncall.create_rota, by=request.access.by))
        if rota:
            url = reverse("accounts:rota", args=[rota.pk])
            return go_with_toast(request, url, _("The rota stands."))
    status = 422 if form.errors else 200
    return render(request, "accounts/rota_form.html", {"form": form}, status=status)


@member
def rota_detail(request: UnsiloRequest, rota_id: int) -> HttpResponse:
    rota = Rota.objects.get_for(request.access, rota_id)
    form = CoverForm(request.POST or None, rota=rota, access=request.access)
    if request.method == "POST":
        request.access.require_write()
        stand_in = submit(form, partial(oncall.cover, by=request.access.by))
        if stand_in:
            undo = reverse("accounts:cover-remove", args=[rota.pk, stand_in.pk])
            text = _("%(name)s stands in.") % {"name": stand_in.user}
            return go_with_toast(request, request.path, text, undo_url=undo)
    now = timezone.now()
    context = {
        "rota": rota,
        "weeks": queries.weeks_ahead(rota, now),
        "covers": queries.covers_of(rota, now),
        "form": form,
    }
    return render(request, "accounts/rota.html", context, status=422 if form.errors else 200)


@lead_only
def rota_edit(request: UnsiloRequest, rota_id: int) -> HttpResponse:
    rota = Rota.objects.get_for(request.access, rota_id)
    form = RotaForm(request.POST or None, access=request.access, rota=rota)
    save = partial(oncall.update_rota, rota, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("accounts:rota", args=[rota.pk]), _("Saved."))
    context = {"form": form, "rota": rota}
    return render(request, "accounts/rota_form.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def rota_delete(request: UnsiloRequest, rota_id: int) -> HttpResponse:
    rota = Rota.objects.get_for(request.access, rota_id)
    undo = reverse("accounts:rota-restore")
    kept = oncall.snapshot(rota)
    oncall.delete_rota(rota, by=request.access.by)
    request.session["deleted_rota"] = kept
    text = _("The rota of %(desk)s is gone.") % {"desk": rota}
    return go_with_toast(request, reverse("accounts:rotas"), text, undo_url=undo)


@require_POST
@lead_only
def rota_restore(request: UnsiloRequest) -> HttpResponse:
    kept = request.session.pop("deleted_rota", None)
    if kept is None:
        return redirect("accounts:rotas")
    rota = oncall.restore_rota(kept, by=request.access.by)
    url = reverse("accounts:rota", args=[rota.pk])
    return go_with_toast(request, url, _("The rota stands again."))


@require_POST
@member
def cover_remove(request: UnsiloRequest, rota_id: int, cover_id: int) -> HttpResponse:
    rota = Rota.objects.get_for(request.access, rota_id)
    stand_in = queries.cover_for(rota, cover_id)
    if not request.access.is_lead and stand_in.user_id != request.user.pk:
        raise Forbidden(_("Only a lead can take another person's cover away."))
    request.access.require_write()
    oncall.uncover(stand_in, by=request.access.by)
    url = reverse("accounts:rota", args=[rota.pk])
    return go_with_toast(request, url, _("The regular turn holds again."))


@member
def call_list(request: UnsiloRequest) -> HttpResponse:
    page = queries.calls_page(request.access, cursor=request.GET.get("cursor", ""))
    return render(request, "accounts/calls.html", {"page": page})


@member
def call_detail(request: UnsiloRequest, call_id: int) -> HttpResponse:
    call = Call.objects.get_for(request.access, call_id)
    return render(request, "accounts/call.html", _shown(call, request.access))


@require_POST
@member
def call_acknowledge(request: UnsiloRequest, call_id: int) -> HttpResponse:
    call = _answerable(request, call_id)
    call = paging.acknowledge(call, user=request.user, by=request.access.by)
    url = reverse("accounts:call", args=[call.pk])
    if call.settled_by_id != request.user.pk:
        return go_with_toast(request, url, _("%(name)s has it.") % {"name": call.settled_by})
    undo = reverse("accounts:call-hand-back", args=[call.pk])
    return go_with_toast(request, url, _("It is yours; nobody else is called."), undo_url=undo)


@require_POST
@member
def call_hand_back(request: UnsiloRequest, call_id: int) -> HttpResponse:
    call = _answerable(request, call_id)
    paging.hand_back(call, user=request.user, by=request.access.by)
    url = reverse("accounts:call", args=[call.pk])
    return go_with_toast(request, url, _("Handed back; the next person is called."))


@never_cache
def call_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page a letter leads to. It asks before it acknowledges, since mail programs look ahead."""
    notice = paging.answered_from_letter(token)
    call, user = notice.call, notice.user
    assert call is not None
    with translation.override(user.language), timezone.override(user.zone):
        if request.method == "POST":
            call = paging.acknowledge(call, user=user, by=user.actor)
        context = {"call": call, "person": user, "is_mine": call.settled_by_id == user.pk}
        response = render(request, "accounts/call_answer.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = (
        "same-origin"  # with "no-referrer" the form would post as from nowhere
    )
    return response


def _answerable(request: UnsiloRequest, call_id: int) -> Call:
    call = Call.objects.get_for(request.access, call_id)
    if not queries.may_answer(call, request.access):
        raise Forbidden(_("Only who was called, or a lead, can answer this call."))
    return call


def _shown(call: Call, access: Access) -> dict[str, object]:
    steps = call.steps.select_related("user")
    return {"call": call, "steps": steps, "may_answer": queries.may_answer(call, access)}
