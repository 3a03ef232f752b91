"""Programs outside are told of events by signed HTTP posts, until they have got them.

The format is that of https://www.standardwebhooks.com: headers ``webhook-id`` (the same for every
try), ``webhook-timestamp`` and ``webhook-signature``, which is ``v1,`` and the base64 of
HMAC-SHA256 over ``id.timestamp.body`` with the bytes behind ``whsec_`` as key.
"""

import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels.models import Webhook, WebhookPost
from unsilo.channels.texts import clip
from unsilo.core import events, http
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.db import release_connection
from unsilo.core.errors import ConnectorError, Invalid
from unsilo.core.jobs import wake
from unsilo.core.models import Event
from unsilo.core.secrets import seal, unseal
from unsilo.core.validation import check

logger = logging.getLogger(__name__)

POST = "channels.post_webhooks"
TELL = "channels.tell_webhooks"
PREFIX = "whsec_"
# Waits between tries: three days in all.
BACKOFF = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=20),
)
LEASE = timedelta(minutes=2)  # for one try; then its worker counts as dead and another tries
OLD_SECRET_SIGNS_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)


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
    _record("webhook.created", webhook, by=by)
    return webhook, secret


@transaction.atomic
def update_webhook(webhook: Webhook, *, url: str, kinds: Sequence[str], by: Actor) -> Webhook:
    row = _lock(webhook)
    row.url = url.strip()
    row.kinds = _cleaned(kinds)
    _check(row)
    row.save(update_fields=["url", "kinds"])
    _record("webhook.changed", row, by=by)
    return row


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: Actor) -> str:
    """A new secret. The old one signs as well for a day, so that nothing is refused meanwhile."""
    row = _lock(webhook)
    secret = _new_secret()
    until = timezone.now() + OLD_SECRET_SIGNS_FOR
    row.sealed_secret = seal(
        {
            "secret": secret,
            "old": unseal(row.sealed_secret)["secret"],
            "old_until": until.timestamp(),
        }
    )
    row.save(update_fields=["sealed_secret"])
    _record("webhook.secret_renewed", row, by=by)
    return secret


@transaction.atomic
def pause_webhook(webhook: Webhook, *, reason: str, by: Actor) -> Webhook:
    row = _lock(webhook)
    row.is_active = False
    row.paused_reason = clip(reason, 300)
    row.save(update_fields=["is_active", "paused_reason"])
    _record("webhook.paused", row, by=by)
    return row


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: Actor) -> Webhook:
    """Go on where it stopped: everything since is posted."""
    row = _lock(webhook)
    row.is_active = True
    row.paused_reason = ""
    row.save(update_fields=["is_active", "paused_reason"])
    row.posts.filter(state="waiting").update(next_try_at=timezone.now())
    _record("webhook.resumed", row, by=by)
    wake(POST, lock=POST, queue="outbox")
    return row


@transaction.atomic
def delete_webhook(webhook: Webhook, *, by: Actor) -> None:
    row = _lock(webhook)
    _record("webhook.deleted", row, by=by)
    row.delete()


@transaction.atomic
def replay(post: WebhookPost, *, by: Actor) -> WebhookPost:
    """Post it once more (or now, if it waits), with the same id and body."""
    rows = WebhookPost.objects.select_for_update(of=("self",)).select_related("webhook")
    row = rows.get(pk=post.pk)
    row.state = "waiting"
    row.attempts = 0
    row.next_try_at = timezone.now()
    row.save(update_fields=["state", "attempts", "next_try_at"])
    _record("webhook.replayed", row.webhook, by=by, post=row.pk)
    wake(POST, lock=POST, queue="outbox")
    return row


@transaction.atomic
def replay_failed(webhook: Webhook, *, by: Actor) -> int:
    """Post everything once more that was given up. Returns how many."""
    row = _lock(webhook)
    found = row.posts.filter(state="failed")
    count = found.update(state="waiting", attempts=0, next_try_at=timezone.now())
    _record("webhook.replayed", row, by=by, count=count)
    wake(POST, lock=POST, queue="outbox")
    return count


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
        WebhookPost(webhook=webhook, event_id=event.pk, kind=event.kind, body=_body(event, access))
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
    return not webhook.kinds or any(
        kind == wanted or (wanted.endswith(".*") and kind.startswith(wanted[:-1]))
        for wanted in webhook.kinds
    )


def _body(event: Event, access: Access) -> str:
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


# --- Posting

