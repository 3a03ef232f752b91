"""Addresses for the tests of registries and frames."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


urlpatterns = [
    path("ui/", include("unsilo.ui.urls")),
    path("settings/channels/", page, name="channels"),
    path("settings/desks/", page, name="desks"),
    path("settings/tokens/", page, name="tokens"),
    path("undo/", page),
    # The project's middleware sends people there as long as there is nobody.
    path("setup/", include(([path("", page, name="setup")], "accounts"))),
]
handler404 = "unsilo.ui.views.not_found"
