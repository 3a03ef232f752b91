"""Addresses of incidents: the list, the room, words, touched conversations, the status page."""

from django.urls import include, path, re_path

from unsilo.incidents.views import declaring, public, room, subscribing, touched, words

app_name = "incidents"

_room = [
    path("", room.incident, name="incident"),
    path("severity/", room.severity, name="severity"),
    path("phase/", room.phase, name="phase"),
    path("acknowledge/", room.acknowledge, name="acknowledge"),
    path("join/", room.join, name="join"),
    path("leave/", room.leave, name="leave"),
    path("notes/", room.note, name="note"),
    path("duties/<str:duty>/", room.duty, name="duty"),
    path("parts/", room.part_new, name="part-new"),
    re_path(r"^parts/(?P<part_id>\d{1,18})/(?P<verb>done|reopen|remove)/$", room.part, name="part"),
    path("pause/", room.pause, name="pause"),
    path("held/", room.held, name="held"),
    path("review/", room.review, name="review"),
    # Words
    path("facts/", words.fact_new, name="fact-new"),
    re_path(
        r"^facts/(?P<fact_id>\d{1,18})/"
        r"(?P<verb>confirmed|unconfirmed|unsayable|show|unshow|remove|restore)/$",
        words.fact,
        name="fact",
    ),
    path("statements/<int:statement_id>/approve/", words.statement_approve, name="approve"),
    path("statements/<int:statement_id>/return/", words.statement_return, name="return"),
    path("statements/<str:use>/", words.statement_edit, name="statement"),
    path("public/", words.publish, name="publish"),
    path("public/end/", words.unpublish, name="unpublish"),
    path("updates/", words.update_new, name="update-new"),
    path("updates/<int:update_id>/", words.update_correct, name="update-correct"),
    # Touched conversations
    path("conversations/", touched.touched_list, name="touched"),
    path("conversations/add/", touched.touched_add, name="touched-add"),
    path("conversations/next/", touched.touched_next, name="touched-next"),
    path("conversations/<int:touched_id>/", touched.answer, name="answer"),
    re_path(
        r"^conversations/(?P<touched_id>\d{1,18})/(?P<verb>skip|back|remove)/$",
        touched.settle,
        name="touched-settle",
    ),
]

urlpatterns = [
    path("incidents/", declaring.incident_list, name="incidents"),
    path("incidents/new/", declaring.incident_new, name="new"),
    path(
        "incidents/declare/conversation/<int:conversation_id>/",
        declaring.from_conversation,
        name="from-conversation",
    ),
    path("incidents/declare/alert/<int:alert_id>/", declaring.from_alert, name="from-alert"),
    path("incidents/<int:incident_id>/", include(_room)),
    path("settings/status-pages/", words.status_pages, name="status-pages"),
    path("settings/status-pages/<int:brand_id>/", words.status_page_edit, name="status-page"),
    # For everybody
    path("status/<slug:slug>/", public.status, name="status"),
    path("status/<slug:slug>/mail/", subscribing.subscribe, name="status-subscribe"),
    path("status-mail/confirm/<str:token>/", subscribing.confirm, name="status-confirm"),
    path("status-mail/leave/<str:token>/", subscribing.leave, name="status-leave"),
]
