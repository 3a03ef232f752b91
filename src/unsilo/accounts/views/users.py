"""Users and invitations, for admins."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts import queries, services
from unsilo.accounts.doors import admin_only
from unsilo.accounts.forms import InviteForm, UserFilter, UserForm
from unsilo.accounts.models import Brand, Desk
from unsilo.accounts.queries.sessions import sessions_of
from unsilo.accounts.services import Invited
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.ui.toasts import go_with_toast


@admin_only
def user_list(request: UnsiloRequest) -> HttpResponse:
    asked = UserFilter(request.GET)
    chosen = asked.cleaned_data if asked.is_valid() else {}
    context = {
        "filter": asked,
        "page": queries.users_page(**chosen),
        "invitations": queries.pending_invitations(),
    }
    return render(request, "accounts/users.html", context)


@admin_only
def user_detail(request: UnsiloRequest, user_id: int) -> HttpResponse:
    user = queries.user_for(user_id)
    initial = {
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "all_brands": user.all_brands,
        "brands": list(user.brands.all()),
        "desks": list(Desk.objects.filter(seats__user=user)),
    }
    form = UserForm(request.POST or None, initial=initial)
    save = partial(services.update_user, user, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, request.path, _("Saved."))
    context = {
        "form": form,
        "person": user,
        "security": queries.security_of(user),
        "sessions": sessions_of(user),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/user.html", context, status=status)


@require_POST
@admin_only
def user_deactivate(request: UnsiloRequest, user_id: int) -> HttpResponse:
    user = queries.user_for(user_id)
    services.deactivate_user(user, by=request.access.by)
    return go_with_toast(
        request,
        reverse("accounts:user", args=[user.pk]),
        _("%(name)s is logged out everywhere and can't come back.") % {"name": user.name},
        undo_url=reverse("accounts:user-reactivate", args=[user.pk]),
    )


@require_POST
@admin_only
def user_reactivate(request: UnsiloRequest, user_id: int) -> HttpResponse:
    user = queries.user_for(user_id)
    services.reactivate_user(user, by=request.access.by)
    back = reverse("accounts:user", args=[user.pk])
    return go_with_toast(request, back, _("%(name)s can log in again.") % {"name": user.name})


@require_POST
@admin_only
def user_reset_factor(request: UnsiloRequest, user_id: int) -> HttpResponse:
    user = queries.user_for(user_id)
    services.reset_second_factor(user, by=request.access.by)
    back = reverse("accounts:user", args=[user.pk])
    return go_with_toast(
        request, back, _("%(name)s logs in with the password alone.") % {"name": user.name}
    )


@admin_only
def invite(request: UnsiloRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        invited = submit(form, partial(services.invite, by=request.access.by))
        if invited:
            return _show_link(request, invited)
    context = {"form": form, "has_brands": Brand.objects.count() > 1}
    status = 422 if form.errors else 200
    return render(request, "accounts/invite.html", context, status=status)


@require_POST
@admin_only
def invitation_resend(request: UnsiloRequest, invitation_id: int) -> HttpResponse:
    invitation = queries.invitation_for(invitation_id)
    return _show_link(request, services.resend_invitation(invitation, by=request.access.by))


@require_POST
@admin_only
def invitation_revoke(request: UnsiloRequest, invitation_id: int) -> HttpResponse:
    invitation = queries.invitation_for(invitation_id)
    services.revoke_invitation(invitation, by=request.access.by)
    text = _("The link sent to %(email)s no longer works.") % {"email": invitation.email}
    return go_with_toast(request, reverse("accounts:users"), text)


def _show_link(request: UnsiloRequest, invited: Invited) -> HttpResponse:
    """The one page that shows an invitation's link; it can't be had again."""
    return render(request, "accounts/invited.html", {"invited": invited})
