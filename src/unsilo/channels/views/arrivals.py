"""Everything that came in and what became of it; what is held or failed waits here for a person."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only
from unsilo.channels.models import Arrival, Channel, Outcome
from unsilo.channels.queries import RawErased, arrival_for, raw_blob
from unsilo.channels.queries.ledgers import arrivals_page, open_arrivals
from unsilo.channels.services import arrivals, blobs
from unsilo.channels.views.filters import choices_with_counts, number
from unsilo.channels.views.waiting import soon
from unsilo.core.request import UnsiloRequest
from unsilo.ui.toasts import go_with_toast

RAW_SHOWN = 200 * 1024
TONES = {
    Outcome.PENDING: "info",
    Outcome.IMPORTED: "ok",
    Outcome.APPENDED: "ok",
    Outcome.HELD: "warn",
    Outcome.BOUNCED: "warn",
    Outcome.FAILED: "danger",
}


@lead_only
def arrival_list(request: UnsiloRequest) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    channel_id = number(request.GET.get("channel", ""))
    page = arrivals_page(
        request.access,
        outcome=outcome if outcome in Outcome.values else "",
        channel_id=channel_id,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "page": page,
        "rows": [(arrival, TONES.get(Outcome(arrival.outcome), "")) for arrival in page.items],
        "choices": choices_with_counts(
            request, "outcome", Outcome.choices, open_arrivals(request.access)
        ),
        "channels": Channel.objects.live().visible_to(request.access),
        "channel_id": channel_id,
        "outcome": outcome,
        "kept": ("outcome", outcome),
    }
    return render(request, "channels/arrivals.html", context)


@lead_only
def arrival(request: UnsiloRequest, arrival_id: int) -> HttpResponse:
    """One arrival with the beginning of its raw bytes as plain text."""
    row = arrival_for(request.access, arrival_id)
    try:
        head, is_whole = blobs.read_head(raw_blob(row), RAW_SHOWN)
    except (blobs.BlobMissing, RawErased) as error:
        head, is_whole, missing = b"", True, error.message
    else:
        missing = ""
    context = {
        "arrival": row,
        "tone": TONES.get(Outcome(row.outcome), ""),
        "text": head.decode("utf-8", "replace").replace("\0", "\N{SYMBOL FOR NULL}"),
        "is_whole": is_whole,
        "missing": missing,
        "can_retry": not row.is_erased,
        "soon": row.outcome == Outcome.PENDING and soon(row.next_try_at),
    }
    return render(request, "channels/arrival.html", context)


@lead_only
def download_raw(request: UnsiloRequest, arrival_id: int) -> FileResponse:
    """The bytes as they came. Never shown by the browser: they are a stranger's."""
    row = arrival_for(request.access, arrival_id)
    ending = {"message/rfc822": "eml", "application/json": "json"}.get(row.content_type, "bin")
    return FileResponse(
        blobs.open_blob(raw_blob(row)),
        as_attachment=True,
        filename=f"arrival-{row.pk}.{ending}",
        content_type="application/octet-stream",
    )


@require_POST
@lead_only
def retry_arrival(request: UnsiloRequest, arrival_id: int) -> HttpResponse:
    row = arrival_for(request.access, arrival_id)
    verb = arrivals.try_now if row.outcome == Outcome.PENDING else arrivals.retry
    row = verb(row, by=request.access.by)
    return _done(request, row, _("It is processed once more."))


@require_POST
@lead_only
def accept_arrival(request: UnsiloRequest, arrival_id: int) -> HttpResponse:
    """Let it in: into the conversation it was held for, or ``as=new``."""
    as_new = request.POST.get("as") == "new"
    row = arrival_for(request.access, arrival_id)
    row = arrivals.accept(row, as_new=as_new, by=request.access.by)
    words = _("It becomes a conversation.") if as_new else _("It joins the conversation.")
    return _done(request, row, words)


@require_POST
@lead_only
def dismiss_arrival(request: UnsiloRequest, arrival_id: int) -> HttpResponse:
    row = arrivals.dismiss(arrival_for(request.access, arrival_id), by=request.access.by)
    undo = reverse("channels:arrival-retry", args=[row.pk])
    return _done(request, row, _("Left out. Its raw bytes stay."), undo_url=undo)


def _done(request: UnsiloRequest, row: Arrival, words: str, *, undo_url: str = "") -> HttpResponse:
    url = reverse("channels:arrival", args=[row.pk])
    return go_with_toast(request, url, words, undo_url=undo_url)
