"""Every page in the viewer's own time and language, and the way to the first set-up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from unsilo.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class UserZoneMiddleware:
    """Shows times in the zone, and words in the language, of who is logged in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
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
