"""Beside a conversation: its flag and story, what it may belong with, and how the tone went."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work, held_desks
from unsilo.stories.models import Flag, Pitch, Story
from unsilo.stories.queries.chain import chain_of
from unsilo.stories.queries.related import proposals, related_to
from unsilo.stories.queries.tone import shift
from unsilo.stories.services import relations
from unsilo.ui.toasts import with_toast


@require_GET
@member
def panel(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    return _panel(request, conversation)


def _panel(request: UnsiloRequest, conversation: Conversation) -> HttpResponse:
    access = request.access
    held = [desk.pk for desk in held_desks(access, conversation)]
    told = Story.objects.visible_to(access).filter(evidence__conversation=conversation)
    story = told.live().order_by("-id").first()
    pitched = Pitch.objects.visible_to(access).filter(conversation=conversation)
    pitch = pitched.select_related("story").first()
    context = {
        "conversation": conversation,
        "flag": Flag.objects.filter(conversation=conversation).order_by("-id").first(),
        "story": story,
        "pitch": pitch,
        "chain": chain_of(access, story) if story else None,
        "related": related_to(access, conversation),
        "proposals": [] if pitch else proposals(access, conversation),
        "tone": shift(conversation),
        "can_work": access.can_work(held),
    }
    return render(request, "stories/panel.html", context)


@require_POST
@member
def relate(request: UnsiloRequest, conversation_id: int, other_id: int) -> HttpResponse:
    """One click says that two belong together; ``no`` that they do not."""
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    other = Conversation.objects.get_for(access, other_id)
    yes = "no" not in request.POST
    why = request.POST.get("because", "") or _("as %(name)s said") % {"name": request.user}
    relations.relate(
        conversation, other, because=why, is_related=yes, user=request.user, by=access.by
    )
    return with_toast(
        _panel(request, conversation),
        _("Linked both ways.") if yes else _("Not proposed any more."),
        undo_url=reverse("stories:unrelate", args=[conversation.pk, other.pk]),
    )


@require_POST
@member
def unrelate(request: UnsiloRequest, conversation_id: int, other_id: int) -> HttpResponse:
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    other = Conversation.objects.get_for(access, other_id)
    relations.unrelate(conversation, other, by=access.by)
    answer = _panel(request, conversation)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#stories-panel", "outerHTML"
    return with_toast(answer, _("Taken back."))
