"""Beside a conversation and in its composer: the ways to win, each a key away."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from unsilo.accounts.doors import member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work, held_desks
from unsilo.ui.toasts import with_toast
from unsilo.wins.models import Link
from unsilo.wins.queries.ways import way_for, ways_view
from unsilo.wins.services import links

ALL = 5  # keys 1 to 5


@require_GET
@member
def panel(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    held = [desk.pk for desk in held_desks(request.access, conversation)]
    context = {
        "conversation": conversation,
        "view": ways_view(conversation),
        "can_work": request.access.can_work(held),
    }
    return render(request, "wins/panel.html", context)


@require_GET
@member
def strip(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Above what is being written; empty unless somebody looks for one of our things."""
    conversation = conversation_to_work(request.access, conversation_id)
    context = {"conversation": conversation, "view": ways_view(conversation)}
    return render(request, "wins/strip.html", context)


@require_GET
@member
def dialog(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation = conversation_to_work(request.access, conversation_id)
    view = ways_view(conversation)
    context = {"conversation": conversation, "view": view, "ways": view.ways[:ALL]}
    return render(request, "wins/dialog.html", context)


@require_POST
@member
def use(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Make the link of a way and hand the composer the words around it."""
    conversation = conversation_to_work(request.access, conversation_id)
    way, wish = way_for(conversation, request.POST.get("way", ""))
    link = links.offer(
        conversation, way=way, product=wish.product, user=request.user, by=request.access.by
    )
    text = f"{way.sentence} {links.address(link.code)}"
    return with_toast(
        _inserted(text),
        _("%(name)s is in your answer.") % {"name": way.name},
        undo_url=reverse("wins:withdraw", args=[conversation.pk, link.pk]),
    )


@require_POST
@member
def ask_zip(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Put the question for the ZIP code into the answer."""
    conversation_to_work(request.access, conversation_id)
    text = _("What’s your ZIP code? I’ll look for a store near you and be right back.")
    return _inserted(text)


@require_POST
@member
def withdraw(request: UnsiloRequest, conversation_id: int, link_id: int) -> HttpResponse:
    """Undo of a use, as long as nobody has followed the link."""
    conversation = conversation_to_work(request.access, conversation_id)
    link = Link.objects.filter(conversation=conversation, pk=link_id).first()
    if link is None:
        raise NotFound
    address = links.address(link.code)
    links.withdraw(link, by=request.access.by)
    answer = trigger_client_event(HttpResponse(status=204), "wins:remove", {"address": address})
    return with_toast(answer, _("Taken back."))


def _inserted(text: str) -> HttpResponse:
    """Nothing to show: the script puts the words into the answer and asks for the panel again."""
    return trigger_client_event(HttpResponse(status=204), "wins:insert", {"text": text})
