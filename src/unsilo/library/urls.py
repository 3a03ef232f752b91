"""Addresses of the library."""

from django.urls import path

from unsilo.library.views import beside, facts, voice

app_name = "library"
urlpatterns = [
    path("library/", facts.facts, name="facts"),
    path("library/facts/new/", facts.fact_form, name="fact-new"),
    path("library/facts/<int:pk>/", facts.fact, name="fact"),
    path("library/facts/<int:pk>/edit/", facts.fact_form, name="fact-edit"),
    path("library/facts/<int:pk>/archive/", facts.archive, name="fact-archive"),
    path("library/facts/<int:pk>/restore/", facts.restore, name="fact-restore"),
    path("library/facts/<int:pk>/undo/<int:event_id>/", facts.undo, name="fact-undo"),
    path("library/voice/", voice.voices, name="voices"),
    path("library/voice/<int:brand_id>/", voice.voice, name="voice"),
    path("library/voice/<int:brand_id>/edit/", voice.voice_form, name="voice-edit"),
    path("library/voice/<int:brand_id>/undo/<int:event_id>/", voice.undo, name="voice-undo"),
    # Part of the inbox
    path("library/c/<int:conversation_id>/", beside.dialog, name="beside"),
]
