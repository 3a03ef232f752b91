"""Two pages of the design system itself: the navigation as a part, and the component page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def navigation(request: HttpRequest) -> HttpResponse:
    """The navigation alone, fetched again when its counts may have changed."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return render(request, "ui/nav.html")


def components(request: HttpRequest) -> HttpResponse:
    """Every component, light and dark; for those who build with them, never in production."""
    if not settings.DEBUG:
        raise Http404
    from .showcase import context

    return render(request, "ui/showcase.html", context())
