"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.insights.asked import asked
from unsilo.insights.queries.home import FACES, Face, face_for, home
from unsilo.ui.navigation import NavItem


@member
def first_page(request: UnsiloRequest) -> HttpResponse:
    wish, own = asked(request), face_for(request.access)
    given = request.GET.get("as", "")
    face = Face(given) if given in FACES else own
    here = reverse("insights:home")
    context = {
        "home": home(request.access, face, wish.days),
        "faces": [
            NavItem(label=name, url=f"{here}?as={one}&days={wish.days}", current=one is face)
            for one, name in FACES.items()
        ],
        "periods": [
            NavItem(label=item.label, url=f"{item.url}&as={face}", current=item.current)
            for item in wish.periods(here)
        ],
    }
    return render(request, "insights/home.html", context)
