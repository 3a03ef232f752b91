"""For everybody: one request, as its shopper, its printer and the manager of a store see it."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unsilo.core import paper
from unsilo.core.actor import SYSTEM
from unsilo.core.validation import submit
from unsilo.wins.forms import ManagerForm
from unsilo.wins.limits import limited
from unsilo.wins.models import Proof, RequestForm, Side
from unsilo.wins.queries.sheet import request_sheet
from unsilo.wins.services import requests
from unsilo.wins.visitors import is_person, mark_of

TEMPLATE = Path(__file__).parent.parent / "paper" / "request.typ"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited()
def shopper(request: HttpRequest, code: str) -> HttpResponse:
    """The shopper's half: to print or to show, and what became of it."""
    found = RequestForm.objects.with_code(code)
    if request.method == "POST":
        requests.hand_in(found, by=SYSTEM)
        return HttpResponseRedirect(request.path)
    _count(request, found, Side.SHOPPER)
    context = {"sheet": request_sheet(found), "steps": Proof.choices}
    return _quiet(render(request, "wins/request.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited()
def manager(request: HttpRequest, code: str) -> HttpResponse:
    """The manager's half: what it takes to order it, and an answer."""
    found = RequestForm.objects.with_code(code)
    form = ManagerForm(request.POST or None)
    if request.method == "POST" and submit(form, lambda **said: _answered(found, **said)):
        return HttpResponseRedirect(reverse("wins:manager", args=[found.code]))
    if request.method != "POST":
        _count(request, found, Side.MANAGER)
    context = {"sheet": request_sheet(found), "form": form, "brand": found.brand}
    return _quiet(render(request, "wins/manager.html", context, status=422 if form.errors else 200))


@never_cache
@require_safe
@limited(cost=5)
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The page to print."""
    found = RequestForm.objects.with_code(code)
    content = paper.render(TEMPLATE, request_sheet(found).for_paper())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="request-{found.code}.pdf"'
    return _quiet(answer)


def _answered(found: RequestForm, **said: Any) -> bool:
    requests.answer(found, by=SYSTEM, **said)
    return True


def _count(request: HttpRequest, found: RequestForm, side: Side) -> None:
    """People are counted; programs that look ahead are not, and nor are we."""
    if is_person(request) and not request.user.is_authenticated:
        mark = mark_of(request, at=f"request {found.pk} {side}")
        requests.scan(found, side=side, visitor=mark)


def _quiet(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = (
        "same-origin"  # with "no-referrer" a form would post as from nowhere
    )
    return answer
