"""Pages before the login: the first set-up, and an invitation's link."""

import logging
from functools import partial

from allauth.account.utils import perform_login
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from requests import RequestException  # noqa: TID251 - what the login library speaks HTTP with

from unsilo.accounts import services
from unsilo.accounts.forms import AcceptInvitationForm, SetupForm
from unsilo.accounts.models import User
from unsilo.core.errors import NotFound
from unsilo.core.validation import submit

logger = logging.getLogger(__name__)


def setup(request: HttpRequest) -> HttpResponse:
    """Make the first admin. Once there is one, this page is gone."""
    if User.objects.exists():
        return redirect("/")
    form = SetupForm(request.POST or None)
    if request.method == "POST" and (user := submit(form, services.set_up_first_admin)):
        return _log_in(request, user)
    status = 422 if form.errors else 200
    return render(request, "accounts/setup.html", {"form": form}, status=status)


def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Let an invited person choose a name and a password, and log them in."""
    try:
        invitation = services.find_invitation(secret)
    except NotFound as error:
        gone = {"message": error.message}
        return render(request, "accounts/invitation_gone.html", gone, status=404)
    form = AcceptInvitationForm(request.POST or None, initial={"name": invitation.name})
    accept = partial(services.accept_invitation, invitation)
    if request.method == "POST" and (user := submit(form, accept)):
        logout(request)  # whoever was logged in in this browser
        return _log_in(request, user)
    context = {"form": form, "invitation": invitation}
    status = 422 if form.errors else 200
    return render(request, "accounts/accept_invitation.html", context, status=status)


def sso(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the company's own login, or tell that it does not answer."""
    try:
        response: HttpResponse = oidc.login(request, provider_id)
    except RequestException:
        logger.exception("The login service %s does not answer", provider_id)
        return render(request, "socialaccount/authentication_error.html", status=502)
    return response


def _log_in(request: HttpRequest, user: User) -> HttpResponse:
    """Log in as the login page would, so that the session is listed and can be ended."""
    response: HttpResponse = perform_login(request, user, redirect_url="/")
    return response
