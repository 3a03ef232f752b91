"""The page Watch, and alerts."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.listening import ports
from unsilo.listening.forms import CloseForm
from unsilo.listening.models import Alert, AlertKind, Closing, Query
from unsilo.listening.queries import drawing, lists, watch
from unsilo.listening.queries.quality import quality
from unsilo.listening.services import alerts
from unsilo.ui.charts import Chart
from unsilo.ui.navigation import NavItem
from unsilo.ui.toasts import go_with_toast

QUALITY_DAYS = 90


@member
def overview(request: UnsiloRequest) -> HttpResponse:
    access, now = request.access, timezone.now()
    ongoing = watch.ongoing(access)
    rows = watch.moved(access, now=now)
    query = _chosen(request, ongoing, rows)
    period = drawing.PERIODS.get(request.GET.get("period", ""), drawing.PERIODS["10h"])
    since = now - timedelta(days=QUALITY_DAYS)
    context = {
        "rows": rows,
        "ongoing": ongoing,
        "view": watch.alert_view(access, ongoing[0], now=now) if ongoing else None,
        "query": query,
        "chart": chart_of(query, period) if query else None,
        "period": period,
        "periods": period_tabs(request, period, query),
        "quality": quality(access.brand_ids, since=since),
        "quality_days": QUALITY_DAYS,
        "actions": ports.alert_actions(),
    }
    name = "listening/overview_parts.html" if wants_partial(request) else "listening/overview.html"
    return render(request, name, context)


@member
def alert_list(request: UnsiloRequest) -> HttpResponse:
    asked: dict[str, Any] = {
        name: request.GET.get(name, "") for name in ("kind", "status", "closing", "cursor")
    }
    days = QUALITY_DAYS if request.GET.get("days") else 0
    context = {
        "page": lists.alerts_page(request.access, days=days, **asked),
        "kinds": AlertKind.choices,
        "closings": Closing.choices,
        "filtered": any(asked.values()),
        "days": days,
        **asked,
    }
    return render(request, "listening/alerts.html", context)


@member
def alert(request: UnsiloRequest, pk: int) -> HttpResponse:
    found: Alert = Alert.objects.related().get_for(request.access, pk)
    period = drawing.PERIODS.get(request.GET.get("period", ""), drawing.PERIODS["2d"])
    context = {
        "view": watch.alert_view(request.access, found),
        "query": found.query,
        "chart": chart_of(found.query, period),
        "periods": period_tabs(request, period, None),
        "items_url": drawing.items_url(
            found.query, since=found.since, until=found.until + timedelta(seconds=1)
        ),
        "actions": ports.alert_actions(),
    }
    name = "listening/alert_parts.html" if wants_partial(request) else "listening/alert.html"
    return render(request, name, context)


@require_POST
@member
def acknowledge(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    found = Alert.objects.get_for(request.access, pk)
    alerts.acknowledge(found, user=request.user, by=request.access.by)
    undo = reverse("listening:alert-take-back", args=[pk])
    return go_with_toast(request, _back(request, pk), _("You look after it."), undo_url=undo)


@require_POST
@member
def take_back(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    found = Alert.objects.get_for(request.access, pk)
    alerts.take_back(found, by=request.access.by)
    return go_with_toast(request, _back(request, pk), _("Nobody looks after it now."))


@member
def close(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    found = Alert.objects.get_for(request.access, pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST":

        def _close(**given: Any) -> Alert:
            return alerts.close(found, user=request.user, by=request.access.by, **given)

        if submit(form, _close):
            undo = reverse("listening:alert-reopen", args=[pk])
            return go_with_toast(request, _back(request, pk), _("Closed."), undo_url=undo)
    context = {"alert": found, "form": form}
    return render(request, "listening/close.html", context, status=422 if form.errors else 200)


@require_POST
@member
def reopen(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    found = Alert.objects.get_for(request.access, pk)
    alerts.reopen(found, by=request.access.by)
    return go_with_toast(request, reverse("listening:alert", args=[pk]), _("Open again."))


def _back(request: UnsiloRequest, pk: int) -> str:
    """To where somebody came from: the overview or the alert itself."""
    page = getattr(request, "htmx", None) and request.htmx.current_url_abs_path
    overview_url = reverse("listening:overview")
    if page and page.split("?")[0] == overview_url:
        return overview_url
    return reverse("listening:alert", args=[pk])


def _chosen(
    request: UnsiloRequest, ongoing: list[Alert], rows: list[watch.TopicRow]
) -> Query | None:
    """The topic that is drawn: the one asked for, that of the first alert, else what moved most."""
    wanted = request.GET.get("topic", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
        found: Query = Query.objects.get_for(request.access, int(wanted))
        return found
    if ongoing:
        return ongoing[0].query
    return rows[0].query if rows else None


def chart_of(query: Query, period: drawing.Period) -> Chart:
    now = timezone.now()
    raised = Alert.objects.filter(query=query, raised_at__gte=now - period.back)
    return drawing.drawing(query, period=period, now=now, alerts=list(raised.order_by("pk")[:20]))


def period_tabs(
    request: UnsiloRequest, chosen: drawing.Period, query: Query | None
) -> list[NavItem]:
    topic = f"&topic={query.pk}" if query and "topic" in request.GET else ""
    return [
        NavItem(
            label=period.label,
            url=f"{request.path}?period={period.key}{topic}",
            current=period == chosen,
        )
        for period in drawing.PERIODS.values()
    ]
