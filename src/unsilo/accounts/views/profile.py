"""What users decide about themselves."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from unsilo.accounts import services
from unsilo.accounts.doors import member
from unsilo.accounts.forms import ProfileForm
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.ui.toasts import go_with_toast

FIELDS = ("name", "time_zone", "language", "signature", "single_keys")


@member
def settings_index(request: UnsiloRequest) -> HttpResponse:
    """Settings begin with what everybody may change."""
    return redirect("accounts:profile")


@member
def profile(request: UnsiloRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(request.POST or None, initial={name: getattr(user, name) for name in FIELDS})
    save = partial(services.update_profile, user, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, request.path, _("Saved."))
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)
