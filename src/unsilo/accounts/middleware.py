"""Every page in the viewer's own time and language, and the way to the first set-up."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from unsilo.accounts.models import User
from unsilo.accounts.services.sessions import note_use
from unsilo.core import audit

GetResponse = Callable[[HttpRequest], HttpResponse]


class OriginMiddleware:
    """Tells the audit log from where a request came. Behind a proxy, the server has put the client's
    address in place of the proxy's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = _checked(request.META.get("REMOTE_ADDR", ""))
        agent = request.headers.get("User-Agent", "")
        with audit.origin(audit.Origin(address, agent)):
            return self.get_response(request)


def _checked(address: str) -> str | None:
    """None for what is no address, as behind a Unix socket."""
    try:
        return str(ip_address(address.partition("%")[0]))
    except ValueError:
        return None


class UserZoneMiddleware:
    """Shows times in the zone, and words in the language, of who is logged in.

    Without a session's cookie nobody is, and not looking keeps pages for everybody cacheable.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session or not request.user.is_authenticated:
            return self.get_response(request)
        note_use(request.session)
        with timezone.override(request.user.zone), translation.override(request.user.language):
            return self.get_response(request)


class FirstRunMiddleware:
    """Leads every page to the set-up as long as there is nobody who could log in.

    A page is what a browser asks for; health checks and programs get their usual answers.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_set_up and request.path != reverse("accounts:setup"):
            self._is_set_up = User.objects.exists()
            if not self._is_set_up and "text/html" in request.headers.get("Accept", ""):
                return HttpResponseRedirect(reverse("accounts:setup"))
        return self.get_response(request)
