"""The composer: switching kinds, keeping drafts, sending answers and notes."""

import re
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from unsilo.accounts.doors import member
from unsilo.accounts.models import User
from unsilo.channels.services.uploads import store_upload
from unsilo.core.addresses import address
from unsilo.core.errors import Invalid
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import writing
from unsilo.inbox.checking import Override, OverrideReason
from unsilo.inbox.errors import DraftStopped, NewerMessages
from unsilo.inbox.forms import MAX_TEXT, WrittenForm, checked
from unsilo.inbox.models import Conversation, DraftKind, Message, State
from unsilo.inbox.queries.conversation import writing_view
from unsilo.inbox.queries.tallies import forget
from unsilo.inbox.queries.thread import message_for, thread_since
from unsilo.inbox.rights import conversation_to_work
from unsilo.inbox.services.drafts import discard_draft, save_draft
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.services.replies import Answer, answer_as
from unsilo.inbox.views.actions import CHANGING, changed
from unsilo.inbox.views.composing import (
    ANSWERS,
    composer,
    draft_fields,
    read_recipients,
    speaks_against,
    strangers,
    upload_shown,
    uploads_for,
)
from unsilo.inbox.views.conversations import read_mark, render_news
from unsilo.inbox.views.moments import chosen
from unsilo.inbox.views.rows import short_moment
from unsilo.inbox.views.text import written
from unsilo.inbox.views.thread import shown
from unsilo.ui.toasts import with_toast


