"""Hooks for orders: addresses to which shops post, signed in the way of Standard Webhooks.

Headers ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``: ``v1,`` and the base64 of
HMAC-SHA256 over ``id.timestamp.body``, keyed with the bytes behind ``whsec_``.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Forbidden
from unsilo.core.secrets import seal, unseal
from unsilo.core.validation import check
from unsilo.wins.models import OrderHook

TOLERANCE = 300  # seconds by which clocks may differ
PREFIX = "whsec_"


class BadSignature(Forbidden):
    """The signature of this post is not right."""

    code = "bad_signature"
    status = 401


@transaction.atomic
def open_hook(*, name: str, by: Actor) -> tuple[OrderHook, str]:
    """A new address and its secret, which is shown this once."""
    name = " ".join(name.split())
    slug = slugify(name)[:80] or "shop"
    if OrderHook.objects.filter(slug=slug).exists():
        raise Conflict(_("There is a hook of this name already."), field="name")
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    hook = OrderHook(name=name, slug=slug, sealed_secret=seal({"secret": secret}))
    check(hook)
    hook.save()
    events.record("order_hook.opened", by=by, data={"hook_id": hook.pk, "name": hook.name})
    return hook, secret


@transaction.atomic
def close_hook(hook: OrderHook, *, by: Actor) -> None:
    """Take no more from there. What came in stays."""
    events.record("order_hook.closed", by=by, data={"hook_id": hook.pk, "name": hook.name})
    hook.delete()


def verify(hook: OrderHook, headers: Mapping[str, str], body: bytes) -> None:
    """Raises ``BadSignature`` unless who posted knows the secret and did so just now."""
    sent_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isascii() or not sent_at.isdigit() or len(sent_at) > 12:
        raise BadSignature
    if abs(timezone.now().timestamp() - int(sent_at)) > TOLERANCE:
        raise BadSignature(_("The time of this post is too far from ours."))
    wanted = signature(unseal(hook.sealed_secret)["secret"], sent_id, sent_at, body)
    for given in headers.get("webhook-signature", "").split():
        version, _comma, value = given.partition(",")
        if version == "v1" and hmac.compare_digest(value.encode(), wanted.encode()):
            OrderHook.objects.filter(pk=hook.pk).update(last_used_at=timezone.now())
            return
    raise BadSignature


def signature(secret: str, sent_id: str, sent_at: str, body: bytes) -> str:
    """What stands behind ``v1,``."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise BadSignature from error
    content = f"{sent_id}.{sent_at}.".encode() + body
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
