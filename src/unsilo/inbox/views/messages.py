"""One message: as it stands, its rest, its formatted version, its raw bytes, and its fate."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseLocation

from unsilo.accounts.doors import member
from unsilo.channels.models import Arrival, Delivery
from unsilo.channels.queries import raw_blob, require_work
from unsilo.channels.services import blobs, deliveries
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import html as html_cleaning
from unsilo.inbox.models import Attachment, Direction, DraftKind, Message
from unsilo.inbox.queries.conversation import writing_view
from unsilo.inbox.queries.hiding import can_hide
from unsilo.inbox.queries.tallies import forget
from unsilo.inbox.queries.thread import is_from_form, message_for, message_views
from unsilo.inbox.rights import held_desks, own_desks, work_desks
from unsilo.inbox.services.notes import delete_note
from unsilo.inbox.services.replies import undo_answer
from unsilo.inbox.views import text
from unsilo.inbox.views.actions import CHANGING, changed
from unsilo.inbox.views.composing import composer
from unsilo.inbox.views.conversations import place_of_page, render_news, shows
from unsilo.inbox.views.files import as_download
from unsilo.inbox.views.thread import PICTURE_TYPES, picture_url, shown
from unsilo.ui.toasts import go_with_toast, with_toast

MAX_HEADERS = 64 * 1024
FRAME_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "img-src 'self' data:{remote}; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


@require_GET
@member
def message(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """One message afresh: an answer went out, came back, or failed."""
    found = message_for(request.access, message_id)
    return _article(request, found)


def _article(request: UnsiloRequest, found: Message) -> HttpResponse:
    items = shown(request.access, message_views([found]))
    return render(request, "inbox/items.html", {"items": items, "can_work": _may(request, found)})


def _may(request: UnsiloRequest, found: Message) -> bool:
    held = held_desks(request.access, found.conversation)
    return bool(own_desks(request.access, [desk.pk for desk in held]))


@require_GET
@member
def rest(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """What the short text leaves out: quotes and signature; or all of a very long message."""
    found = message_for(request.access, message_id)
    whole = request.GET.get("whole") == "1"
    body = found.text if whole else text.rest_of(found.text, found.reply_text)
    return render(request, "inbox/rest.html", {"body": text.plain(body)})


@require_GET
@member
def details(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """Everyone it went to, what the mail program wrote above it, and what can be done with it."""
    access = request.access
    found = message_for(access, message_id)
    may_work = _may(request, found)
    context = {
        "message": found,
        "conversation": found.conversation,
        "roles": _roles(found),
        "of_form": _of_form(found),
        "headers": _headers(found) if may_work else "",
        "has_raw": may_work and found.arrival_id is not None,
        "can_work": may_work,
        "can_hide": found.direction == Direction.IN and can_hide(found.conversation),
    }
    return render(request, "inbox/details.html", context)


def _roles(found: Message) -> list[tuple[str, list[dict[str, str]]]]:
    labels = {
        "from": _("From"),
        "to": _("To"),
        "cc": _("Cc"),
        "bcc": _("Bcc"),
        "reply_to": _("Answers to"),
    }
    return [
        (label, found.addresses[role])
        for role, label in labels.items()
        if found.addresses.get(role)
    ]


def _of_form(found: Message) -> str:
    """What a form sent along with the words of a person."""
    if not is_from_form(found):
        return ""
    return text.rest_of(found.text, found.reply_text).removeprefix("-- \n")


def _headers(found: Message) -> str:
    """The head of the raw message as text, "" when there is none."""
    arrival = Arrival.objects.filter(pk=found.arrival_id).first() if found.arrival_id else None
    if arrival is None or arrival.is_erased or arrival.content_type != "message/rfc822":
        return ""
    with blobs.open_blob(arrival.blob_id) as file:
        beginning = file.read(MAX_HEADERS)
    head = re.split(rb"\r?\n\r?\n", beginning, maxsplit=1)[0]
    return head.decode("utf-8", "replace").replace("\0", "")


@require_GET
@member
def raw(request: UnsiloRequest, message_id: int) -> HttpResponseBase:
    """The message exactly as it arrived, for those who work on it."""
    found = message_for(request.access, message_id)
    work_desks(request.access, found.conversation)
    arrival = Arrival.objects.filter(pk=found.arrival_id).first() if found.arrival_id else None
    if arrival is None:
        raise NotFound(_("This message did not arrive from outside."))
    suffix = "eml" if arrival.content_type == "message/rfc822" else "txt"
    return as_download(raw_blob(arrival), f"message-{found.pk}.{suffix}")


@require_GET
@member
def formatted(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """The cleaned HTML as a document of its own, closed in by its headers.

    Scripts can't run (no allow-scripts, no script-src), nothing is loaded from elsewhere unless
    the reader asked for pictures once. It keeps our origin so that the page around it can measure
    its height and its own pictures load with the reader's session.
    """
    found = message_for(request.access, message_id)
    remote = request.GET.get("pictures") == "1"
    own = {
        one.content_id: picture_url(one.pk)
        for one in Attachment.objects.filter(message=found, content_type__in=PICTURE_TYPES)
        if one.content_id
    }
    body = html_cleaning.with_pictures(found.html, own=own, remote=remote)
    response = render(request, "inbox/formatted.html", {"body": SafeString(body)})
    response["Content-Security-Policy"] = FRAME_POLICY.format(remote=" https:" if remote else "")
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@member
def frame(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """The frame around ``formatted``, in place of the plain text."""
    found = message_for(request.access, message_id)
    remote = request.GET.get("pictures") == "1"
    return render(request, "inbox/frame.html", {"message": found, "remote": remote})


@require_POST
@member
def undo(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """Take an answer back that has not gone out; its words return to who wrote them."""
    access = request.access
    found = message_for(access, message_id)
    work_desks(access, found.conversation)
    draft = undo_answer(found.pk, user=found.user or access.user, by=access.by)
    said = _("Taken back; it is your draft again.")
    return _taken_back(request, found, said, kind=draft.kind)


@require_POST
@member
def remove_note(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """Take one's own note back; its words become the draft of a note."""
    access = request.access
    found = message_for(access, message_id)
    access.require_write()
    delete_note(found.pk, user=access.user, by=access.by)
    return _taken_back(request, found, _("Note taken back."), kind=DraftKind.NOTE)


