"""REST: webhooks, what they were told, and telling it again. For leads, like the pages."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router, Status
from pydantic import Field

from unsilo.channels.models import Webhook, WebhookPost
from unsilo.channels.queries import post_for, webhook_for, webhooks_of
from unsilo.channels.schemas import (
    NewWebhookOut,
    PostState,
    ReplayedOut,
    SecretOut,
    WebhookIn,
    WebhookOut,
    WebhookPostOut,
)
from unsilo.channels.services import posts, webhooks
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, keyed_by_itself, page_by_id

router = Router(tags=["Webhooks"])

InState = Annotated[PostState, Field(description="Only those in this state.")]


@router.get("webhooks", response=Listed[WebhookOut], summary="List webhooks")
def list_webhooks(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Webhook]:
    """An admin's are all; everybody else's are their own."""
    return page_by_id(webhooks_of(request.access), cursor=cursor, limit=limit)


@router.post("webhooks", response={201: NewWebhookOut}, summary="Add a webhook")
def create_webhook(request: ApiRequest, body: WebhookIn) -> Status[NewWebhookOut]:
    """From now on its address is told of what the token's user may see. For leads.

    The secret is shown this once. Every post is signed with it, as by standardwebhooks.com.
    """
    access = request.access
    access.require_lead()
    row, secret = webhooks.create_webhook(
        url=body.url, kinds=body.kinds, user=access.user, by=access.by
    )
    shown = WebhookOut.model_validate(row).model_dump()
    return Status(201, NewWebhookOut(**shown, secret=secret))


@router.get("webhooks/{webhook_id}", response=WebhookOut, summary="Get a webhook")
def get_webhook(request: ApiRequest, webhook_id: Id) -> Webhook:
    return webhook_for(request.access, webhook_id)


@router.put("webhooks/{webhook_id}", response=WebhookOut, summary="Change a webhook")
def update_webhook(request: ApiRequest, webhook_id: Id, body: WebhookIn) -> Webhook:
    row = _own(request, webhook_id)
    return webhooks.update_webhook(row, url=body.url, kinds=body.kinds, by=request.access.by)


@router.delete("webhooks/{webhook_id}", response={204: None}, summary="Delete a webhook")
def delete_webhook(request: ApiRequest, webhook_id: Id) -> HttpResponse:
    """With its log and its secret."""
    webhooks.delete_webhook(_own(request, webhook_id), by=request.access.by)
    return HttpResponse(status=204)


@router.post("webhooks/{webhook_id}/secret", response=SecretOut, summary="Renew the secret")
def renew_webhook_secret(request: ApiRequest, webhook_id: Id) -> SecretOut:
    """The old one signs as well for a day: `webhook-signature` then holds two."""
    row = _own(request, webhook_id)
    return SecretOut(secret=webhooks.renew_secret(row, by=request.access.by))


@router.post("webhooks/{webhook_id}/pause", response=WebhookOut, summary="Pause a webhook")
def pause_webhook(request: ApiRequest, webhook_id: Id) -> Webhook:
    """What happens meanwhile is posted after it is resumed."""
    by = request.access.by
    return webhooks.pause_webhook(_own(request, webhook_id), reason=webhooks.paused_by(by), by=by)


@router.post("webhooks/{webhook_id}/resume", response=WebhookOut, summary="Resume a webhook")
def resume_webhook(request: ApiRequest, webhook_id: Id) -> Webhook:
    return webhooks.resume_webhook(_own(request, webhook_id), by=request.access.by)


@router.post("webhooks/{webhook_id}/test", response=WebhookPostOut, summary="Send a test")
@keyed_by_itself
def test_webhook(request: ApiRequest, webhook_id: Id) -> WebhookPost:
    """Posts `webhook.pinged` at once, also while it is paused or broken, and says how it went.

    It is tried once, for ten seconds at most. A test that is taken ends what was broken.
    """
    return posts.ping(_own(request, webhook_id), by=request.access.by)


@router.get(
    "webhooks/{webhook_id}/posts",
    response=Listed[WebhookPostOut],
    summary="List what a webhook was told",
)
def list_webhook_posts(
    request: ApiRequest,
    webhook_id: Id,
    state: InState | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[WebhookPost]:
    """Newest first, of the last 30 days."""
    found = webhook_for(request.access, webhook_id).posts.all()
    if state:
        found = found.filter(state=state)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.post(
    "webhooks/{webhook_id}/replay",
    response=ReplayedOut,
    summary="Post again all that was given up",
)
def replay_webhook(request: ApiRequest, webhook_id: Id) -> ReplayedOut:
    row = _own(request, webhook_id)
    return ReplayedOut(count=posts.replay_failed(row, by=request.access.by))


@router.get("webhook-posts/{post_id}", response=WebhookPostOut, summary="Get a post to a webhook")
def get_webhook_post(request: ApiRequest, post_id: Id) -> WebhookPost:
    return post_for(request.access, post_id)


@router.post("webhook-posts/{post_id}/replay", response=WebhookPostOut, summary="Post it again")
def replay_webhook_post(request: ApiRequest, post_id: Id) -> WebhookPost:
    """With the same `webhook-id` and body."""
    post = post_for(request.access, post_id)
    request.access.require_lead()
    return posts.replay(post, by=request.access.by)


def _own(request: ApiRequest, webhook_id: int) -> Webhook:
    """A webhook that the token may change."""
    row = webhook_for(request.access, webhook_id)
    request.access.require_lead()
    return row
