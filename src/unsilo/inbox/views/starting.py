"""Write to somebody first."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unsilo.accounts.access import Access
from unsilo.accounts.doors import member
from unsilo.accounts.models import Desk
from unsilo.channels import registry
from unsilo.channels.contract import Author, Capability
from unsilo.channels.models import Channel
from unsilo.core.errors import Forbidden, Invalid
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import checking
from unsilo.inbox.errors import DraftStopped
from unsilo.inbox.forms import StartForm, WrittenForm, checked
from unsilo.inbox.models import Draft, DraftKind, Message
from unsilo.inbox.services.drafts import save_draft
from unsilo.inbox.services.replies import Answer, start_with_message
from unsilo.inbox.views.composing import (
    draft_fields,
    read_recipients,
    uploads_for,
    uploads_shown,
)
from unsilo.inbox.views.panes import render_panes
from unsilo.inbox.views.place import Place
from unsilo.people.services import find_or_create_person
from unsilo.ui.toasts import go_with_toast


@require_http_methods(["GET", "POST"])
@member
def new(request: UnsiloRequest) -> HttpResponse:
    """A dialog to begin a conversation; the message waits for the undo time like any answer."""
    access = request.access
    access.require_write()
    if request.method == "POST":
        return _start(request)
    if not request.htmx:
        title = _("New conversation")
        return render_panes(request, Place(), title=title, pane="list", dialog=request.path)
    draft = Draft.objects.filter(
        user=access.user, conversation__isnull=True, kind=DraftKind.NEW
    ).first()
    fields = draft.fields if draft else {}
    context = {
        "channels": _channels(access),
        "desks": _desks(access),
        "draft": draft,
        "typed": fields.get("typed", {}),
        "subject": fields.get("subject", ""),
        "uploads": uploads_shown(access, fields.get("uploads", [])),
        "undo_seconds": settings.UNDO_SECONDS,
    }
    return render(request, "inbox/new.html", context)


def _channels(access: Access) -> list[Channel]:
    """Channels that can begin a conversation with an address."""
    live = Channel.objects.live().visible_to(access).select_related("brand", "desk")
    return [one for one in live if Capability.START in registry.capabilities(one)]


def _desks(access: Access) -> list[Desk]:
    """Desks the user can put a conversation on."""
    return [desk for desk in access.desks if access.can_work([desk.pk])]


@require_POST
@member
def keep_draft(request: UnsiloRequest) -> HttpResponse:
    request.access.require_write()
    data = checked(WrittenForm(request.POST))
    fields = draft_fields(data)
    fields["typed"] = {role: data[role] for role in ("to", "cc", "bcc")}
    draft = save_draft(
        user=request.access.user,
        conversation_id=None,
        kind=DraftKind.NEW,
        text=data["text"],
        fields=fields,
        seen_version=0,
    )
    return render(request, "inbox/draft_state.html", {"saved_at": draft and draft.updated_at})


def _start(request: UnsiloRequest) -> HttpResponse:
    try:
        message = _begin(request.access, checked(StartForm(request.POST)))
    except DraftStopped:
        return _stopped(request)
    except Invalid as error:
        context = {"message": error.message}
        return render(request, "inbox/refused.html", context, status=422)
    url = reverse("inbox:conversation", args=[message.conversation_id])
    undo_url = reverse("inbox:message-undo", args=[message.pk])
    return go_with_toast(request, url, _("Sent."), undo_url=undo_url)


def _stopped(request: UnsiloRequest) -> HttpResponse:
    """A check stops it: what it found, and the way to send it anyway."""
    data = checked(StartForm(request.POST))
    channel = _chosen(_channels(request.access), data["channel"])
    found = checking.findings(_outgoing(request.access, channel, data["text"]))
    context = {"findings": found, "reasons": checking.OverrideReason.choices}
    return render(request, "inbox/checked.html", context, status=409)


def _outgoing(access: Access, channel: Channel, text: str) -> checking.Outgoing:
    return checking.Outgoing(
        access=access,
        text=text[: checking.LONGEST],
        kind=DraftKind.NEW,
        brand_id=channel.brand_id,
    )


def _begin(access: Access, data: dict[str, Any]) -> Message:
    channel = _chosen(_channels(access), data["channel"])
    desks = _desks(access)
    own = next((desk for desk in desks if desk.pk == channel.desk_id), desks[0] if desks else None)
    desk = _chosen(desks, data["desk"]) if data["desk"] else own
    if desk is None:
        raise Forbidden(_("You have no seat on a desk that could hold this."))
    recipients = read_recipients(data)
    if not recipients.to:
        raise Invalid(_("Name at least one recipient."))
    first = recipients.to[0]
    kind = registry.info(channel).identity_kind or "email"
    author = Author(kind, first.value, first.name)
    return start_with_message(
        channel=channel,
        person=find_or_create_person(author=author, at=timezone.now(), by=access.by),
        desk=desk,
        answer=Answer(
            text=data["text"],
            kind=DraftKind.NEW,
            recipients=recipients,
            uploads=uploads_for(access.user, data["uploads"]),
            subject=data["subject"],
            override=checking.Override.of(data["override_reason"], data["override_words"]),
        ),
        user=access.user,
        by=access.by,
    )


def _chosen(choices: Sequence[Any], pk: int) -> Any:
    for one in choices:
        if one.pk == pk:
            return one
    raise Invalid(_("Choose one of the list."))
