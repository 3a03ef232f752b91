"""The documentation: for programs as OpenAPI, for people as a page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from unsilo.api.openapi import document


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("soon")
