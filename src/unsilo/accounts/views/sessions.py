"""Where users are logged in: everybody's own, and anybody's for an admin."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from unsilo.accounts import queries
from unsilo.accounts.doors import admin_only, member
from unsilo.accounts.queries.sessions import sessions_of
from unsilo.accounts.services.sessions import end_sessions
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.ui.toasts import go_with_toast


@never_cache
@member
def session_list(request: UnsiloRequest) -> HttpResponse:
    sessions = sessions_of(request.user, session_key=request.session.session_key)
    return render(request, "accounts/sessions.html", {"sessions": sessions})


@require_POST
@member
def session_end(request: UnsiloRequest, session_id: int) -> HttpResponse:
    if not end_sessions(request.user, only=session_id, by=request.access.by):
        raise NotFound
    return go_with_toast(request, reverse("accounts:sessions"), _("Logged out there."))


@require_POST
@member
def sessions_end_others(request: UnsiloRequest) -> HttpResponse:
    key = request.session.session_key or ""
    ended = end_sessions(request.user, but=key, by=request.access.by)
    return go_with_toast(request, reverse("accounts:sessions"), _said(ended))


@require_POST
@admin_only
def user_end_sessions(request: UnsiloRequest, user_id: int) -> HttpResponse:
    user = queries.user_for(user_id)
    ended = end_sessions(user, by=request.access.by)
    return go_with_toast(request, reverse("accounts:user", args=[user.pk]), _said(ended))


@member
def former_address(request: UnsiloRequest) -> HttpResponse:
    """The login library leads here by its own name for the page."""
    return redirect("accounts:sessions")


def _said(ended: int) -> str:
    if not ended:
        return _("There was no other session.")
    return ngettext("%(n)d session ended.", "%(n)d sessions ended.", ended) % {"n": ended}
