"""Addresses below /people/."""

from django.urls import path

from unsilo.people.views import companies, lists, merging, parts, people

app_name = "people"
urlpatterns = [
    path("", people.people_list, name="list"),
    path("new/", people.person_new, name="person-new"),
    path("<int:person_id>/", people.person, name="person"),
    path("<int:person_id>/timeline/", people.timeline, name="timeline"),
    path("<int:person_id>/edit/", people.person_edit, name="person-edit"),
    path("<int:person_id>/tier/", people.person_tier, name="person-tier"),
    path("<int:person_id>/tier/clear/", people.person_tier_clear, name="person-tier-clear"),
    # Parts of a person
    path("<int:person_id>/identities/add/", parts.identity_add, name="identity-add"),
    path(
        "<int:person_id>/identities/<int:identity_id>/remove/",
        parts.identity_remove,
        name="identity-remove",
    ),
    path(
        "<int:person_id>/identities/<int:identity_id>/move/",
        parts.identity_move,
        name="identity-move",
    ),
    path(
        "<int:person_id>/identities/restore/<str:again>/",
        parts.identity_restore,
        name="identity-restore",
    ),
    path("<int:person_id>/fields/<slug:key>/", parts.field, name="field"),
    path("<int:person_id>/notes/", parts.note_add, name="note-add"),
    path("<int:person_id>/notes/<int:note_id>/delete/", parts.note_delete, name="note-delete"),
    path("<int:person_id>/notes/<int:note_id>/restore/", parts.note_restore, name="note-restore"),
    # Merging
    path("<int:person_id>/merge/", merging.merge, name="merge"),
    path("<int:person_id>/merge/<int:other_id>/", merging.merge_with, name="merge-with"),
    path("merges/<int:merge_id>/undo/", merging.merge_undo, name="merge-undo"),
    # Companies
    path("companies/", companies.company_list, name="companies"),
    path("companies/new/", companies.company_new, name="company-new"),
    path("companies/options/", people.company_options, name="company-options"),
    path("companies/<int:company_id>/", companies.company, name="company"),
    path("companies/<int:company_id>/edit/", companies.company_edit, name="company-edit"),
    path("companies/<int:company_id>/delete/", companies.company_delete, name="company-delete"),
    # Settings
    path("settings/", lists.settings_index, name="settings"),
    path("settings/tiers/", lists.tier_list, name="tiers"),
    path("settings/tiers/new/", lists.tier_form, name="tier-new"),
    path("settings/tiers/<int:tier_id>/", lists.tier_form, name="tier"),
    path("settings/tiers/<int:tier_id>/delete/", lists.tier_delete, name="tier-delete"),
    path("settings/fields/", lists.field_list, name="fields"),
    path("settings/fields/new/", lists.field_new, name="field-new"),
    path("settings/fields/<int:field_id>/", lists.field_edit, name="field-edit"),
    path("settings/fields/<int:field_id>/delete/", lists.field_delete, name="field-delete"),
]
