"""The bell: notices of whoever is logged in, and what each of them wishes by mail."""

from collections.abc import Iterable
from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.accounts.forms import NoticesForm
from unsilo.accounts.models import QuietHours
from unsilo.accounts.queries import notices as queries
from unsilo.accounts.services import notices, oncall, paging
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.ui.counts import count
from unsilo.ui.toasts import go_with_toast


@member
def notice_list(request: UnsiloRequest) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    page = queries.notices_page(request.user, unread=unread, cursor=request.GET.get("cursor", ""))
    context = {"page": page, "unread": unread, "count": count(request, "notices")}
    return render(request, "accounts/notices.html", context)


@member
def notice_open(request: UnsiloRequest, notice_id: int) -> HttpResponse:
    """Lead to what a notice is about; it counts as read then."""
    notice = notices.notice_of(request.user, notice_id)
    if request.method == "POST" or notice.call is None:
        notices.mark_read(request.user, notice_ids=[notice.pk], by=request.access.by)
    if notice.call is not None:
        return HttpResponseRedirect(reverse("accounts:call", args=[notice.call.pk]))
    return HttpResponseRedirect(notice.url or reverse("accounts:notices"))


@require_POST
@member
def notice_read(request: UnsiloRequest) -> HttpResponse:
    """Mark one notice, or all of them, as read."""
    given = request.POST.get("notice")
    wanted = None if given is None else _numbers([given])
    ids = notices.mark_read(request.user, notice_ids=wanted, by=request.access.by)
    back = reverse("accounts:notices")
    if not ids:
        return go_with_toast(request, back, _("Everything was read already."))
    said = ngettext("One notice is read.", "%(count)d notices are read.", len(ids))
    undo = f"{reverse('accounts:notice-unread')}?notices={'-'.join(map(str, ids[:300]))}"
    return go_with_toast(request, back, said % {"count": len(ids)}, undo_url=undo)


@require_POST
@member
def notice_unread(request: UnsiloRequest) -> HttpResponse:
    ids = _numbers(request.GET.get("notices", "").split("-"))
    notices.mark_unread(request.user, notice_ids=ids, by=request.access.by)
    return go_with_toast(request, reverse("accounts:notices"), _("Unread again."))


def _numbers(given: Iterable[str]) -> list[int]:
    return [int(one) for one in given if one.isdecimal() and len(one) < 19]


@member
def my_notices(request: UnsiloRequest) -> HttpResponse:
    """What the user wishes to hear by mail, and when not to be called."""
    kinds = queries.mail_choices(request.user)
    hours = QuietHours.objects.filter(user=request.user).first()
    form = NoticesForm(request.POST or None, kinds=kinds, hours=hours)
    if request.method == "POST" and submit(form, partial(_keep, request)):
        return go_with_toast(request, request.path, _("Saved."))
    status = 422 if form.errors else 200
    return render(request, "accounts/my_notices.html", {"form": form}, status=status)


def _keep(
    request: UnsiloRequest,
    *,
    quiet_from: object,
    quiet_until: object,
    unless: int,
    mail: dict[str, bool],
) -> bool:
    user, by = request.user, request.access.by
    oncall.set_quiet_hours(user, starts=quiet_from, ends=quiet_until, unless=unless, by=by)  # type: ignore[arg-type]  # times, as the form has checked
    notices.choose_mail(user, choices=mail, by=by)
    return True


@require_POST
@member
def test_call(request: UnsiloRequest) -> HttpResponse:
    """Call oneself, to know how it looks."""
    call = paging.page_myself(request.user, by=request.access.by)
    text = _("You are being called, here and by mail.")
    return go_with_toast(request, reverse("accounts:call", args=[call.pk]), text)
