"""Lists of conversations: the pages, and the rows that are fetched again when something changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import ports
from unsilo.inbox.queries.lists import rows_for, still_listed
from unsilo.inbox.views.moments import moments
from unsilo.inbox.views.panes import (
    asks_for,
    list_pane,
    render_panes,
    search_operators,
    state_tabs,
    tags_in_use,
)
from unsilo.inbox.views.place import Place
from unsilo.inbox.views.rows import row_views, rows_html
from unsilo.ui.navigation import endpoint

MAX_ROWS = 100


@require_GET
@member
def home(request: UnsiloRequest) -> HttpResponse:
    """The first page of whoever logs in: the inbox, unless a package above has a better one."""
    return redirect(endpoint("home"))


def live(request: HttpRequest) -> HttpResponse:
    """Nothing: ``inbox.live`` answers this address before Django does (see ``config.server``).

    A server without the stream says so with 204, and pages go on without it.
    """
    return HttpResponse(status=204)


@require_GET
@member
def conversations(request: UnsiloRequest, scope: str, desk_slug: str = "") -> HttpResponse:
    """A list; or the part of it that the browser lacks."""
    access = request.access
    place = Place.read(access, request.GET, scope=scope, desk_slug=desk_slug)
    if asks_for(request, "conversation"):
        return render(request, "inbox/nothing_open.html", {"place": place, "alone": True})
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    pane = list_pane(access, place, after=after, before=before)
    if asks_for(request, "older") or asks_for(request, "newer"):
        return render(request, "inbox/rows.html", {"list": pane, "part": request.htmx.target})
    context: dict[str, Any] = {
        "list": pane,
        "tabs": state_tabs(access, place) if place.has_states else (),
    }
    if asks_for(request, "list"):
        context |= {
            "place": place,
            "access": access,
            "operators": search_operators(),
            "moments": moments(),
        }
        return render(request, "inbox/list.html", context)
    return render_panes(request, place, title=place.title, pane="list", **context)


@require_GET
@member
def fresh_rows(request: UnsiloRequest) -> HttpResponse:
    """The named conversations as far as the list still shows them, and its counts."""
    access = request.access
    place = Place.read(access, request.GET)
    asked = [int(one) for one in request.GET.get("ids", "").split(",") if one.isdecimal()]
    ids = [one for one in asked[:MAX_ROWS] if one < 2**63]
    shown = [] if place.is_search else sorted(still_listed(access, place.listing, ids))
    context = {
        "rows": rows_html(
            row_views(access, place, rows_for(access, shown)), can_pick=access.can_write
        ),
        "tabs": state_tabs(access, place) if place.has_states else (),
        "place": place,
    }
    return render(request, "inbox/fresh_rows.html", context)


@require_GET
@member
def tag_filter(request: UnsiloRequest) -> HttpResponse:
    """The menu of tags a list can be narrowed to."""
    place = Place.read(request.access, request.GET)
    choices = [(name, place.but(tag=name).url) for name in tags_in_use(request.access)]
    return render(request, "inbox/tag_filter.html", {"place": place, "choices": choices})


@require_GET
@member
def question_filter(request: UnsiloRequest) -> HttpResponse:
    """The menu of questions a list can be narrowed by."""
    place = Place.read(request.access, request.GET)
    groups = [
        (
            question.label,
            [
                (label, place.but(only=f"{question.name}:{word}").url)
                for word, label in question.choices(request.access)
            ],
        )
        for question in ports.questions().values()
    ]
    return render(request, "inbox/question_filter.html", {"groups": groups})
