"""The page Wins, and the lists its numbers open."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.ui.navigation import NavItem
from unsilo.wins.models import Attribution, Product, WayKind
from unsilo.wins.queries.lists import conversions_page, links_page
from unsilo.wins.queries.numbers import PERIODS, numbers, period


@member
def overview(request: UnsiloRequest) -> HttpResponse:
    days = _days(request)
    found = numbers(request.access, days)
    context = {
        "numbers": found,
        "days": days,
        "periods": _periods(reverse("wins:overview"), days),
        "sure": [(one, found.by_attribution[one]) for one in Attribution],
        "has_products": Product.objects.live().exists(),
    }
    return render(request, "wins/overview.html", context)


@member
def links(request: UnsiloRequest) -> HttpResponse:
    days, way = _days(request), request.GET.get("way", "")
    clicked = "clicked" in request.GET
    page = links_page(
        request.access, days=days, way=way, clicked=clicked, cursor=request.GET.get("cursor", "")
    )
    context = {
        "page": page,
        "days": days,
        "clicked": clicked,
        "periods": _periods(request.path, days, way=way, **({"clicked": "1"} if clicked else {})),
        "way": WayKind(way).label if way in WayKind.values else "",
    }
    return render(request, "wins/links.html", context)


@member
def conversions(request: UnsiloRequest) -> HttpResponse:
    days, way = _days(request), request.GET.get("way", "")
    attribution = request.GET.get("attribution", "")
    page = conversions_page(
        request.access,
        days=days,
        attribution=attribution,
        way=way,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "page": page,
        "days": days,
        "periods": _periods(request.path, days, attribution=attribution, way=way),
        "attribution": Attribution(attribution).label if attribution in Attribution.values else "",
        "way": WayKind(way).label if way in WayKind.values else "",
    }
    return render(request, "wins/conversions.html", context)


def _days(request: UnsiloRequest) -> int:
    given = request.GET.get("days", "")
    return period(int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0)


def _periods(path: str, days: int, **kept: str) -> list[NavItem]:
    more = "".join(f"&{name}={value}" for name, value in kept.items() if value)
    return [
        NavItem(
            label=_("%(n)s days") % {"n": one},
            url=f"{path}?days={one}{more}",
            current=one == days,
        )
        for one in PERIODS
    ]