def _taken_back(request: UnsiloRequest, found: Message, said: str, *, kind: str) -> HttpResponse:
    """The conversation with the words in its composer; where it is not open, the way to it."""
    access = request.access
    forget()
    if not shows(request, found.conversation_id):
        return _lead_to(request, found.conversation_id, said, kind=kind)
    found.conversation.refresh_from_db(fields=CHANGING)
    view = writing_view(access, found.conversation)
    response = render_news(
        request,
        view,
        template="inbox/taken_back.html",
        composer=composer(access, view, kind=kind),
        gone=found.pk,
        focus=True,
    )
    return changed(with_toast(response, said), [found.conversation_id])


def _lead_to(request: UnsiloRequest, conversation_id: int, said: str, *, kind: str) -> HttpResponse:
    address = urlsplit((request.htmx and request.htmx.current_url_abs_path) or "").path
    url = place_of_page(request).conversation_url(conversation_id)
    if not address.startswith(reverse("inbox:all")):
        return go_with_toast(request, url, said)
    response = HttpResponseLocation(url, target="#inbox", swap="innerHTML", values={"write": kind})
    # The choice of the composer is for this once, not for the address.
    response["HX-Location"] = json.dumps({**json.loads(response["HX-Location"]), "push": url})
    return changed(with_toast(response, said), [conversation_id])


@require_POST
@member
def delivery(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """Decide about an answer that has not arrived: try now, send again, or believe it did."""
    access = request.access
    found = message_for(access, message_id)
    row = Delivery.objects.filter(message_id=found.pk).first()
    verbs: dict[str, Any] = {
        "try_now": deliveries.try_now,
        "send_again": deliveries.send_again,
        "mark_sent": deliveries.mark_sent,
    }
    verb = verbs.get(request.POST.get("verb", ""))
    if row is None or verb is None:
        raise Invalid(_("There is nothing to do."))
    verb(require_work(access, row), by=access.by)
    return _article(request, message_for(access, message_id))
