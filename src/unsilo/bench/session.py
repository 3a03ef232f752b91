"""Log in without a browser."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from unsilo.accounts.models import User
from unsilo.bench.ground import USER


def open_session(email: str = USER) -> str:
    """The session's key, for the cookie. Without an ``email`` it is the admin's."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    user = User.objects.get(email=email)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return str(request.session.session_key)
