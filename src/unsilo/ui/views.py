"""Pages of the design system itself, and the pages Django shows when something went wrong."""

import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from unsilo.core.db import RETRY_AFTER, is_away

from .errors import EXPIRED_FORM, error_response
from .showcase import context


def navigation(request: HttpRequest) -> HttpResponse:
    """The navigation alone, fetched again when its counts may have changed."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return render(request, "ui/nav.html")


def components(request: HttpRequest) -> HttpResponse:
    """Every component, light and dark; for those who build with them, never in production."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/showcase.html", context())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called amid the handling of what was raised, wherever that was."""
    error = sys.exception()
    if error is None or not is_away(error):
        return error_response(request, 500)
    response = error_response(request, 503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_response(request, 403, problem=EXPIRED_FORM)
