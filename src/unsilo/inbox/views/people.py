"""The person behind a conversation, at its side, and their conversations as a part of other pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import ports
from unsilo.inbox.models import Conversation
from unsilo.inbox.queries.lists import Listing, Scope, list_page
from unsilo.inbox.views.place import Place
from unsilo.inbox.views.rows import row_views, rows_html
from unsilo.people.queries.person import person_detail, timeline_page

OTHERS_SHOWN = 5
EVENTS_SHOWN = 12


@require_GET
@member
def pane(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Who writes: identities, company, tier, fields, notes, what was before."""
    access = request.access
    conversation = Conversation.objects.get_for(access, conversation_id)
    listing = Listing(scope=Scope.PERSON, state=None, person_id=conversation.person_id)
    page = list_page(access, listing, limit=OTHERS_SHOWN + 1)
    others = [row for row in page.items if row.id != conversation.pk]
    visible = Conversation.objects.visible_to(access).filter(person=conversation.person)
    context = {
        "conversation": conversation,
        "detail": person_detail(conversation.person),
        "timeline": timeline_page(conversation.person, access, limit=EVENTS_SHOWN),
        "count": visible.count(),
        "others": row_views(access, Place(), others[:OTHERS_SHOWN]),
        "more": len(others) > OTHERS_SHOWN,
        "panels": [reverse(name, args=[conversation.pk]) for name in ports.side_panels()],
    }
    return render(request, "inbox/person.html", context)


@require_GET
@member
def before(request: UnsiloRequest, person_id: int) -> HttpResponse:
    """A person's conversations, for the pages of people."""
    access = request.access
    listing = Listing(scope=Scope.PERSON, state=None, person_id=person_id)
    page = list_page(access, listing, cursor=request.GET.get("after") or None)
    rows = rows_html(row_views(access, Place(), page.items), can_pick=False)
    context = {"rows": rows, "next_cursor": page.next_cursor, "person_id": person_id}
    return render(request, "inbox/person_conversations.html", context)
