"""Addresses of privacy."""

from django.urls import path

from unsilo.privacy.views import requests, retention

app_name = "privacy"
urlpatterns = [
    # Of a person
    path("people/<int:person_id>/export/", requests.export, name="export"),
    path("people/<int:person_id>/erase/", requests.erase, name="erase"),
    # Settings
    path("settings/privacy/", requests.requests, name="requests"),
    path("settings/privacy/exports/<int:export_id>/", requests.export_shown, name="export-shown"),
    path(
        "settings/privacy/exports/<int:export_id>/download/",
        requests.export_download,
        name="export-download",
    ),
    path(
        "settings/privacy/exports/<int:export_id>/delete/",
        requests.export_delete,
        name="export-delete",
    ),
    path("settings/privacy/erasures/<int:erasure_id>/", requests.erasure, name="erasure"),
    path(
        "settings/privacy/erasures/<int:erasure_id>/cancel/",
        requests.erasure_cancel,
        name="erasure-cancel",
    ),
    path("settings/retention/", retention.overview, name="retention"),
    path("settings/retention/<int:channel_id>/", retention.rule, name="rule"),
    # Of a conversation
    path("privacy/hold/<int:conversation_id>/", retention.hold, name="hold"),
]