@require_GET
@member
def show_composer(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """The composer for a kind of answer, or for an answer to one certain message."""
    access = request.access
    view = writing_view(access, Conversation.objects.get_for(access, conversation_id))
    named = request.GET.get("answered", "")
    asked = _asked(request, view.conversation, int(named) if named.isdecimal() else None)
    found = composer(access, view, kind=request.GET.get("kind", ""), asked=asked)
    context = {"composer": found, "conversation": view.conversation, "focus": True}
    return trigger_client_event(render(request, "inbox/composer.html", context), "dialog-close", {})


@require_POST
@member
def switch(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Keep what is written and show another kind. Between kinds of answer the words come along."""
    access = request.access
    conversation = Conversation.objects.get_for(access, conversation_id)
    access.require_write()
    data = checked(WrittenForm(request.POST))
    kept, wanted = data["kind"], request.POST.get("to_kind", "")
    _keep(request.user, conversation, data)
    if kept in ANSWERS and wanted in ANSWERS and kept != wanted and data["text"].strip():
        fields = {"uploads": data["uploads"], "answered": data["answered"]}
        _keep(request.user, conversation, {**data, "kind": wanted}, fields=fields)
        discard_draft(user=request.user, conversation_id=conversation.pk, kind=kept)
    view = writing_view(access, conversation)
    asked = _asked(request, conversation, data["answered"]) if wanted in ANSWERS else None
    found = composer(access, view, kind=wanted, asked=asked)
    context = {"composer": found, "conversation": conversation, "focus": True}
    return render(request, "inbox/composer.html", context)


def _asked(request: UnsiloRequest, conversation: Conversation, pk: int | None) -> Message | None:
    """The message the user chose to answer, if it is one of this conversation."""
    found = message_for(request.access, pk) if pk else None
    return found if found and found.conversation_id == conversation.pk else None


@require_POST
@member
def keep_draft(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Keep what is being written, and say what is odd about its recipients."""
    access = request.access
    conversation = Conversation.objects.get_for(access, conversation_id)
    access.require_write()
    data = checked(WrittenForm(request.POST))
    draft = _keep(request.user, conversation, data)
    context = {
        "saved_at": draft and draft.updated_at,
        "strangers": _strangers(conversation, data),
        "findings": speaks_against(access, conversation, data["text"], data["kind"]),
        "checked": data["kind"] != DraftKind.NOTE,
        "oob": True,
    }
    return render(request, "inbox/draft_state.html", context)


def _keep(
    user: User,
    conversation: Conversation,
    data: dict[str, Any],
    *,
    fields: dict[str, Any] | None = None,
) -> Any:
    return save_draft(
        user=user,
        conversation_id=conversation.pk,
        kind=data["kind"],
        text=data["text"],
        fields=draft_fields(data) if fields is None else fields,
        seen_version=data["seen_version"] or 0,
    )


def _strangers(conversation: Conversation, data: dict[str, Any]) -> list[str]:
    if data["kind"] not in (DraftKind.REPLY, DraftKind.REPLY_ALL) or not data["answered"]:
        return []
    answered = Message.objects.filter(conversation=conversation, pk=data["answered"]).first()
    try:
        return strangers(read_recipients(data), answered)
    except Invalid as error:
        return [error.message]


@require_POST
@member
def send(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Send an answer; it waits for the undo time (or its hour) in the outbox."""
    access = request.access
    try:
        answer = _answer(request)
        sent = answer_as(access, conversation_id, answer)
    except NewerMessages:
        return _stopped(request, Conversation.objects.get_for(access, conversation_id))
    except DraftStopped:
        return _checked(request, Conversation.objects.get_for(access, conversation_id))
    except Invalid as error:
        conversation_to_work(access, conversation_id)
        return _refused(request, error)
    if answer.send_at:
        said = _("Goes out %(when)s.") % {"when": short_moment(answer.send_at, exact=True)}
    elif answer.then == State.DONE:
        said = _("Sent and done.")
    else:
        said = _("Sent.")
    undo_url = address("inbox:message-undo", sent.message.pk)
    seconds = 0 if answer.send_at else settings.UNDO_SECONDS
    conversation = sent.message.conversation
    return _written(request, conversation, said, undo_url, seconds=seconds, answered=sent.answered)


def _answer(request: UnsiloRequest) -> Answer:
    data = checked(WrittenForm(request.POST))
    later = data["send_at"]
    return Answer(
        text=data["text"],
        kind=data["kind"],
        recipients=read_recipients(data),
        uploads=uploads_for(request.access.user, data["uploads"]),
        answered_id=data["answered"],
        seen_version=data["seen_version"] or 0,
        confirmed=data["confirmed"],
        send_at=chosen(later, data["send_at_time"]) if later else None,
        then=State(data["then"]) if data["then"] else State.WAITING,
        subject=data["subject"],
        override=Override.of(data["override_reason"], data["override_words"]),
    )


@require_POST
@member
def note(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Write to colleagues. Open to everyone who may write and can see the conversation."""
    access = request.access
    conversation = Conversation.objects.get_for(access, conversation_id)
    access.require_write()
    try:
        data = checked(WrittenForm(request.POST))
        added = add_note(
            conversation.pk,
            user=access.user,
            text=data["text"],
            uploads=uploads_for(access.user, data["uploads"]),
            by=access.by,
        )
    except Invalid as error:
        return _refused(request, error)
    conversation.refresh_from_db(fields=CHANGING)
    url = address("inbox:note-delete", added.pk)
    return _written(request, conversation, _("Note added."), url)


def _written(
    request: UnsiloRequest,
    conversation: Conversation,
    said: str,
    undo_url: str,
    *,
    seconds: int = 0,
    answered: Message | None = None,
) -> HttpResponse:
    """The news of the conversation as it is now, with an empty composer in front."""
    access = request.access
    forget()
    view = writing_view(access, conversation)
    if view.drafts or answered is None or answered.pk != view.newest_heard:
        answered = None  # a draft knows what it is for; else what comes next is for the newest
    response = render_news(
        request,
        view,
        template="inbox/written.html",
        composer=composer(access, view, asked=answered),
    )
    response = with_toast(response, said, undo_url=undo_url, seconds=seconds)
    return changed(response, [conversation.pk])


def _stopped(request: UnsiloRequest, conversation: Conversation) -> HttpResponse:
    """Something newer stands there: show it, and let the writer decide."""
    conversation.refresh_from_db()
    message, event = read_mark(request.POST.get("seen", ""))
    newer = thread_since(conversation, message=message, event=event)
    context = {"items": shown(request.access, newer), "conversation": conversation}
    return render(request, "inbox/stopped.html", context, status=409)


def _checked(request: UnsiloRequest, conversation: Conversation) -> HttpResponse:
    """A check stops it: what it found above the words, and below them the way to send it anyway."""
    data = checked(WrittenForm(request.POST))
    chosen_before = ("confirmed", "then", "send_at")
    context = {
        "findings": speaks_against(request.access, conversation, data["text"], data["kind"]),
        "reasons": OverrideReason.choices,
        "keep": [(name, request.POST[name]) for name in chosen_before if request.POST.get(name)],
    }
    return render(request, "inbox/checked.html", context, status=409)


def _refused(request: UnsiloRequest, error: Invalid) -> HttpResponse:
    """What is wrong, above the buttons; the words stay where they are."""
    response = render(request, "inbox/refused.html", {"message": error.message}, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#composer-problem", "innerHTML"
    return response


@require_POST
@member
def discard(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Throw a draft away."""
    access = request.access
    conversation = Conversation.objects.get_for(access, conversation_id)
    kind = request.POST.get("kind", "")
    discard_draft(user=access.user, conversation_id=conversation.pk, kind=kind)
    view = writing_view(access, conversation)
    context = {"composer": composer(access, view, kind=kind), "conversation": conversation}
    return changed(render(request, "inbox/composer.html", context), [conversation.pk])


@require_POST
@member
def upload(request: UnsiloRequest) -> HttpResponse:
    """Take one file for a draft."""
    request.access.require_write()
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid(_("Choose a file."))
    stored = store_upload(request.access.user, file)
    return render(request, "inbox/upload.html", {"upload": upload_shown(stored)})


@require_POST
@member
def preview(request: UnsiloRequest) -> HttpResponse:
    """How the light markup will look."""
    markup = request.POST.get("text", "")[:MAX_TEXT]
    pictures = {
        content_id: address("inbox:upload-picture", int(content_id[1:]))
        for content_id in writing.content_ids(markup)
        if re.fullmatch(r"u\d{1,18}", content_id)
    }
    return render(request, "inbox/preview.html", {"html": written(markup, pictures=pictures)})


@require_GET
@member
def names(request: UnsiloRequest) -> JsonResponse:
    """Everyone and every desk that a note can call."""
    access = request.access
    access.require_write()
    users = User.objects.active().exclude(pk=access.user.pk).order_by("name")
    items = [{"name": user.name, "hint": user.email} for user in users]
    desks = [
        {"name": desk.name, "hint": _("Desk"), "mark": desk.discipline} for desk in access.desks
    ]
    return JsonResponse({"items": [*desks, *items]})
