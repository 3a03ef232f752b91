"""Invitations: the only way in besides the first admin and single sign-on of the invited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.letters import send_letter
from unsilo.accounts.models import Brand, Desk, Invitation, Role, User
from unsilo.accounts.secret import hash_secret, new_secret
from unsilo.accounts.services.users import create_user
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, NotFound
from unsilo.core.validation import check

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, its link (known now and never again), and whether a letter carries it."""

    invitation: Invitation
    link: str
    is_sent: bool


def invite(
    *,
    email: str,
    by: Actor,
    name: str = "",
    role: str = Role.AGENT,
    desks: Iterable[Desk] = (),
    brands: Iterable[Brand] = (),
) -> Invited:
    """Invite somebody and send them the link. No brands means all of them."""
    invitation, link = _create(email=email, by=by, name=name, role=role, desks=desks, brands=brands)
    return Invited(invitation, link, _send(invitation, link))


@transaction.atomic
def make_setup_link(
    *, email: str, by: Actor, name: str = "", role: str = Role.AGENT, desks: Iterable[Desk] = ()
) -> str:
    """Invite somebody without a letter; whoever asked passes the link on. A former one ends."""
    for former in Invitation.objects.pending().filter(email__iexact=email.strip()):
        revoke_invitation(former, by=by)
    _invitation, link = _create(email=email, by=by, name=name, role=role, desks=desks, brands=())
    return link


def resend_invitation(invitation: Invitation, *, by: Actor) -> Invited:
    """Make a new link for an invitation, end the former one, and send it."""
    with transaction.atomic():
        _refuse_settled(invitation)
        secret = new_secret()
        invitation.secret_hash = hash_secret(secret)
        invitation.expires_at = timezone.now() + GOOD_FOR
        invitation.save(update_fields=["secret_hash", "expires_at"])
        _record("invitation.resent", invitation, by)
    link = _link(secret)
    return Invited(invitation, link, _send(invitation, link))


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Make the link of an invitation useless."""
    _refuse_settled(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    _record("invitation.revoked", invitation, by)


def find_invitation(secret: str) -> Invitation:
    """The invitation behind a link. Raises ``NotFound`` once it is used, revoked or too old."""
    invitation = Invitation.objects.pending().filter(secret_hash=hash_secret(secret)).first()
    if invitation is None:
        raise NotFound(_("This invitation was used, withdrawn or is too old. Ask for a new one."))
    return invitation


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, name: str, password: str | None = None, time_zone: str = "UTC"
) -> User:
    """Make the invited person's login, once; they act themselves. No password: single sign-on."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_pending:
        raise Conflict(_("This invitation was used or withdrawn a moment ago."))
    brands = list(invitation.brands.all())
    user = create_user(
        email=invitation.email,
        name=name,
        role=invitation.role,
        password=password,
        desks=invitation.desks.live(),
        brands=brands or None,
        time_zone=time_zone,
        by=_inviter(invitation),
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    _record("invitation.accepted", invitation, user.actor)
    return user


@transaction.atomic
def _create(
    *,
    email: str,
    by: Actor,
    name: str,
    role: str,
    desks: Iterable[Desk],
    brands: Iterable[Brand],
) -> tuple[Invitation, str]:
    secret = new_secret()
    invitation = Invitation(
        email=email.strip().lower(),
        name=name.strip(),
        role=role,
        secret_hash=hash_secret(secret),
        invited_by_id=by.user_id,
        expires_at=timezone.now() + GOOD_FOR,
    )
    check(invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Conflict(_("Somebody logs in with this address already."), field="email")
    if Invitation.objects.pending().filter(email=invitation.email).exists():
        raise Conflict(
            _("This address is invited already. Send that invitation again."), field="email"
        )
    invitation.save()
    invitation.desks.set(desks)
    invitation.brands.set(brands)
    _record("user.invited", invitation, by, role=invitation.role)
    return invitation, _link(secret)


def _link(secret: str) -> str:
    return settings.PUBLIC_URL + reverse("accounts:accept-invitation", args=[secret])


def _send(invitation: Invitation, link: str) -> bool:
    context = {"invitation": invitation, "link": link, "days": GOOD_FOR.days}
    return send_letter("invitation", to=invitation.email, context=context)


def _refuse_settled(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.revoked_at:
        raise Conflict(_("This invitation was used or withdrawn a moment ago."))


def _inviter(invitation: Invitation) -> Actor:
    return invitation.invited_by.actor if invitation.invited_by else SYSTEM


def _record(kind: str, invitation: Invitation, by: Actor, **data: object) -> None:
    events.record(kind, by=by, data={"email": invitation.email, **data})
