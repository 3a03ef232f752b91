"""The audit log, for admins: looked through, and taken along as a file."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.doors import admin_only
from unsilo.accounts.forms import AuditFilter
from unsilo.accounts.models import User
from unsilo.accounts.queries.audit import NOUNS, Wanted, audit_page, every
from unsilo.core import events
from unsilo.core.models import AuditEntry
from unsilo.core.request import UnsiloRequest

COLUMNS = ("at", "kind", "who", "user_id", "address", "browser", "object_id", "object", "details")


@admin_only
def audit_log(request: UnsiloRequest) -> HttpResponse:
    asked = AuditFilter(request.GET)
    wanted = _wanted(asked)
    context = {
        "filter": asked,
        "page": audit_page(wanted, cursor=request.GET.get("cursor", "")),
        "user_choices": User.objects.order_by("name", "pk"),
        "nouns": [("", _("Everything")), *NOUNS.items()],
        "days": settings.AUDIT_DAYS,
    }
    return render(request, "accounts/audit.html", context, status=200 if asked.is_valid() else 422)


@admin_only
def audit_csv(request: UnsiloRequest) -> StreamingHttpResponse:
    """All that matches, row by row, so that its length does not matter."""
    wanted = _wanted(AuditFilter(request.GET))
    events.record("export.made", by=request.access.by, data={"what": _("audit log")})
    lines = csv.writer(_Line())
    answer = StreamingHttpResponse(
        (lines.writerow(row) for row in _rows(wanted)), content_type="text/csv; charset=utf-8"
    )
    name = f"audit-{timezone.localdate()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class _Line:
    """A file for the CSV writer that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _rows(wanted: Wanted) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for entry in every(wanted):
        yield tuple(harmless(value) for value in _values(entry))


def _values(entry: AuditEntry) -> tuple[object, ...]:
    return (
        entry.at.isoformat(), entry.kind, entry.actor, entry.user_id, entry.address, entry.agent,
        entry.object_id, entry.label, json.dumps(entry.data, ensure_ascii=False),
    )  # fmt: skip


def harmless(value: object) -> str:
    """As a spreadsheet shows it: what begins as a formula does is text with an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _wanted(asked: AuditFilter) -> Wanted:
    asked.is_valid()
    found: dict[str, Any] = asked.cleaned_data
    until = found.get("until")
    return Wanted(
        user=found.get("user"),
        noun=found.get("noun") or "",
        kind=found.get("kind") or "",
        object=found.get("object"),
        since=_midnight(found.get("since")),
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _midnight(day: Any) -> datetime | None:
    """Where the reader is."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None
