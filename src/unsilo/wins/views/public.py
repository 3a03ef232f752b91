"""For everybody: following a link. For shops: reporting an order."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from unsilo.channels.texts import storable_json
from unsilo.core.actor import Actor, ActorKind
from unsilo.core.errors import UnsiloError
from unsilo.core.request import announces_more
from unsilo.wins import limits
from unsilo.wins.models import OrderHook
from unsilo.wins.queries.ways import link_for_go
from unsilo.wins.schemas import ConversionIn
from unsilo.wins.services import hooks
from unsilo.wins.services.conversions import record_conversion
from unsilo.wins.services.links import count_click
from unsilo.wins.visitors import address_of, is_person, mark_of

MAX_POST = 64 * 1024


@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where this link leads, and nowhere else, whatever the address carries besides."""
    if not limits.may_pass(address_of(request)):
        return _plain(429, "Too many requests. Please wait a minute.", {"Retry-After": "60"})
    link = link_for_go(code)
    now = timezone.now()
    if link is None or link.expires_at <= now:
        status = 404 if link is None else 410
        return render(request, "wins/ended.html", {"link": link}, status=status)
    if is_person(request):
        count_click(link, visitor=mark_of(request, at=f"link {link.pk}"), at=now)
    response = HttpResponseRedirect(link.target)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt  # posts come from servers, which have no session
@require_POST
def hook(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in what a shop reports. Known already is fine too, so that it may post again."""
    found = OrderHook.objects.filter(slug=slug).first()
    if found is None:
        return _plain(404, "There is no such hook.")
    if announces_more(request, MAX_POST):
        return _plain(413, "This is too large.")
    body = request.read(MAX_POST)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        hooks.verify(found, headers, body)
        given = ConversionIn.model_validate(_json(body))
        by = Actor(ActorKind.SYSTEM, None, found.name)
        conversion, is_new = record_conversion(given.report(source=found.slug), by=by)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return _plain(422, f"{where}: {first['msg']}" if where else first["msg"])
    except ValueError:
        return _plain(400, "This is not JSON.")
    except UnsiloError as error:
        return _plain(error.status, error.message)
    state = "matched" if conversion.conversation_id else "kept, not matched yet"
    return _plain(201 if is_new else 200, state)


def _json(body: bytes) -> Any:
    try:
        return storable_json(json.loads(body))
    except RecursionError as error:
        raise ValueError from error


def _plain(status: int, words: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        f"{words}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers
    )
