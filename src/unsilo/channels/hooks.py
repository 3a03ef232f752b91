"""The door for services that post to us: ``/hooks/<name of the channel>/``.

What the post has to prove, its connector decides (a signature, a token in the address).
"""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from unsilo.channels import registry
from unsilo.channels.contract import Capability, ReceivesWebhook, WebhookRequest
from unsilo.channels.models import Channel
from unsilo.channels.services import arrivals
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import ConnectorError, UnsupportedEvent
from unsilo.core.logs import brief
from unsilo.core.request import announces_more

logger = logging.getLogger(__name__)


@csrf_exempt  # posts come from servers, which have no session
@require_POST
def receive(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what was posted, then answer. 200 as well for events we don't use, so that the sender stops."""
    channel = Channel.objects.live().select_related("brand", "desk").filter(slug=slug).first()
    if channel is None or Capability.WEBHOOK not in registry.capabilities(channel):
        return _answer(404, "There is no such hook.")
    if channel.state == Channel.State.PAUSED:
        return _answer(503, "This channel is paused. Try again later.")
    if announces_more(request, settings.MAX_UPLOAD_MB * 2 * 1024 * 1024):
        return _answer(413, "This is too large.")
    connector = registry.build(channel)
    assert isinstance(connector, ReceivesWebhook)
    headers = {name.lower(): value for name, value in request.headers.items()}
    posted = WebhookRequest(headers, request.read(), request.GET.dict())
    try:
        kept = arrivals.receive(channel, connector.receive(posted), by=SYSTEM)
    except UnsupportedEvent as error:
        return _answer(200, error.message)
    except ConnectorError as error:
        logger.warning("a post to channel %s was refused: %s", channel.pk, brief(error))
        return _answer(error.status if error.status < 500 else 400, error.message)
    return _answer(200, f"{len(kept)} new.")


def _answer(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


urlpatterns = [path("<slug:slug>/", receive, name="hook")]
