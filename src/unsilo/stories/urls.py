"""Addresses of stories."""

from django.urls import path

from unsilo.stories.views import (
    board,
    consent_log,
    consents,
    coverage,
    flags,
    media,
    panel,
    pitches,
    public,
    story,
)

app_name = "stories"
urlpatterns = [
    # For customers
    path("consent/<str:token>/", public.page, name="consent-page"),
    # The board
    path("stories/", board.index, name="board"),
    path("stories/all/", board.table, name="table"),
    path("stories/new/", story.edit, name="new"),
    path("stories/<int:pk>/", story.page, name="story"),
    path("stories/<int:pk>/edit/", story.edit, name="edit"),
    path("stories/<int:pk>/move/", board.move, name="move"),
    path("stories/<int:pk>/put-away/", board.put_away, name="put-away"),
    path("stories/<int:pk>/bring-back/", board.bring_back, name="bring-back"),
    path("stories/<int:pk>/evidence/", story.evidence, name="evidence"),
    path("stories/evidence/<int:pk>/remove/", story.evidence_remove, name="evidence-remove"),
    path("stories/<int:pk>/credit/", story.credit, name="credit"),
    # Flags
    path("stories/flags/", flags.flag_list, name="flags"),
    path("stories/flags/<int:pk>/undo/", flags.undo, name="flag-undo"),
    path("stories/flags/<int:pk>/take/", flags.take, name="flag-take"),
    path("stories/flags/<int:pk>/decline/", flags.decline, name="flag-decline"),
    path("stories/flags/<int:pk>/merge/", flags.merge, name="flag-merge"),
    path("stories/flags/<int:pk>/reopen/", flags.reopen, name="flag-reopen"),
    # Consent
    path("stories/<int:pk>/ask/", consents.ask, name="ask"),
    path("stories/consents/<int:pk>/", consents.history, name="consent"),
    path("settings/consents/", consent_log.index, name="consent-log"),
    path("settings/consents/csv/", consent_log.as_csv, name="consent-log-csv"),
    path("stories/takedowns/<int:pk>/", consents.taken_down, name="taken-down"),
    # Pitches
    path("stories/<int:pk>/pitch/", pitches.write, name="pitch"),
    path("stories/pitches/<int:pk>/cancel/", pitches.cancel, name="pitch-cancel"),
    path("stories/pitches/<int:pk>/verdict/", pitches.verdict, name="pitch-verdict"),
    # Coverage
    path("stories/coverage/", coverage.index, name="coverage"),
    path("stories/coverage/new/", coverage.enter, name="coverage-new"),
    path("stories/coverage/<int:pk>/", coverage.describe, name="coverage-describe"),
    path("stories/coverage/<int:pk>/<slug:what>/", coverage.decide, name="coverage-decide"),
    # Outlets and journalists
    path("stories/outlets/", media.outlets, name="outlets"),
    path("stories/outlets/new/", media.outlet_form, name="outlet-new"),
    path("stories/outlets/<int:pk>/", media.outlet, name="outlet"),
    path("stories/outlets/<int:pk>/edit/", media.outlet_form, name="outlet-edit"),
    path("stories/journalists/", media.contacts, name="contacts"),
    path("stories/journalists/new/", media.contact_form, name="contact-new"),
    path("stories/journalists/<int:pk>/edit/", media.contact_form, name="contact-edit"),
    path("stories/media/<slug:noun>/<int:pk>/archive/", media.archive, name="media-archive"),
    path("stories/media/<slug:noun>/<int:pk>/restore/", media.restore, name="media-restore"),
    # Parts of the inbox
    path("stories/c/<int:conversation_id>/flag/", flags.raise_flag, name="flag"),
    path("stories/c/<int:conversation_id>/panel/", panel.panel, name="panel"),
    path("stories/c/<int:conversation_id>/with/<int:other_id>/", panel.relate, name="relate"),
    path(
        "stories/c/<int:conversation_id>/without/<int:other_id>/",
        panel.unrelate,
        name="unrelate",
    ),
]
