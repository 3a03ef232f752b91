"""Addresses of insights."""

from django.urls import path

from unsilo.insights.views import briefings, home, metrics, surveys

app_name = "insights"
urlpatterns = [
    path("home/", home.first_page, name="home"),
    path("graphs/<str:token>/", metrics.graph, name="graph"),
    path("survey/<str:token>/", surveys.page, name="survey"),
    path("settings/surveys/", surveys.settings_page, name="surveys"),
    path("settings/surveys/<int:channel_id>/", surveys.set_asking, name="survey-set"),
    path("insights/", metrics.index, name="index"),
    path("insights/shared/", metrics.shared, name="shared"),
    path("insights/shared/<int:pk>/revoke/", metrics.revoke, name="revoke"),
    path("insights/briefings/", briefings.index, name="briefings"),
    path("insights/briefings/write/", briefings.write, name="briefing-write"),
    path("insights/briefings/<int:pk>/", briefings.page, name="briefing"),
    path("insights/briefings/<int:pk>.pdf", briefings.pdf, name="briefing-pdf"),
    path("insights/briefings/<int:pk>/write/", briefings.rewrite, name="briefing-rewrite"),
    path("insights/briefings/<int:pk>/send/", briefings.send, name="briefing-send"),
    path("insights/sections/<int:pk>/edit/", briefings.edit, name="section-edit"),
    path("insights/sections/<int:pk>/undo/", briefings.undo, name="section-undo"),
    path("insights/sections/<int:pk>/draft/", briefings.take_draft, name="section-draft"),
    path("insights/items/<int:pk>/used/", briefings.use, name="item-used"),
    path("insights/items/<int:pk>/unused/", briefings.unuse, name="item-unused"),
    path("insights/<slug:key>/", metrics.metric_page, name="metric"),
    path("insights/<slug:key>/list/", metrics.list_page, name="list"),
    path("insights/<slug:key>/days.csv", metrics.metric_csv, name="csv"),
    path("insights/<slug:key>/share/", metrics.share, name="share"),
]
