"""Beside the composer: facts and voice, a key away."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work
from unsilo.library.models import VoiceGuide
from unsilo.library.queries import pages


@require_GET
@member
def dialog(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation: Conversation = conversation_to_work(request.access, conversation_id)
    q = request.GET.get("q", "").replace("\0", "")[:200]
    found = pages.at_hand(request.access, conversation.brand_id, q)
    context = {"conversation": conversation, "facts": found, "q": q}
    if "q" in request.GET and wants_partial(request):
        return render(request, "library/beside_facts.html", context)
    guide = VoiceGuide.objects.filter(brand=conversation.brand_id).first()
    context |= {"guide": guide, "phrases": pages.phrases_of(guide) if guide else []}
    return render(request, "library/beside.html", context)
