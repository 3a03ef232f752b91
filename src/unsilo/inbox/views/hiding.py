"""Hide what others wrote in public, decide about requests to, and bring it back."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from unsilo.accounts.access import Access
from unsilo.accounts.doors import member
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import ports
from unsilo.inbox.models import Direction, HideReason, Hiding, Kind, Message
from unsilo.inbox.queries.hiding import hiding_for, hidings_of, hidings_page
from unsilo.inbox.queries.thread import message_for
from unsilo.inbox.rights import conversation_to_work, work_desks
from unsilo.inbox.services import hiding as hidings
from unsilo.inbox.views.actions import changed
from unsilo.ui.toasts import go_with_toast, with_toast

CHOICES = 5  # newest messages to choose from


@require_GET
@member
def dialog(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Which message and why; the newest that is not hidden, or the one that is named."""
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    named = request.GET.get("message", "")
    found = Message.objects.filter(
        conversation=conversation, direction=Direction.IN, kind=Kind.MESSAGE
    ).exclude(hidings__in=Hiding.objects.exclude(state__in=Hiding.OVER))
    if named.isdecimal() and len(named) < 19:
        found = found.filter(pk=int(named))
    messages = list(found.select_related("person").order_by("-id")[:CHOICES])
    needed = [(one, ports.second_person(one, access.user)) for one in messages]
    context = {"conversation": conversation, "messages": needed, "reasons": HideReason.choices}
    return render(request, "inbox/hide.html", context)


@require_POST
@member
def hide(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access, data = request.access, request.POST
    conversation = conversation_to_work(access, conversation_id)
    given = data.get("message", "")
    message = message_for(access, int(given) if given.isdecimal() and len(given) < 19 else 0)
    if message.conversation_id != conversation.pk:
        raise NotFound
    done = hidings.hide(
        message.pk,
        reason=data.get("reason", ""),
        words=data.get("words", ""),
        user=access.user,
        by=access.by,
    )
    if done.state == Hiding.State.ASKED:
        said, undo = _("Asked for. A second person decides."), "inbox:hide-decline"
    else:
        said, undo = _("Hidden."), "inbox:hide-show"
    return _answer(request, done, said, undo_url=reverse(undo, args=[done.pk]))


@require_POST
@member
def confirm(request: UnsiloRequest, hiding_id: int) -> HttpResponse:
    done = hidings.confirm(_to_work(request, hiding_id), user=request.user, by=request.access.by)
    return _answer(request, done, _("Hidden."), undo_url=reverse("inbox:hide-show", args=[done.pk]))


@require_POST
@member
def decline(request: UnsiloRequest, hiding_id: int) -> HttpResponse:
    done = hidings.decline(_to_work(request, hiding_id), user=request.user, by=request.access.by)
    own = done.asked_by_id == request.user.pk
    return _answer(request, done, _("Taken back.") if own else _("It stays where it is."))


@require_POST
@member
def show(request: UnsiloRequest, hiding_id: int) -> HttpResponse:
    done = hidings.show_again(_to_work(request, hiding_id), user=request.user, by=request.access.by)
    return _answer(request, done, _("Shown again."))


@require_POST
@member
def try_again(request: UnsiloRequest, hiding_id: int) -> HttpResponse:
    done = hidings.try_again(_to_work(request, hiding_id), by=request.access.by)
    return _answer(request, done, _("The channel is asked again."))


def _to_work(request: UnsiloRequest, hiding_id: int) -> int:
    found = hiding_for(request.access, hiding_id)
    work_desks(request.access, found.conversation)
    return found.pk


def _answer(
    request: UnsiloRequest, hiding: Hiding, said: str, *, undo_url: str = ""
) -> HttpResponse:
    """Nothing to show: the page fetches the message afresh; the list of requests loads again."""
    here = request.htmx.current_url_abs_path if request.htmx else ""
    if (here or "").startswith(reverse("inbox:hidden")):
        return go_with_toast(request, here or "", said, undo_url=undo_url)
    response = with_toast(HttpResponse(status=204), said, undo_url=undo_url)
    trigger_client_event(response, "message-changed", {"id": hiding.message_id})
    return changed(response, [hiding.conversation_id])


@require_GET
@member
def hidden(request: UnsiloRequest) -> HttpResponse:
    """What waits for a second person, and what is hidden."""
    asked = "hidden" not in request.GET
    cursor = request.GET.get("cursor", "")
    page = hidings_page(request.access, asked=asked, cursor=cursor if cursor.isdecimal() else None)
    return render(request, "inbox/hidden.html", {"page": page, "asked": asked})


def message_parts(access: Access, messages: Sequence[Message]) -> dict[int, SafeString]:
    """Below a message: that it is hidden or is to be, why, and the way back."""
    may_hide = [one for one in messages if one.direction == Direction.IN and _hides(one)]
    if not may_hide:
        return {}
    return {
        pk: SafeString(render_to_string("inbox/hiding.html", {"view": view}))
        for pk, view in hidings_of(access, may_hide).items()
    }


def _hides(message: Message) -> bool:
    kind = getattr(message, "channel_kind", "") or ""
    connector = registry.connectors().get(kind)
    return connector is not None and Capability.HIDE in connector.info.capabilities
