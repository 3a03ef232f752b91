"""Addresses of the API. Each passes the door, except its documentation."""

from django.urls import URLPattern, path, re_path

from unsilo.api import reference
from unsilo.api.door import door, nothing_here
from unsilo.api.router import api

patterns, _app, _namespace = api.urls

app_name = "api"
urlpatterns = [
    path("openapi.json", reference.openapi, name="openapi"),
    path("docs", reference.page, name="docs"),
    *(
        path(str(pattern.pattern), door(pattern.callback), name=pattern.name)
        for pattern in patterns
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
    re_path("", nothing_here),
]
