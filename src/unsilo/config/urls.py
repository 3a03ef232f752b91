"""All addresses, by app."""

from django.urls import include, path

from unsilo.config import health

urlpatterns = [
    path("readyz", health.ready),
    path("", include("unsilo.accounts.urls")),
    path("", include("unsilo.inbox.urls")),
    path("", include("unsilo.triage.urls")),
    path("", include("unsilo.wins.urls")),
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
