"""The catalogue, a metric in depth, the list behind it, and its days as a file."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.channels.models import Channel
from unsilo.core.request import UnsiloRequest
from unsilo.insights.asked import Asked, asked
from unsilo.insights.metrics import metric
from unsilo.insights.queries.catalogue import catalogue, detail
from unsilo.insights.queries.lists import behind
from unsilo.insights.queries.numbers import counted_at, summaries
from unsilo.insights.queries.shares import own_shares, shown
from unsilo.insights.services import shares
from unsilo.insights.words import signed
from unsilo.ui.toasts import go_with_toast


@member
def index(request: UnsiloRequest) -> HttpResponse:
    wish = asked(request)
    context = {
        "groups": catalogue(wish.scope, wish.period),
        "asked": wish,
        "periods": wish.periods(request.path),
        "counted_at": counted_at(),
    }
    return render(request, "insights/index.html", context)


@member
def metric_page(request: UnsiloRequest, key: str) -> HttpResponse:
    wish, one = asked(request), metric(key)
    people = request.access.is_lead
    context = {
        "detail": detail(wish.scope, one, wish.period, people=people, narrowed=wish.kept),
        "asked": wish,
        "periods": wish.periods(request.path),
        "channels": Channel.objects.visible_to(request.access).order_by("name"),
        "counted_at": counted_at(),
    }
    return render(request, "insights/metric.html", context)


@member
def list_page(request: UnsiloRequest, key: str) -> HttpResponse:
    wish, one = asked(request), metric(key)
    summary = summaries(wish.scope, [key], wish.period)[key]
    page = behind(wish.scope, one, wish.period, wish.narrowed, cursor=request.GET.get("cursor", ""))
    context = {
        "metric": one,
        "asked": wish,
        "figure": signed(one, summary.now),
        "page": page,
        "periods": wish.periods(request.path),
    }
    return render(request, "insights/list.html", context)


@member
def metric_csv(request: UnsiloRequest, key: str) -> HttpResponse:
    wish = asked(request)
    summary = summaries(wish.scope, [metric(key).key], wish.period)[key]
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}-{wish.period.last}.csv"'
    rows = csv.writer(answer)
    rows.writerow(["day", "counted", "hits", "value", "p90", "mean"])
    for day in wish.period:
        figure = summary.day(day)
        numbers = (figure.value, figure.p90, figure.mean)
        rows.writerow(
            [day, figure.counted, figure.hits, *("" if n is None else f"{n:.4g}" for n in numbers)]
        )
    return answer


@member
@require_POST
def share(request: UnsiloRequest, key: str) -> HttpResponse:
    wish = asked(request)
    summary = summaries(wish.scope, [metric(key).key], wish.period)[key]
    shares.share(summary, access=request.access, desk_name=_desk_name(wish), by=request.access.by)
    said = _("The graph has a link now. It works for 14 days.")
    return go_with_toast(request, reverse("insights:shared"), said)


@member
def shared(request: UnsiloRequest) -> HttpResponse:
    rows = [
        (graph, one.metric, request.build_absolute_uri(shares.address(graph)))
        for graph in own_shares(request.access)
        if (one := shown(graph))
    ]
    return render(request, "insights/shared.html", {"rows": rows})


@member
@require_POST
def revoke(request: UnsiloRequest, pk: int) -> HttpResponse:
    shares.revoke(pk, access=request.access, by=request.access.by)
    said = _("Nobody can open that graph any more.")
    return go_with_toast(request, reverse("insights:shared"), said)


def graph(request: UnsiloRequest, token: str) -> HttpResponse:
    """For anybody who has the link: numbers and their definition, nothing else."""
    answer = render(request, "insights/graph.html", {"shown": shown(shares.shared_graph(token))})
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _desk_name(wish: Asked) -> str:
    access = wish.scope.access
    names = {desk.pk: desk.name for desk in access.readable_desks} if access else {}
    return names.get(wish.desk or 0, "")
