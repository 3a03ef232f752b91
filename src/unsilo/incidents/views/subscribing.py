"""Updates of a status page by mail: asked for on the page, confirmed and left by a link.

There is no session to ride on: the address gets nothing before its owner says so, and the token in
a link is the right to say it.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from unsilo.accounts.letters import can_write
from unsilo.accounts.models import Brand
from unsilo.core.errors import NotFound
from unsilo.core.limits import PerMinute
from unsilo.incidents.models import Subscriber
from unsilo.incidents.queries.status import open_page
from unsilo.incidents.services import subscribers

Link = Callable[[HttpRequest, str], HttpResponse]

requests = PerMinute(20)
ASKING = 5  # what a question costs: one address may ask for four a minute


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    if not _may_pass(request):
        return _too_many()
    page = open_page(slug)
    if not can_write():
        raise NotFound
    if request.method != "POST":
        return _page(request, page.brand, "ask")
    try:
        subscribers.ask(page, request.POST.get("email", "")[:300])
    except ValidationError:
        return _page(request, page.brand, "wrong", status=422)
    return _page(request, page.brand, "asked")


def _by_link(purpose: str, act: Callable[[Subscriber], None], before: str, after: str) -> Link:
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, token: str) -> HttpResponse:
        if not _may_pass(request):
            return _too_many()
        try:
            found = subscribers.by_token(token, purpose=purpose)
        except NotFound:
            return _closed(render(request, "incidents/status_gone.html", status=404))
        if request.method == "POST":
            act(found)
        return _page(request, found.brand, after if request.method == "POST" else before)

    return view


# Looking at a link changes nothing: mail servers look at all of them.
confirm = _by_link(subscribers.CONFIRM, subscribers.confirm, "confirm", "confirmed")
leave = _by_link(subscribers.LEAVE, subscribers.leave, "leave", "left")


def _may_pass(request: HttpRequest) -> bool:
    cost = ASKING if request.method == "POST" else 1
    return requests.may_pass(request.META.get("REMOTE_ADDR", ""), cost=cost)


def _too_many() -> HttpResponse:
    answer = HttpResponse(_("Too many requests. Please wait a minute."), status=429)
    answer["Retry-After"] = "60"
    return answer


def _page(request: HttpRequest, brand: Brand, state: str, *, status: int = 200) -> HttpResponse:
    context = {"brand": brand, "state": state, "is_wrong": state == "wrong"}
    return _closed(render(request, "incidents/status_mail.html", context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    """Nobody keeps this page, and nobody learns its address from it."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
