"""Beside a conversation: what is like it. In the composer: how that was answered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work
from unsilo.triage.queries.similar import past_answers, similar_to


@require_GET
@member
def similar(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    found = similar_to(request.access, conversation)
    rows = [(one, reverse("inbox:conversation", args=[one.row.id])) for one in found.items]
    context = {"rows": rows, "same_recently": found.same_recently}
    return render(request, "triage/similar.html", context)


@require_GET
@member
def answers(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Answers to messages like the newest one, to be put into the composer."""
    conversation = conversation_to_work(request.access, conversation_id)
    context = {"answers": past_answers(request.access, conversation)}
    return render(request, "triage/answers.html", context)