_CLAIM = """
UPDATE channels_webhookpost SET attempts = attempts + 1, next_try_at = %(lease)s
 WHERE id = (SELECT post.id FROM channels_webhookpost AS post
               JOIN channels_webhook AS webhook ON webhook.id = post.webhook_id
              WHERE post.state = 'waiting' AND post.next_try_at <= %(now)s AND webhook.is_active
                AND NOT post.webhook_id = ANY(%(without)s)
              ORDER BY post.next_try_at, post.id LIMIT 1 FOR UPDATE OF post SKIP LOCKED)
RETURNING id
"""


def post_due(*, limit: int = 500) -> int:
    """Post what is due, oldest first. One that does not answer doesn't hold up the others."""
    troubled: set[int] = set()
    for tried in range(limit):
        post = _claim_one(troubled)
        if post is None:
            return tried
        if not _post(post):
            troubled.add(post.webhook_id)
    return limit


def _claim_one(without: set[int]) -> WebhookPost | None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "lease": now + LEASE, "without": list(without)})
        row = cursor.fetchone()
    if row is None:
        return None
    return WebhookPost.objects.select_related("webhook").get(pk=row[0])


def _post(post: WebhookPost) -> bool:
    """One try at a claimed post. False when its address seems to be in trouble."""
    headers = signed_headers(post.webhook, post, at=timezone.now())
    release_connection()
    began = time.monotonic()
    status: int | None = None
    wait: float | None = None
    try:
        answer = http.request("POST", post.webhook.url, headers=headers, body=post.body.encode())
        status = answer.status
        reason = "" if 200 <= status < 300 else clip(answer.body.decode("utf-8", "replace"), 500)
        wait = _seconds(answer.headers.get("retry-after", ""))
    except ConnectorError as error:
        reason = error.message
    took = int((time.monotonic() - began) * 1000)
    good = status is not None and 200 <= status < 300
    _store(post, good=good, status=status, reason=reason, took=took, wait=wait)
    return good


@transaction.atomic
def _store(
    post: WebhookPost, *, good: bool, status: int | None, reason: str, took: int, wait: float | None
) -> None:
    row = WebhookPost.objects.select_for_update().filter(pk=post.pk).first()
    if row is None:  # the webhook was deleted meanwhile
        return
    now = timezone.now()
    row.status, row.reason, row.duration_ms = status, clip(reason, 500), took
    if good:
        row.state, row.sent_at, row.next_try_at = "sent", now, None
    elif status == 410 or row.attempts > len(BACKOFF):
        row.state, row.next_try_at = "failed", None
    else:
        pause = BACKOFF[row.attempts - 1]
        if wait is not None:
            pause = max(pause, min(timedelta(seconds=wait), timedelta(days=1)))
        row.state, row.next_try_at = "waiting", now + pause
    row.save()
    if row.state == "failed":
        _pause_if_dead(post.webhook, gone=status == 410)


def _pause_if_dead(webhook: Webhook, *, gone: bool) -> None:
    """Stop posting to an address that says it is gone, or took nothing for three days."""
    three_days = timezone.now() - sum(BACKOFF, timedelta())
    if gone:
        pause_webhook(webhook, reason=_("The address answered that it is gone (410)."), by=SYSTEM)
    elif not webhook.posts.filter(state="sent", sent_at__gt=three_days).exists():
        reason = _("Nothing was taken for three days.")
        pause_webhook(webhook, reason=reason, by=SYSTEM)


def signed_headers(webhook: Webhook, post: WebhookPost, *, at: datetime) -> dict[str, str]:
    """The headers of one try, by the standard above."""
    name, seconds = f"evt_{post.event_id}", str(int(at.timestamp()))
    kept = unseal(webhook.sealed_secret)
    keys = [kept["secret"]]
    if kept.get("old_until", 0) > at.timestamp():
        keys.append(kept["old"])
    content = f"{name}.{seconds}.{post.body}".encode()
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{_signature(key, content)}" for key in keys),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def _seconds(text: str) -> float | None:
    """Retry-After in seconds; the form with a date is not worth reading here."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _check(webhook: Webhook) -> None:
    check(webhook)
    if not webhook.url.startswith(("https://", "http://")):
        raise Invalid(_("Only http and https addresses can be called."), field="url")


def _cleaned(kinds: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(kind.strip() for kind in kinds if kind.strip()))


def delete_old_posts() -> int:
    """Forget what was settled long ago. Returns how many."""
    old = WebhookPost.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.exclude(state="waiting").delete()[0]


def _lock(webhook: Webhook) -> Webhook:
    return Webhook.objects.select_for_update().get(pk=webhook.pk)


def _record(kind: str, webhook: Webhook, *, by: Actor, **data: object) -> None:
    events.record(
        kind,
        by=by,
        data={
            "webhook": webhook.pk,
            "url": webhook.url,
            "reason": webhook.paused_reason,
            **data,
        },
    )
