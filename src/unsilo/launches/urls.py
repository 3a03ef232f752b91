"""Addresses of things, campaigns and dates."""

from django.urls import path

from unsilo.launches.views import pages

app_name = "launches"
urlpatterns = [
    path("things/", pages.things, name="things"),
    path("things/new/", pages.thing_form, name="thing-new"),
    path("things/<int:pk>/", pages.thing, name="thing"),
    path("things/<int:pk>/edit/", pages.thing_form, name="thing-edit"),
    path("things/<int:thing_id>/campaigns/new/", pages.campaign_form, name="campaign-new"),
    path("things/<int:thing_id>/dates/new/", pages.date_form, name="date-new"),
    path("campaigns/<int:pk>/", pages.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", pages.campaign_form, name="campaign-edit"),
    path("dates/<int:pk>/edit/", pages.date_form, name="date-edit"),
    path("launches/<slug:noun>/<int:pk>/archive/", pages.archive, name="archive"),
    path("launches/<slug:noun>/<int:pk>/restore/", pages.restore, name="restore"),
    path("launches/<slug:noun>/<int:pk>/undo/", pages.undo, name="undo"),
]
