"""Users: made, changed, sent away and taken back."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, Desk, Role, Seat, User
from unsilo.accounts.services.sessions import end_sessions
from unsilo.core import events, locks
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check, invalid


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    by: Actor,
    role: str = Role.AGENT,
    password: str | None = None,
    desks: Iterable[Desk] = (),
    brands: Iterable[Brand] | None = None,
    time_zone: str = "UTC",
    language: str = "en",
) -> User:
    """Make a login. Without ``brands`` it sees all of them; without a password it can't log in yet.

    Whoever calls this vouches for the address: an invitation that came back, or the operator.
    """
    user = User(
        email=email.strip().lower(),
        name=name.strip(),
        role=role,
        all_brands=brands is None,
        time_zone=time_zone,
        language=language,
    )
    _refuse_taken_address(user)
    set_checked_password(user, password)
    check(user)
    user.save()
    user.brands.set(brands or ())
    Seat.objects.bulk_create(Seat(user=user, desk=desk) for desk in desks)
    _follow_address(user)
    _record("user.created", user, by, role=user.role)
    return user


@transaction.atomic
def update_user(
    user: User,
    *,
    by: Actor,
    name: str | None = None,
    email: str | None = None,
    role: str | None = None,
    all_brands: bool | None = None,
    brands: Iterable[Brand] | None = None,
    desks: Iterable[Desk] | None = None,
) -> User:
    """Change what admins decide about a user. What is None stays."""
    before = {"name": user.name, "email": user.email, "role": user.role}
    if role is not None and role != Role.ADMIN:
        _keep_an_admin(user)
    if name is not None:
        user.name = name.strip()
    if email is not None:
        user.email = email.strip().lower()
    if role is not None:
        user.role = role
    if all_brands is not None:
        user.all_brands = all_brands
    _refuse_taken_address(user)
    check(user)
    user.save()
    if user.email != before["email"]:
        _follow_address(user)
    if brands is not None:
        user.brands.set(brands)
    if desks is not None:
        _set_seats(user, desks)
    after = {"name": user.name, "email": user.email, "role": user.role}
    _record("user.updated", user, by, before=before, after=after)
    return user


@transaction.atomic
def update_profile(
    user: User,
    *,
    by: Actor,
    name: str,
    time_zone: str,
    language: str,
    signature: str,
    single_keys: bool,
) -> User:
    """Change what users decide about themselves."""
    user.name = name.strip()
    user.time_zone = time_zone
    user.language = language
    user.signature = signature.strip()
    user.single_keys = single_keys
    check(user)
    user.save()
    _record("user.updated", user, by)
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: Actor) -> None:
    """End a user's sessions and tokens and refuse their login. Their work and history stay."""
    _keep_an_admin(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user, by=by)
    user.tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    _record("user.deactivated", user, by)


@transaction.atomic
def reactivate_user(user: User, *, by: Actor) -> None:
    """Let a user log in again. Tokens stay revoked."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record("user.reactivated", user, by)


@transaction.atomic
def reset_second_factor(user: User, *, by: Actor) -> None:
    """Remove every second factor of somebody who lost theirs, and end their sessions."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, by=by)
    _record("user.second_factor_reset", user, by)


def set_checked_password(user: User, password: str | None) -> None:
    """Put a password on ``user`` (not saved yet). Raises ``Invalid`` for a weak one."""
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from invalid(error)
    user.set_password(password)


def _refuse_taken_address(user: User) -> None:
    if User.objects.filter(email__iexact=user.email).exclude(pk=user.pk).exists():
        raise Conflict(_("Somebody logs in with this address already."), field="email")


def _follow_address(user: User) -> None:
    """Keep the login library's own list of addresses in step: one, verified, primary."""
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def _keep_an_admin(user: User) -> None:
    """Refuse to take away the last admin who can log in, also when two admins try at once."""
    if user.role != Role.ADMIN or not user.is_active:
        return
    locks.hold("accounts.admins")
    if not User.objects.active().filter(role=Role.ADMIN).exclude(pk=user.pk).exists():
        raise Conflict(
            _("This is the last admin. Make somebody else an admin first."), field="role"
        )


def _set_seats(user: User, desks: Iterable[Desk]) -> None:
    """Seat a user on these desks and no other live one."""
    wanted = {desk.pk for desk in desks}
    user.seats.filter(desk__archived_at__isnull=True).exclude(desk_id__in=wanted).delete()
    Seat.objects.bulk_create(
        [Seat(user=user, desk_id=desk_id) for desk_id in sorted(wanted)], ignore_conflicts=True
    )


def _record(kind: str, user: User, by: Actor, **data: object) -> None:
    events.record(kind, by=by, data={"user_id": user.pk, "name": str(user), **data})
