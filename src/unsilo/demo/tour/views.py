"""The first page of a demo, and the strip that goes along."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.models import User
from unsilo.core.errors import NotFound
from unsilo.demo.company import COLLEAGUES, COLLEAGUES_BY_EMAIL, DESKS_BY_KEY
from unsilo.demo.tour.model import Walk
from unsilo.demo.tour.walks import BY_KEY, WALKS
from unsilo.ui.navigation import endpoint

BACKEND = "unsilo.accounts.backends.UserBackend"
SESSION = "tour"


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Who is nobody yet sees the guide first; everybody else their own first page."""
    name = "demo:tour" if not request.user.is_authenticated else ""
    return HttpResponseRedirect(reverse(name) if name else endpoint("home"))


@require_GET
def tour(request: HttpRequest) -> HttpResponse:
    colleagues = [(one, [DESKS_BY_KEY[desk].name for desk in one.desks]) for one in COLLEAGUES]
    return render(request, "demo/tour.html", {"walks": WALKS, "colleagues": colleagues})


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Log in as a colleague, without a story."""
    _become(request, request.POST.get("email", ""))
    request.session.pop(SESSION, None)
    return HttpResponseRedirect(endpoint("home"))


@require_POST
def go(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Go to a stop of a story, as the colleague who works there."""
    walk = BY_KEY.get(key)
    if walk is None or not 1 <= number <= len(walk.stops):
        raise NotFound
    stop = walk.stops[number - 1]
    _become(request, stop.email)
    request.session[SESSION] = [key, number]
    return HttpResponseRedirect(stop.address() or endpoint("home"))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    request.session.pop(SESSION, None)
    return HttpResponseRedirect(reverse("demo:tour"))


def strip(request: HttpRequest) -> SafeString:
    """Where in a story the visitor is; empty for who walks alone."""
    walk, number = _where(request)
    if walk is None:
        return SafeString()
    context = {"walk": walk, "stop": walk.stops[number - 1], "number": number, "back": number - 1}
    context["on"] = number + 1 if number < len(walk.stops) else 0
    return render_to_string("demo/strip.html", context, request)


def _where(request: HttpRequest) -> tuple[Walk | None, int]:
    key, number = request.session.get(SESSION) or ("", 0)
    walk = BY_KEY.get(key)
    return (walk, number) if walk and 1 <= number <= len(walk.stops) else (None, 0)


def _become(request: HttpRequest, email: str) -> None:
    if email not in COLLEAGUES_BY_EMAIL:
        raise NotFound
    if getattr(request.user, "email", "") == email:
        return
    user = User.objects.active().filter(email=email).first()
    if user is None:
        raise NotFound
    login(request, user, backend=BACKEND)
