"""Programs that are told of events, and what they were told."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only
from unsilo.channels.forms import WebhookForm
from unsilo.channels.models import POST_STATES, Webhook
from unsilo.channels.queries import post_for, webhook_for, webhooks_of
from unsilo.channels.queries.ledgers import posts_page
from unsilo.channels.services import posts, webhooks
from unsilo.channels.views.filters import choices_with_counts
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.ui.toasts import go_with_toast

POST_TONES = {"waiting": "info", "sent": "ok", "failed": "danger"}


@lead_only
def webhook_list(request: UnsiloRequest) -> HttpResponse:
    return render(request, "channels/webhooks.html", {"webhooks": webhooks_of(request.access)})


@never_cache
@lead_only
def new_webhook(request: UnsiloRequest) -> HttpResponse:
    """The form; in answer to it the secret, which is not shown again."""
    form = WebhookForm(request.POST or None)
    create = partial(webhooks.create_webhook, user=request.user, by=request.access.by)
    made = submit(form, create) if request.method == "POST" else None
    if made:
        return _show_secret(request, *made)
    status = 422 if form.errors else 200
    return render(request, "channels/webhook_new.html", {"form": form}, status=status)


@lead_only
def webhook(request: UnsiloRequest, webhook_id: int) -> HttpResponse:
    """Its settings and the log of what was posted."""
    row = webhook_for(request.access, webhook_id)
    form = WebhookForm(
        request.POST or None, initial={"url": row.url, "kinds": "\n".join(row.kinds)}
    )
    save = partial(webhooks.update_webhook, row, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, _url(row), _("Saved."))
    state = request.GET.get("state", "")
    known = state if state in POST_TONES else ""
    page = posts_page(row, state=known, cursor=request.GET.get("cursor", ""))
    context = {
        "webhook": row,
        "form": form,
        "page": page,
        "rows": [(post, POST_TONES[post.state]) for post in page.items],
        "choices": choices_with_counts(request, "state", POST_STATES, {}),
        "has_failed": row.posts.filter(state="failed").exists(),
    }
    status = 422 if form.errors else 200
    return render(request, "channels/webhook.html", context, status=status)


@never_cache
@require_POST
@lead_only
def renew_secret(request: UnsiloRequest, webhook_id: int) -> HttpResponse:
    row = webhook_for(request.access, webhook_id)
    return _show_secret(request, row, webhooks.renew_secret(row, by=request.access.by))


@require_POST
@lead_only
def pause_webhook(request: UnsiloRequest, webhook_id: int) -> HttpResponse:
    row = webhook_for(request.access, webhook_id)
    by = request.access.by
    webhooks.pause_webhook(row, reason=webhooks.paused_by(by), by=by)
    undo = reverse("channels:webhook-resume", args=[row.pk])
    return go_with_toast(request, _url(row), _("Paused. Nothing is lost."), undo_url=undo)


@require_POST
@lead_only
def resume_webhook(request: UnsiloRequest, webhook_id: int) -> HttpResponse:
    row = webhook_for(request.access, webhook_id)
    webhooks.resume_webhook(row, by=request.access.by)
    return go_with_toast(request, _url(row), _("It goes on where it stopped."))


@require_POST
@lead_only
def delete_webhook(request: UnsiloRequest, webhook_id: int) -> HttpResponse:
    row = webhook_for(request.access, webhook_id)
    webhooks.delete_webhook(row, by=request.access.by)
    return go_with_toast(request, reverse("channels:webhooks"), _("The webhook is gone."))


@require_POST
@lead_only
def ping(request: UnsiloRequest, webhook_id: int) -> HttpResponse:
    """Post a test and say at once how it went."""
    row = webhook_for(request.access, webhook_id)
    post = posts.ping(row, by=request.access.by)
    if post.state == "sent":
        words = _("It answered %(status)d after %(ms)d ms.")
    else:
        words = _("The test failed. %(reason)s")
    said = words % {
        "status": post.status,
        "ms": post.duration_ms,
        "reason": post.reason or post.status,
    }
    return go_with_toast(request, _url(row), said)


@require_POST
@lead_only
def replay_failed(request: UnsiloRequest, webhook_id: int) -> HttpResponse:
    row = webhook_for(request.access, webhook_id)
    count = posts.replay_failed(row, by=request.access.by)
    words = ngettext("%(n)d event is posted again.", "%(n)d events are posted again.", count)
    return go_with_toast(request, _url(row), words % {"n": count})


@require_POST
@lead_only
def replay_post(request: UnsiloRequest, post_id: int) -> HttpResponse:
    post = post_for(request.access, post_id)
    posts.replay(post, by=request.access.by)
    return go_with_toast(request, _url(post.webhook), _("It is posted again, with the same id."))


def _show_secret(request: UnsiloRequest, row: Webhook, secret: str) -> HttpResponse:
    context = {"webhook": row, "secret": secret}
    return render(request, "channels/webhook_secret.html", context)


def _url(row: Webhook) -> str:
    return reverse("channels:webhook", args=[row.pk])
