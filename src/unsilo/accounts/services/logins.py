"""Who came in, who did not, and what changed about their way in: for the audit log.

The log is also what the brake counts: it is the same for every process and machine.
"""

from datetime import timedelta
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.accounts.services.sessions import begin
from unsilo.core import audit, events
from unsilo.core.actor import SYSTEM
from unsilo.core.models import AuditEntry

# Wrong passwords and codes before nobody may try any more, and for how long that counts.
PER_ACCOUNT, ACCOUNT_WINDOW = 5, timedelta(minutes=5)
PER_ADDRESS, ADDRESS_WINDOW = 10, timedelta(minutes=1)


def may_try(email: str) -> bool:
    """Whether a password or code may be tried for this account, from here; notes once when not."""
    email = _named(email)
    if not (_account_is_locked(email) or _address_is_locked()):
        return True
    recent = AuditEntry.objects.filter(
        kind="login.locked", at__gt=timezone.now() - ACCOUNT_WINDOW, label=email
    )
    if not recent.exists():
        _note("login.locked", email)
    return False


def failed(email: str) -> None:
    _note("login.failed", _named(email))


def _account_is_locked(email: str) -> bool:
    """A new password, which came by letter or from an admin, begins afresh."""
    since = timezone.now() - ACCOUNT_WINDOW
    renewed = AuditEntry.objects.filter(kind="password.reset", at__gt=since, label=email)
    newest = renewed.order_by("-at", "-id").values_list("at", flat=True).first()
    wrong = AuditEntry.objects.filter(kind="login.failed", at__gt=newest or since, label=email)
    return wrong[:PER_ACCOUNT].count() >= PER_ACCOUNT


def _address_is_locked() -> bool:
    wrong = AuditEntry.objects.filter(
        kind="login.failed",
        at__gt=timezone.now() - ADDRESS_WINDOW,
        address=audit.here().address,
    )
    return wrong[:PER_ADDRESS].count() >= PER_ADDRESS


def _named(email: str) -> str:
    return email.strip().lower()[:200].replace("\0", "")


def _note(kind: str, email: str) -> None:
    """Nobody is logged in yet, so unsilo itself tells of it."""
    known = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    events.record(kind, by=SYSTEM, data={"email": email, "user_id": known})


def listen() -> None:
    """Hear what the login library says. Called once, when all is loaded."""
    for signal, kind in (
        (account.user_logged_in, "login.succeeded"),
        (account.password_changed, "password.changed"),
        (account.password_set, "password.set"),
        (account.password_reset, "password.reset"),
        (mfa.authenticator_added, "second_factor.added"),
        (mfa.authenticator_removed, "second_factor.removed"),
        (mfa.authenticator_reset, "second_factor.renewed"),
    ):
        signal.connect(_hearer(kind), weak=False, dispatch_uid=f"unsilo.{kind}")


def _hearer(kind: str) -> Any:
    @transaction.atomic
    def hear(sender: object, *, request: HttpRequest, user: User, **more: Any) -> None:
        if kind == "login.succeeded":
            begin(request.session)
        data: dict[str, Any] = {"email": user.email.lower(), "user_id": user.pk}
        if factor := more.get("authenticator"):
            data["factor"] = factor.type
        events.record(kind, by=user.actor, data=data)

    return hear
