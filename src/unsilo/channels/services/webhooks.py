"""Programs outside are told of events: who wants to know of which, and what is written for them.

``services.posts`` gets it to them.
"""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels.models import Webhook, WebhookPost
from unsilo.channels.texts import clip
from unsilo.core import clock, events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Invalid
from unsilo.core.jobs import wake
from unsilo.core.models import Event
from unsilo.core.secrets import seal, unseal
from unsilo.core.validation import check

POST = "channels.post_webhooks"
TELL = "channels.tell_webhooks"
PREFIX = "whsec_"
PINGED = "webhook.pinged"  # a test, which is for one webhook alone
OLD_SECRET_SIGNS_FOR = timedelta(hours=24)


@transaction.atomic
def create_webhook(*, url: str, kinds: Sequence[str], user: User, by: Actor) -> tuple[Webhook, str]:
    """Tell ``url`` from now on of events that ``user`` may see; return it with its secret.

    ``kinds`` are kinds of events, or beginnings such as ``message.*``; none means all.
    """
    secret = _new_secret()
    webhook = Webhook(
        url=url.strip(),
        kinds=_cleaned(kinds),
        sealed_secret=seal({"secret": secret}),
        user_id=user.pk,
        cursor=events.horizon(),
    )
    _check(webhook)
    webhook.save()
    record("webhook.created", webhook, by=by)
    return webhook, secret


@transaction.atomic
def update_webhook(webhook: Webhook, *, url: str, kinds: Sequence[str], by: Actor) -> Webhook:
    """Another address begins with a clean record."""
    row = lock(webhook)
    if row.url != url.strip():
        row.failures, row.broken_at, row.probe_at = 0, None, None
    row.url = url.strip()
    row.kinds = _cleaned(kinds)
    _check(row)
    row.save(update_fields=["url", "kinds", "failures", "broken_at", "probe_at"])
    record("webhook.changed", row, by=by)
    return row


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: Actor) -> str:
    """A new secret. The old one signs as well for a day, so that nothing is refused meanwhile."""
    row = lock(webhook)
    secret = _new_secret()
    until = clock.now() + OLD_SECRET_SIGNS_FOR
    row.sealed_secret = seal(
        {
            "secret": secret,
            "old": unseal(row.sealed_secret)["secret"],
            "old_until": until.timestamp(),
        }
    )
    row.save(update_fields=["sealed_secret"])
    record("webhook.secret_renewed", row, by=by)
    return secret


@transaction.atomic
def pause_webhook(webhook: Webhook, *, reason: str, by: Actor) -> Webhook:
    row = lock(webhook)
    row.is_active = False
    row.paused_reason = clip(reason, 300)
    row.save(update_fields=["is_active", "paused_reason"])
    record("webhook.paused", row, by=by)
    return row


def paused_by(by: Actor) -> str:
    return _("Paused by %(name)s.") % {"name": by.label}


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: Actor) -> Webhook:
    """Go on where it stopped: everything since is posted."""
    row = lock(webhook)
    row.is_active = True
    row.paused_reason = ""
    row.failures, row.broken_at, row.probe_at = 0, None, None
    row.save(update_fields=["is_active", "paused_reason", "failures", "broken_at", "probe_at"])
    row.posts.filter(state="waiting").update(next_try_at=clock.now())
    record("webhook.resumed", row, by=by)
    wake(POST, lock=POST, queue="outbox")
    return row


@transaction.atomic
def delete_webhook(webhook: Webhook, *, by: Actor) -> None:
    row = lock(webhook)
    record("webhook.deleted", row, by=by)
    row.delete()


# --- From events to posts


def fan_out(*, limit: int = 500) -> int:
    """Write a post for every new event and every active webhook that may see it."""
    made = 0
    for webhook_id in Webhook.objects.filter(is_active=True).values_list("pk", flat=True):
        more = True
        while more:
            posts, more = _fan_out_one(webhook_id, limit)
            made += posts
    return made


@transaction.atomic
def _fan_out_one(webhook_id: int, limit: int) -> tuple[int, bool]:
    """Posts made for one page of events, and whether there may be more pages."""
    rows = Webhook.objects.select_for_update(skip_locked=True)
    webhook = rows.filter(pk=webhook_id, is_active=True).first()
    if webhook is None:
        return 0, False
    page = events.since(webhook.cursor, limit=limit)
    if page.cursor == webhook.cursor:
        return 0, False
    user = User.objects.filter(pk=webhook.user_id, is_active=True).first()
    if user is None:
        pause_webhook(webhook, reason=_("The user behind it can't log in any more."), by=SYSTEM)
        return 0, False
    access = Access.of(user)
    posts = [
        WebhookPost(
            webhook=webhook, event_id=event.pk, kind=event.kind, body=body_of(event, access)
        )
        for event in page.events
        if _wants(webhook, event.kind) and may_see(access, event)
    ]
    WebhookPost.objects.bulk_create(posts, ignore_conflicts=True)
    webhook.cursor = page.cursor
    webhook.save(update_fields=["cursor"])
    return len(posts), len(page.events) == limit


def may_see(access: Access, event: Event) -> bool:
    """Whether an event may be told to a user: by the desks that held it, and by brand.

    What stands on no desk (users, settings) is for admins.
    """
    if not access.sees_brand(event.brand_id) and event.brand_id is not None:
        return False
    if not event.desk_ids:
        return access.is_admin
    return not set(event.desk_ids).isdisjoint(access.desk_ids)


def _wants(webhook: Webhook, kind: str) -> bool:
    """Whether a kind was asked for: by its name, or by its beginning (``message.*``)."""
    if kind == PINGED:
        return False
    return not webhook.kinds or any(
        kind == wanted or (wanted.endswith(".*") and kind.startswith(wanted[:-1]))
        for wanted in webhook.kinds
    )


def body_of(event: Event, access: Access) -> str:
    """Without desks the webhook's user may not know of."""
    content = {
        "type": event.kind,
        "timestamp": event.at.isoformat(),
        "data": {
            "event_id": event.pk,
            "actor": {
                "kind": event.actor_kind,
                "id": event.actor_id,
                "label": event.actor_label,
            },
            "conversation_id": event.conversation_id,
            "message_id": event.message_id,
            "person_id": event.person_id,
            "brand_id": event.brand_id,
            "desk_ids": [one for one in event.desk_ids if one in access.desk_ids],
            "details": events.data_for(event, access.desk_ids),
        },
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def _check(webhook: Webhook) -> None:
    check(webhook)
    if not webhook.url.startswith(("https://", "http://")):
        raise Invalid(_("Only http and https addresses can be called."), field="url")


def _cleaned(kinds: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(kind.strip() for kind in kinds if kind.strip()))


def lock(webhook: Webhook) -> Webhook:
    return Webhook.objects.select_for_update().get(pk=webhook.pk)


def record(kind: str, webhook: Webhook, *, by: Actor, **data: object) -> int:
    return events.record(
        kind,
        by=by,
        data={
            "webhook": webhook.pk,
            "url": webhook.url,
            "reason": webhook.paused_reason,
            **data,
        },
    )
