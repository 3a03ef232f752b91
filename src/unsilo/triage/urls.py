"""Addresses of triage."""

from django.urls import path

from unsilo.triage.views import corrections, outside, pages, similar

app_name = "triage"
urlpatterns = [
    # Parts of the inbox
    path("triage/m/<int:message_id>/", corrections.line, name="reading"),
    path("triage/m/<int:message_id>/teach/", corrections.dialog, name="teach"),
    path("triage/m/<int:message_id>/correct/", corrections.correct, name="correct"),
    path("triage/m/<int:message_id>/confirm/", corrections.confirm, name="confirm"),
    path("triage/c/<int:conversation_id>/teach/", corrections.newest, name="teach-newest"),
    path("triage/c/<int:conversation_id>/similar/", similar.similar, name="similar"),
    path("triage/c/<int:conversation_id>/answers/", similar.answers, name="answers"),
    path("triage/undo/", corrections.undo, name="undo"),
    # Settings
    path("settings/triage/", pages.readings, name="readings"),
    path("settings/triage/reread/", pages.reread, name="reread"),
    path("settings/triage/reread/<int:run_id>/", pages.turn, name="turn"),
    path("settings/triage/try-again/", pages.try_again, name="try-again"),
    path("settings/triage/quality/", pages.quality, name="quality"),
    path("settings/triage/corrections/", pages.corrections, name="corrections"),
    path("settings/triage/corrections.jsonl", pages.export, name="export"),
    path("settings/triage/bigger/", outside.overview, name="outside"),
    path("settings/triage/bigger/<str:task>/", outside.edit, name="outside-edit"),
    path("settings/triage/bigger/<str:task>/try/", outside.attempt, name="outside-try"),
]
