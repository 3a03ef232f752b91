"""A conversation: its page, its parts, and what changed in it since the reader looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.access import Access
from unsilo.accounts.doors import member
from unsilo.channels.models import Arrival, Outcome
from unsilo.core.addresses import address
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import ports
from unsilo.inbox.models import Conversation, Priority, State
from unsilo.inbox.queries.conversation import (
    ConversationView,
    colleagues,
    conversation_view,
    writing_view,
)
from unsilo.inbox.queries.hiding import can_hide
from unsilo.inbox.queries.lists import PlacementRow
from unsilo.inbox.queries.sources import source_of
from unsilo.inbox.queries.thread import LineView, MessageView, thread_page, thread_since
from unsilo.inbox.rights import own_desks
from unsilo.inbox.services import presence
from unsilo.inbox.views.composing import composer
from unsilo.inbox.views.moments import Moment, moments
from unsilo.inbox.views.panes import asks_for, render_panes
from unsilo.inbox.views.place import Place
from unsilo.inbox.views.thread import shown


@dataclass(frozen=True, slots=True)
class DeskShown:
    """One desk in the conversation's facts, and whether the reader may change things there."""

    placed: PlacementRow
    can_work: bool
    has_keys: bool


@dataclass(frozen=True, slots=True)
class Top:
    """The head of a conversation: how it stands and what can be done with it."""

    conversation: Conversation
    desks: Sequence[DeskShown]
    tags: Sequence[str]
    state: str
    can_work: bool
    can_write: bool
    moments: Sequence[Moment]
    more_desks: bool
    priorities: Sequence[tuple[int, str]]
    added: SafeString  # by other packages, beside, below, and what they can do here
    below: SafeString
    actions: Sequence[tuple[ports.ConversationAction, str]]
    can_hide: bool


def top_of(access: Access, view: ConversationView) -> Top:
    placements = view.placements
    own = {desk.pk for desk in own_desks(access, {one.desk_id for one in placements})}
    mine = [one for one in placements if one.desk_id in own] or list(placements)
    first_own = next((one.desk_id for one in placements if one.desk_id in own), None)
    active = [one.state for one in mine if one.state != State.DONE]
    return Top(
        conversation=view.conversation,
        desks=[
            DeskShown(one, access.can_work([one.desk_id]), one.desk_id == first_own)
            for one in placements
        ],
        tags=view.tags,
        state=active[0] if active else State.DONE,
        can_work=bool(own),
        can_write=access.can_write,
        moments=moments() if own else (),
        more_desks=len(access.desks) > sum(not one.archived for one in placements),
        priorities=[(one.value, str(one.label)) for one in reversed(Priority)] if own else (),
        added=ports.head_part(view.conversation, bool(own)),
        below=ports.head_strips(access, view.conversation, bool(own)),
        actions=[
            (action, address(action.url_name, view.conversation.pk))
            for action in (ports.actions(access) if own else ())
        ],
        can_hide=bool(own) and can_hide(view.conversation),
    )


