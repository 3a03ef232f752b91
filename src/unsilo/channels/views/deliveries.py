"""Everything that goes out: why it waits or failed, and what a person can do about it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.queries import delivery_for, require_work
from unsilo.channels.queries.ledgers import deliveries_page, delivery_row, open_deliveries
from unsilo.channels.services import deliveries
from unsilo.channels.views.filters import choices_with_counts, number
from unsilo.channels.views.waiting import soon
from unsilo.core.request import UnsiloRequest
from unsilo.ui.toasts import go_with_toast

State = Delivery.State
TONES = {
    State.WAITING: "info",
    State.SENDING: "info",
    State.SENT: "ok",
    State.PARTLY: "warn",
    State.FAILED: "danger",
    State.UNCERTAIN: "warn",
}


@lead_only
def delivery_list(request: UnsiloRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    channel_id = number(request.GET.get("channel", ""))
    page = deliveries_page(
        request.access,
        state=state if state in State.values else "",
        channel_id=channel_id,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "page": page,
        "rows": [(row, TONES.get(State(row.delivery.state), "")) for row in page.items],
        "choices": choices_with_counts(
            request, "state", State.choices, open_deliveries(request.access)
        ),
        "channels": Channel.objects.live().visible_to(request.access),
        "channel_id": channel_id,
        "state": state,
        "kept": ("state", state),
    }
    return render(request, "channels/deliveries.html", context)


@lead_only
def delivery(request: UnsiloRequest, delivery_id: int) -> HttpResponse:
    row = delivery_for(request.access, delivery_id)
    context = {
        "row": delivery_row(row),
        "tone": TONES.get(State(row.state), ""),
        "soon": row.state in (State.WAITING, State.SENDING) and soon(row.next_try_at),
    }
    return render(request, "channels/delivery.html", context)


@require_POST
@lead_only
def try_now(request: UnsiloRequest, delivery_id: int) -> HttpResponse:
    return _act(request, delivery_id, deliveries.try_now, _("It is tried now."))


@require_POST
@lead_only
def cancel(request: UnsiloRequest, delivery_id: int) -> HttpResponse:
    return _act(request, delivery_id, deliveries.cancel, _("Cancelled. Nothing more goes out."))


@require_POST
@lead_only
def send_again(request: UnsiloRequest, delivery_id: int) -> HttpResponse:
    words = _("It is sent again to everyone who is not known to have it.")
    return _act(request, delivery_id, deliveries.send_again, words)


@require_POST
@lead_only
def mark_sent(request: UnsiloRequest, delivery_id: int) -> HttpResponse:
    return _act(request, delivery_id, deliveries.mark_sent, _("Marked as sent."))


def _act(
    request: UnsiloRequest, delivery_id: int, verb: Callable[..., Delivery], words: str
) -> HttpResponse:
    access = request.access
    verb(require_work(access, delivery_for(access, delivery_id)), by=access.by)
    return go_with_toast(request, reverse("channels:delivery", args=[delivery_id]), words)
