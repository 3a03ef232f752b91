"""Settings pages of triage: how reading goes on, how good it is, what people corrected."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import lead_only
from unsilo.core.errors import Invalid
from unsilo.core.request import UnsiloRequest
from unsilo.triage import words
from unsilo.triage.models import Head
from unsilo.triage.queries.corrections import corrections_page, exported
from unsilo.triage.queries.quality import Drift, HeadQuality, drift, heads
from unsilo.triage.queries.status import status
from unsilo.triage.report import report
from unsilo.triage.services import due, rereading
from unsilo.ui import times
from unsilo.ui.toasts import go_with_toast


@require_GET
@lead_only
def readings(request: UnsiloRequest) -> HttpResponse:
    """The model, what waits to be read, and runs over what was read before."""
    found = status()
    unread = [
        (words.language_label(code) if code else _("no words"), code, n) for code, n in found.unread
    ]
    left = times.duration(found.left.total_seconds()) if found.left else ""
    context = {"status": found, "unread": unread, "left": left}
    part = request.htmx and request.htmx.target == "reading-work"
    return render(request, "triage/work.html" if part else "triage/readings.html", context)


@require_POST
@lead_only
def reread(request: UnsiloRequest) -> HttpResponse:
    rereading.start(by=request.access.by)
    return _back(request, _("Everything people wrote is read again."))


@require_POST
@lead_only
def turn(request: UnsiloRequest, run_id: int) -> HttpResponse:
    """Pause a run, let it go on, or end it."""
    verbs = {
        "pause": (rereading.pause, _("Paused.")),
        "go_on": (rereading.go_on, _("It goes on.")),
        "cancel": (rereading.cancel, _("Cancelled. What was read again stays so.")),
    }
    if request.POST.get("verb") not in verbs:
        raise Invalid
    verb, said = verbs[request.POST["verb"]]
    verb(run_id, by=request.access.by)
    return _back(request, said)


@require_POST
@lead_only
def try_again(request: UnsiloRequest) -> HttpResponse:
    """Another round for messages that were given up."""
    n = due.try_again()
    said = ngettext("%(n)d message is tried again.", "%(n)d messages are tried again.", n)
    return _back(request, said % {"n": n})


def _back(request: UnsiloRequest, said: str) -> HttpResponse:
    return go_with_toast(request, reverse("triage:readings"), said)


@dataclass(frozen=True, slots=True)
class PairShown:
    was: str
    said: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class HeadShown:
    """A head with its corrections in words. ``learned`` says how the own head did."""

    quality: HeadQuality
    url: str
    pairs: Sequence[PairShown]
    learned: str


@require_GET
@lead_only
def quality(request: UnsiloRequest) -> HttpResponse:
    """Measured figures, what people corrected, how the mix drifts."""
    feelings, intents = drift(request.access)
    context = {
        "report": report(),
        "heads": [_head_shown(one) for one in heads(request.access)],
        "drifts": [
            (_("Feelings"), "feeling", _named(Head.FEELING, feelings), feelings.weeks),
            (_("What people want"), "intent", _named(Head.INTENT, intents), intents.weeks),
        ],
    }
    return render(request, "triage/quality.html", context)


def _named(head: str, drifting: Drift) -> list[str]:
    return [words.answer_label(head, name) for name in drifting.names]


def _head_shown(one: HeadQuality) -> HeadShown:
    url = reverse("triage:corrections")
    pairs = [
        PairShown(
            words.answer_label(one.head, pair.was),
            words.answer_label(one.head, pair.said),
            pair.count,
            f"{url}?{urlencode({'head': one.head, 'was': pair.was, 'said': pair.said})}",
        )
        for pair in one.pairs
    ]
    return HeadShown(one, f"{url}?{urlencode({'head': one.head})}", pairs, _learned(one))


def _learned(one: HeadQuality) -> str:
    if one.own is None:
        return _("Nothing yet: it takes 20 corrections, three of each of two answers.")
    figures = {**one.own.figures, "of": one.own.figures["corrections"]}
    said = _(
        "Right in %(own_right)d of %(of)d held-back corrections, the model in %(model_right)d."
    )
    if one.own.is_used:
        verdict = _("It is used.")
    elif figures["own_right"] > figures["model_right"]:
        verdict = _("Not used: the difference may be chance, or it changes what nobody corrected.")
    else:
        verdict = _("Not used: the model is as good.")
    return f"{said % figures} {verdict}"


@require_GET
@lead_only
def corrections(request: UnsiloRequest) -> HttpResponse:
    """What people corrected, newest first."""
    asked = {name: request.GET[name] for name in ("head", "was", "said") if name in request.GET}
    page = corrections_page(
        request.access,
        head=asked.get("head"),
        was=asked.get("was"),
        said=asked.get("said"),
        cursor=request.GET.get("cursor", ""),
    )
    rows = [
        (
            one,
            words.answer_label(one.head, one.was),
            words.answer_label(one.head, one.said),
            reverse("inbox:conversation", args=[one.message.conversation_id]),
        )
        for one in page.items
    ]
    following = urlencode({**asked, "cursor": page.next_cursor}) if page.next_cursor else ""
    context = {"rows": rows, "asked": asked, "following": following}
    return render(request, "triage/corrections.html", context)


@require_GET
@lead_only
def export(request: UnsiloRequest) -> StreamingHttpResponse:
    """Every correction the user may see, with the words it is about, one JSON object a line."""

    def lines() -> Iterator[str]:
        for one in exported(request.access):
            yield json.dumps(one, ensure_ascii=False) + "\n"

    response = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="corrections.jsonl"'
    return response