@require_GET
@member
def conversation(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """The conversation beside the list its address names; or its pane alone."""
    access = request.access
    place = Place.read(access, request.GET)
    view = conversation_view(access, conversation_id)
    context = pane_context(access, view, kind=request.GET.get("write", ""))
    if asks_for(request, "conversation"):
        context |= {"place": place, "access": access, "alone": True}
        return render(request, "inbox/conversation.html", context)
    title = str(view.conversation)
    return render_panes(request, place, title=title, pane="conversation", **context)


def pane_context(access: Access, view: ConversationView, *, kind: str = "") -> dict[str, Any]:
    writes = composer(access, view, kind=kind)
    aids = ports.writing_aids() if writes else ()
    return {
        "view": view,
        "conversation": view.conversation,
        "top": top_of(access, view),
        "items": shown(access, view.thread, first_unread=_first_unread(view)),
        "seen": seen_mark(view.thread),
        "source": source_of(access, view.conversation),
        "composer": writes,
        "aids": [address(name, view.conversation.pk) for name in aids],
        "focus": bool(kind),
        "held": held_arrivals(access, view),
    }


def _first_unread(view: ConversationView) -> int | None:
    """The oldest message the reader has not seen, if there are read ones above it."""
    messages = [item.message for item in view.thread if isinstance(item, MessageView)]
    unread = view.conversation.message_count - view.was_read_to
    return messages[-unread].pk if view.was_read_to and 0 < unread < len(messages) else None


def seen_mark(thread: Sequence[MessageView | LineView], *, before: str = "") -> str:
    """The newest message and event on the page, as the browser sends them back."""
    message, event = read_mark(before)
    for item in thread:
        if isinstance(item, MessageView):
            message = max(message, item.message.pk)
        else:
            event = max(event, item.event.pk)
    return f"{message}-{event}"


def read_mark(mark: str) -> tuple[int, int]:
    message, _, event = mark.partition("-")
    if message.isdecimal() and event.isdecimal() and len(mark) < 40:
        return int(message), int(event)
    return 0, 0


def held_arrivals(access: Access, view: ConversationView) -> list[Arrival]:
    """What was kept out of this conversation until somebody looks at it."""
    if not view.held or not access.can_write:
        return []
    return list(Arrival.objects.filter(held_for=view.conversation.pk, outcome=Outcome.HELD)[:10])


@require_GET
@member
def earlier(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Older messages, to stand above the others."""
    access = request.access
    conversation = Conversation.objects.get_for(access, conversation_id)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    thread, cursor = thread_page(conversation, before=before)
    context = {"conversation": conversation, "items": shown(access, thread), "earlier": cursor}
    return render(request, "inbox/earlier.html", context)


@require_GET
@member
def news(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """What happened in the open conversation since the browser's mark."""
    found = Conversation.objects.get_for(request.access, conversation_id)
    return render_news(request, writing_view(request.access, found))


def render_news(
    request: UnsiloRequest,
    view: ConversationView,
    *,
    template: str = "inbox/news.html",
    **context: Any,
) -> HttpResponse:
    """The head as it is now, and what was added below the browser's mark."""
    access = request.access
    mark = request.POST.get("seen") or request.GET.get("seen", "")
    message, event = read_mark(mark)
    added = thread_since(view.conversation, message=message, event=event) if mark else ()
    context |= {
        "view": view,
        "conversation": view.conversation,
        "top": top_of(access, view),
        "items": shown(access, added),
        "seen": seen_mark(added, before=mark),
        "held": held_arrivals(access, view),
        "place": place_of_page(request),
        "access": access,
    }
    return render(request, template, context)


def place_of_page(request: UnsiloRequest) -> Place:
    """The list on the page that asks, by the address in the browser's bar."""
    bar = urlsplit((request.htmx and request.htmx.current_url_abs_path) or "")
    try:
        named = resolve(bar.path).kwargs
    except Resolver404:
        named = {}
    return Place.read(
        request.access,
        QueryDict(bar.query),
        scope=named.get("scope", ""),
        desk_slug=named.get("desk_slug", ""),
    )


def shows(request: UnsiloRequest, conversation_id: int) -> bool:
    """Whether the page that asks has this conversation open."""
    bar = urlsplit((request.htmx and request.htmx.current_url_abs_path) or "")
    return bar.path == address("inbox:conversation", conversation_id)


@require_POST
@member
def here(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """The reader still looks (or writes); answers who else does."""
    access, data = request.access, request.POST
    conversation = Conversation.objects.get_for(access, conversation_id)
    presence.seen(
        conversation_id=conversation.pk, user=access.user, writing=data.get("writing", "")
    )
    count = data.get("count", "")
    if count.isdecimal() and len(count) < 10:
        presence.mark_read(
            conversation_id=conversation.pk, user=access.user, message_count=int(count)
        )
    return render(
        request,
        "inbox/colleagues.html",
        {"colleagues": colleagues(conversation.pk, but=access.user)},
    )


@require_POST
@member
def left(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """The reader closed the conversation."""
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    presence.left(conversation_id=conversation.pk, user=request.access.user)
    return HttpResponse(status=204)
