"""For customers: what we may use of theirs. A link that is not ours shows nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from unsilo.core.errors import NotFound
from unsilo.core.limits import PerMinute
from unsilo.stories.models import ANSWERED, Consent, Field, Use
from unsilo.stories.services import consents
from unsilo.stories.wording import wording

requests = PerMinute(20)  # of one address: who guesses tokens is slowed down at once


@csrf_exempt  # the token in the address is the right to answer; there is no session to ride on
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    if not requests.may_pass(request.META.get("REMOTE_ADDR", "")):
        response = HttpResponse(_("Too many requests. Please wait a minute."), status=429)
        response["Retry-After"] = "60"
        return _closed(response)
    try:
        consent = consents.by_token(token)
    except NotFound:
        return _closed(render(request, "stories/consent_gone.html", status=404))
    if request.method == "POST":
        _answer(request, consent)
        return _closed(HttpResponseRedirect(request.path))
    consents.note_opened(consent)
    return _closed(render(request, "stories/consent_page.html", _context(consent)))


def _answer(request: HttpRequest, consent: Consent) -> None:
    if "withdraw" in request.POST:
        if consent.state in ANSWERED:
            consents.withdraw(consent)
        return
    ticked = set() if "deny" in request.POST else set(request.POST.getlist("cell"))
    pairs = [(f, u) for f in Field.values for u in Use.values if f"{f}.{u}" in ticked]
    consents.answer(consent, allowed=pairs)


def _context(consent: Consent) -> dict[str, Any]:
    words = wording(consent.wording)
    cells = {(one.field, one.use): one for one in consent.grants.all()}
    uses = [use for use in Use if any(key[1] == use for key in cells)]
    rows = [
        (
            words.fields[field],
            [(f"{field}.{use}", cells.get((field, use)), words.uses[use]) for use in uses],
        )
        for field in Field
        if any(key[0] == field for key in cells)
    ]
    return {
        "consent": consent,
        "brand": consent.story.brand,
        "words": words,
        "uses": [words.uses[use] for use in uses],
        "rows": rows,
        "answered": consent.answered_at is not None,
        "can_withdraw": consent.state in ANSWERED,
    }


def _closed(response: HttpResponse) -> HttpResponse:
    """Nobody keeps this page, and nobody learns its address from it."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = (
        "same-origin"  # with "no-referrer" the form would post as from nowhere
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
