"""All addresses, by app."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    *([path("", include("unsilo.demo.urls"))] if settings.DEMO else []),
    path("", include("unsilo.operations.urls")),
    path("", include("unsilo.accounts.urls")),
    path("", include("unsilo.inbox.urls")),
    path("", include("unsilo.triage.urls")),
    path("", include("unsilo.library.urls")),
    path("", include("unsilo.listening.urls")),
    path("", include("unsilo.routing.urls")),
    path("", include("unsilo.launches.urls")),
    path("", include("unsilo.wins.urls")),
    path("", include("unsilo.stories.urls")),
    path("", include("unsilo.incidents.urls")),
    path("", include("unsilo.insights.urls")),
    path("", include("unsilo.privacy.urls")),
    path("people/", include("unsilo.people.urls")),
    path("settings/channels/", include("unsilo.channels.urls")),
    path("forms/", include("unsilo.connectors.webform.urls")),
    path("hooks/", include("unsilo.channels.hooks")),
    path("api/v1/", include("unsilo.api.urls")),
    path("ui/", include("unsilo.ui.urls")),
    path("", include("unsilo.intake.urls")),
]
handler400 = "unsilo.ui.views.bad_request"
handler403 = "unsilo.ui.views.forbidden"
handler404 = "unsilo.ui.views.not_found"
handler500 = "unsilo.ui.views.server_error"
