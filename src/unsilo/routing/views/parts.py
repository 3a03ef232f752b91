"""What verbs on an open conversation answer with."""

from django.http import HttpResponse

from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation
from unsilo.inbox.queries.conversation import writing_view
from unsilo.inbox.queries.tallies import forget
from unsilo.inbox.views.actions import CHANGING, changed
from unsilo.inbox.views.conversations import render_news, shows
from unsilo.ui.toasts import with_toast


def answered(
    request: UnsiloRequest, conversation_id: int, said: str, *, undo_url: str = ""
) -> HttpResponse:
    """The news of the conversation where the page shows it, with a toast that can undo."""
    forget()
    conversation = Conversation.objects.visible_to(request.access).filter(pk=conversation_id)
    found = conversation.select_related("channel", "person", "brand").first()
    if found is None or not shows(request, conversation_id):
        response = HttpResponse(status=204)
    else:
        found.refresh_from_db(fields=CHANGING)
        response = render_news(request, writing_view(request.access, found))
    return changed(with_toast(response, said, undo_url=undo_url), [conversation_id])
