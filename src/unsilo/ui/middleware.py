"""The HTML door's translator: errors raised by services become pages, or toasts for htmx."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from unsilo.core.errors import UnsiloError

from .errors import error_response

logger = logging.getLogger(__name__)


class ErrorMiddleware:
    """Answers an UnsiloError that a view let pass with its status and its own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UnsiloError):
            return None
        if exception.status >= 500:
            logger.error("%s at %s", exception.code, request.path, exc_info=exception)
        response = error_response(request, exception.status, exception.message)
        if "retry_after" in exception.data:
            response["Retry-After"] = str(exception.data["retry_after"])
        return response
