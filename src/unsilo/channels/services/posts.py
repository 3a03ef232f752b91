"""Webhooks are posted to, again and again until they take it, and left in peace while they don't.

After ``BREAKS_AFTER`` failures in a row an address counts as broken: everything for it waits but one
post now and then, which probes whether it answers again. The first that is taken lets all others go.

The format is that of https://www.standardwebhooks.com: headers ``webhook-id`` (the same for every
try), ``webhook-timestamp`` and ``webhook-signature``, which is ``v1,`` and the base64 of
HMAC-SHA256 over ``id.timestamp.body`` with the bytes behind ``whsec_`` as key.
"""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Role, User
from unsilo.accounts.services.notices import notify
from unsilo.channels.models import Webhook, WebhookPost
from unsilo.channels.services.webhooks import (
    PINGED,
    POST,
    PREFIX,
    body_of,
    lock,
    pause_webhook,
    record,
)
from unsilo.channels.texts import clip
from unsilo.core import clock, http
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.db import release_connection
from unsilo.core.errors import ConnectorError
from unsilo.core.jobs import wake
from unsilo.core.models import Event
from unsilo.core.secrets import unseal

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
GIVEN_UP_AFTER = sum(BACKOFF, timedelta())
LEASE = timedelta(minutes=2)  # for one try; then its worker counts as dead and another tries
KEPT_FOR = timedelta(days=30)
BREAKS_AFTER = 5  # failures in a row
FIRST_PROBE = timedelta(minutes=1)  # doubled after each that fails
RAREST_PROBE = timedelta(minutes=15)
PATIENCE = 10.0  # seconds for a test, which somebody is waiting for


@transaction.atomic
def replay(post: WebhookPost, *, by: Actor) -> WebhookPost:
    """Post it once more (or now, if it waits), with the same id and body."""
    webhook = lock(post.webhook)
    row = WebhookPost.objects.select_for_update().get(pk=post.pk)
    row.webhook = webhook
    row.state = "waiting"
    row.attempts = 0
    row.next_try_at = clock.now()
    row.save(update_fields=["state", "attempts", "next_try_at"])
    _probe_now(webhook)
    record("webhook.replayed", webhook, by=by, post=row.pk)
    wake(POST, lock=POST, queue="outbox")
    return row


@transaction.atomic
def replay_failed(webhook: Webhook, *, by: Actor) -> int:
    """Post everything once more that was given up. Returns how many."""
    row = lock(webhook)
    found = row.posts.filter(state="failed").exclude(kind=PINGED)
    count = found.update(state="waiting", attempts=0, next_try_at=clock.now())
    _probe_now(row)
    record("webhook.replayed", row, by=by, count=count)
    wake(POST, lock=POST, queue="outbox")
    return count


def _probe_now(webhook: Webhook) -> None:
    if webhook.probe_at is not None:
        webhook.probe_at = clock.now()
        webhook.save(update_fields=["probe_at"])


def ping(webhook: Webhook, *, by: Actor) -> WebhookPost:
    """Post a test now, also while it is paused or broken, and return how it went.

    It is tried once. A test that is taken mends what was broken.
    """
    with transaction.atomic():
        row = lock(webhook)
        event = Event.objects.get(pk=record(PINGED, row, by=by))
        access = Access.of(User.objects.get(pk=row.user_id))
        now = clock.now()
        post = WebhookPost.objects.create(
            webhook=row,
            event_id=event.pk,
            kind=event.kind,
            body=body_of(event, access),
            attempts=1,
            next_try_at=now + LEASE,
            created_at=now,
        )
    _post(post, patience=PATIENCE)
    post.refresh_from_db()
    return post


# --- Posting

