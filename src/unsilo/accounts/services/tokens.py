"""API tokens: shown once, kept as a hash."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import ApiToken, TokenScope, User
from unsilo.accounts.secret import hash_secret, new_secret
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict
from unsilo.core.validation import check

PREFIX = "uns_"
USE_NOTED_EVERY = timedelta(minutes=1)
UNDO_WITHIN = timedelta(minutes=1)


@transaction.atomic
def create_token(
    user: User,
    *,
    name: str,
    by: Actor,
    scope: str = TokenScope.WRITE,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token that acts for ``user``; the secret is returned here and never again."""
    secret = PREFIX + new_secret()
    token = ApiToken(
        user=user,
        name=name.strip(),
        scope=scope,
        prefix=secret[: len(PREFIX) + 6],
        secret_hash=hash_secret(secret),
        expires_at=expires_at,
    )
    check(token)
    token.save()
    _record("token.created", token, by)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """Make a token useless from now on."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    _record("token.revoked", token, by)


@transaction.atomic
def restore_token(token: ApiToken, *, by: Actor) -> None:
    """Take a revocation back while it is a slip of the hand. Raises ``Conflict`` later."""
    if token.revoked_at is None:
        return
    if token.revoked_at < timezone.now() - UNDO_WITHIN:
        raise Conflict(_("It was revoked too long ago. Make a new one."))
    token.revoked_at = None
    token.save(update_fields=["revoked_at"])
    _record("token.restored", token, by)


def find_token(secret: str) -> ApiToken | None:
    """The live token behind a secret, with its user. Notes the use, at most once a minute."""
    if not secret.startswith(PREFIX):
        return None
    live = ApiToken.objects.live().select_related("user")
    token = live.filter(secret_hash=hash_secret(secret)).first()
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


def _record(kind: str, token: ApiToken, by: Actor) -> None:
    data = {"token_id": token.pk, "name": token.name, "scope": token.scope, "user": str(token.user)}
    events.record(kind, by=by, data=data)
