"""Addresses of listening."""

from django.urls import path

from unsilo.listening.views import feeds, mentions, topics, watch

app_name = "listening"
urlpatterns = [
    path("watch/", watch.overview, name="overview"),
    path("watch/alerts/", watch.alert_list, name="alerts"),
    path("watch/alerts/<int:pk>/", watch.alert, name="alert"),
    path("watch/alerts/<int:pk>/acknowledge/", watch.acknowledge, name="alert-acknowledge"),
    path("watch/alerts/<int:pk>/take-back/", watch.take_back, name="alert-take-back"),
    path("watch/alerts/<int:pk>/close/", watch.close, name="alert-close"),
    path("watch/alerts/<int:pk>/reopen/", watch.reopen, name="alert-reopen"),
    path("watch/mentions/", mentions.mention_list, name="mentions"),
    path("watch/mentions/new/", mentions.mention_form, name="mention-new"),
    path("watch/mentions/<int:pk>/", mentions.mention, name="mention"),
    path("watch/mentions/<int:pk>/bring-in/", mentions.bring_in, name="mention-bring-in"),
    path("watch/mentions/<int:pk>/dismiss/", mentions.dismiss, name="mention-dismiss"),
    path("watch/mentions/<int:pk>/restore/", mentions.restore, name="mention-restore"),
    path("watch/queries/", topics.query_list, name="queries"),
    path("watch/queries/new/", topics.query_form, name="query-new"),
    path("watch/queries/preview/", topics.preview, name="query-preview"),
    path("watch/queries/<int:pk>/", topics.query, name="query"),
    path("watch/queries/<int:pk>/heard/", topics.items, name="items"),
    path("watch/queries/<int:pk>/edit/", topics.query_form, name="query-edit"),
    path("watch/queries/<int:pk>/archive/", topics.archive, name="query-archive"),
    path("watch/queries/<int:pk>/restore/", topics.restore, name="query-restore"),
    path("watch/feeds/", feeds.feed_list, name="feeds"),
    path("watch/feeds/new/", feeds.feed_form, name="feed-new"),
    path("watch/feeds/<int:pk>/", feeds.feed, name="feed"),
    path("watch/feeds/<int:pk>/edit/", feeds.feed_form, name="feed-edit"),
    path("watch/feeds/<int:pk>/look/", feeds.look, name="feed-look"),
    path("watch/feeds/<int:pk>/pause/", feeds.pause, name="feed-pause"),
    path("watch/feeds/<int:pk>/resume/", feeds.resume, name="feed-resume"),
    path("watch/feeds/<int:pk>/archive/", feeds.archive, name="feed-archive"),
    path("watch/feeds/<int:pk>/restore/", feeds.restore, name="feed-restore"),
    path("watch/looks/<int:pk>/raw/", feeds.raw, name="feed-raw"),
]
