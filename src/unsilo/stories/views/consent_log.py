"""The consent log: every yes and no, for what, asked by whom, and what was used under it."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.stories.models import ConsentState, Use
from unsilo.stories.queries.consent_log import consents_for, log_page, log_rows
from unsilo.stories.rights import require_stories

PAGE = 50
COLUMNS = (
    "id", "person_id", "person", "story_id", "story", "state", "asked", "allowed", "wording",
    "asked_by", "asked_at", "answered_at", "withdrawn_at", "used",
)  # fmt: skip


@require_GET
@member
def index(request: UnsiloRequest) -> HttpResponse:
    require_stories(request.access)
    state, use = request.GET.get("state", ""), request.GET.get("use", "")
    given = request.GET.get("cursor", "")
    cursor = given if given.isdecimal() and len(given) < 19 else None
    found = consents_for(request.access, state=state, use=use)
    context = {
        "page": log_page(found, cursor=cursor, limit=PAGE),
        "states": ConsentState.choices,
        "uses": Use.choices,
        "state": state,
        "use": use,
    }
    return render(request, "stories/consent_log.html", context)


@require_GET
@member
def as_csv(request: UnsiloRequest) -> HttpResponse:
    """The same as a file, narrowed in the same way."""
    require_stories(request.access)
    found = consents_for(
        request.access, state=request.GET.get("state", ""), use=request.GET.get("use", "")
    )
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="consents.csv"'
    rows = csv.writer(answer)
    rows.writerow(COLUMNS)
    for one in log_rows(found):
        rows.writerow([_cell(getattr(one, name)) for name in COLUMNS])
    return answer


def _cell(value: object) -> object:
    """One cell; what a spreadsheet would take for a formula is kept a text."""
    text = "; ".join(value) if isinstance(value, list) else str(value) if value is not None else ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