_CLAIM = """
WITH due AS (
    SELECT post.id, post.webhook_id FROM channels_webhookpost AS post
      JOIN channels_webhook AS webhook ON webhook.id = post.webhook_id
     WHERE post.state = 'waiting' AND post.next_try_at <= %(now)s AND webhook.is_active
       AND (webhook.probe_at IS NULL OR webhook.probe_at <= %(now)s)
       AND NOT post.webhook_id = ANY(%(without)s)
     ORDER BY post.next_try_at, post.id LIMIT 1 FOR UPDATE SKIP LOCKED
), probing AS (
    UPDATE channels_webhook AS webhook SET probe_at = %(lease)s FROM due
     WHERE webhook.id = due.webhook_id AND webhook.probe_at IS NOT NULL
)
UPDATE channels_webhookpost AS post SET attempts = attempts + 1, next_try_at = %(lease)s
  FROM due WHERE post.id = due.id
RETURNING post.id
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
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "lease": now + LEASE, "without": list(without)})
        row = cursor.fetchone()
    if row is None:
        return None
    return WebhookPost.objects.select_related("webhook").get(pk=row[0])


@dataclass(frozen=True, slots=True)
class _Try:
    """How one try went: ``status`` is None when nothing was answered."""

    status: int | None
    reason: str
    took: int
    wait: float | None

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def _post(post: WebhookPost, *, patience: float | None = None) -> bool:
    """One try at a claimed post. False when its address seems to be in trouble."""
    headers = signed_headers(post.webhook, post, at=clock.now())
    release_connection()
    began = time.monotonic()
    status: int | None = None
    wait: float | None = None
    try:
        answer = http.request(
            "POST",
            post.webhook.url,
            headers=headers,
            body=post.body.encode(),
            timeout=patience,
            deadline=patience,
        )
        status = answer.status
        reason = "" if 200 <= status < 300 else clip(answer.body.decode("utf-8", "replace"), 500)
        wait = _seconds(answer.headers.get("retry-after", ""))
    except ConnectorError as error:
        reason = error.message
    took = int((time.monotonic() - began) * 1000)
    went = _Try(status, reason, took, wait)
    _store(post, went)
    return went.good


@transaction.atomic
def _store(post: WebhookPost, went: _Try) -> None:
    webhook = Webhook.objects.select_for_update().filter(pk=post.webhook_id).first()
    row = WebhookPost.objects.select_for_update().filter(pk=post.pk).first()
    if webhook is None or row is None:  # deleted meanwhile
        return
    now = clock.now()
    row.status, row.reason, row.duration_ms = went.status, clip(went.reason, 500), went.took
    if went.good:
        row.state, row.sent_at, row.next_try_at = "sent", now, None
    elif row.kind == PINGED or went.status == 410 or row.attempts > len(BACKOFF):
        row.state, row.next_try_at = "failed", None
    else:
        pause = BACKOFF[row.attempts - 1]
        if went.wait is not None:
            pause = max(pause, min(timedelta(seconds=went.wait), timedelta(days=1)))
        row.state, row.next_try_at = "waiting", now + pause
    row.save()
    if went.good:
        _mend(webhook, now=now)
    elif row.kind != PINGED:
        _count_failure(webhook, went, now=now)
        _pause_if_dead(webhook, row, now=now)


# --- Broken and mended


def _mend(webhook: Webhook, *, now: datetime) -> None:
    """It answers: what waited for that goes out."""
    if not webhook.failures:
        return
    broken_at = webhook.broken_at
    webhook.failures, webhook.broken_at, webhook.probe_at = 0, None, None
    webhook.save(update_fields=["failures", "broken_at", "probe_at"])
    if broken_at is None:
        return
    webhook.posts.filter(state="waiting").update(next_try_at=now)
    record("webhook.mended", webhook, by=SYSTEM, broken_at=broken_at)
    wake(POST, lock=POST, queue="outbox")


def _count_failure(webhook: Webhook, went: _Try, *, now: datetime) -> None:
    webhook.failures = min(webhook.failures + 1, 10_000)
    over = webhook.failures - BREAKS_AFTER
    breaks = over >= 0 and webhook.broken_at is None
    if breaks:
        webhook.broken_at = now
    if over >= 0:
        webhook.probe_at = now + min(FIRST_PROBE * 2 ** min(over, 10), RAREST_PROBE)
    webhook.save(update_fields=["failures", "broken_at", "probe_at"])
    if breaks:
        said = went.reason or str(went.status)
        record("webhook.broken", webhook, by=SYSTEM, status=went.status, said=said)
        _tell(webhook, title=_("A webhook does not answer"), said=said, at=now)


def _pause_if_dead(webhook: Webhook, post: WebhookPost, *, now: datetime) -> None:
    """Stop posting to an address that says it is gone, or took nothing for three days."""
    started = now - GIVEN_UP_AFTER
    given_up = post.state == "failed" or (webhook.broken_at and webhook.broken_at <= started)
    if post.status == 410:
        reason = _("The address answered that it is gone (410).")
    elif given_up and not webhook.posts.filter(state="sent", sent_at__gt=started).exists():
        reason = _("Nothing was taken for three days.")
    else:
        return
    pause_webhook(webhook, reason=reason, by=SYSTEM)
    _tell(webhook, title=_("A webhook was paused"), said=reason, at=now)


def _tell(webhook: Webhook, *, title: str, said: str, at: datetime) -> None:
    """Tell the admins, and who made it."""
    users = User.objects.active().filter(Q(role=Role.ADMIN) | Q(pk=webhook.user_id))
    words = _("%(url)s: %(said)s What is not taken is kept and posted later.")
    notify(
        users,
        title=title,
        text=words % {"url": webhook.url, "said": clip(said, 300)},
        url=reverse("channels:webhook", args=[webhook.pk]),
        key=f"webhook:{webhook.pk}-{at.timestamp():.0f}",
        by=SYSTEM,
        mail=True,
    )


# --- Signing


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


def _seconds(text: str) -> float | None:
    """Retry-After in seconds; the form with a date is not worth reading here."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def delete_old_posts() -> int:
    """Forget what was settled long ago. Returns how many."""
    old = WebhookPost.objects.filter(created_at__lt=clock.now() - KEPT_FOR)
    return old.exclude(state="waiting").delete()[0]
