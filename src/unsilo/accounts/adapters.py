"""What the login library asks us: nobody signs up, single sign-on is for those we know."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unsilo.accounts import services
from unsilo.accounts.letters import dispatch
from unsilo.accounts.models import Invitation, User
from unsilo.accounts.services import logins
from unsilo.core.secrets import resealed_text, seal_text, unseal_text

# Being logged in or out shows by itself; a toast about it would only be in the way.
SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Log-in by password, passkey and second factor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail and password do not match."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "too_many_login_attempts": _("Too many tries. Wait some minutes."),
        "rate_limited": _("Too many tries. Wait some minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The brake on guessing passwords, in place of the library's, which each process has alone."""
        if not logins.may_try(_address(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logins.failed(_address(credentials))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        dispatch(self.render_mail(template_prefix, email, {**context, "email": email}))

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": secret})
        return f"{settings.PUBLIC_URL}{path}"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *rest: Any,
        **more: Any,
    ) -> None:
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *rest, **more)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, whose secrets are sealed at rest."""

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text)


def reseal_factor(factor: Authenticator) -> bool:
    """Seal the secrets of a second factor with the newest key; says whether anything changed."""
    changed = False
    for name in ("secret", "seed"):
        if (text := factor.data.get(name)) and (fresh := resealed_text(text)):
            factor.data[name] = fresh
            changed = True
    if changed:
        factor.save(update_fields=["data"])
    return changed


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Log-in through the company's own identity provider.

    The library itself connects an existing user by an address the provider has verified. Here the
    invited are let in too, and everybody else is told whom to ask.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = sociallogin.user
        user.email = data.get("email") or ""
        given = f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        user.name = (data.get("name") or given).strip()[:80]
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        invitation = _pending_invitation(sociallogin.email_addresses)
        if invitation is None:
            context = {"email": sociallogin.user.email}
            refusal = render(request, "accounts/not_invited.html", context, status=403)
            raise ImmediateHttpResponse(refusal)
        name = sociallogin.user.name or invitation.name or invitation.email
        user = services.accept_invitation(invitation, name=name)
        sociallogin.connect(request, user)


def _address(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")


def _pending_invitation(addresses: list[EmailAddress]) -> Invitation | None:
    proven = [address.email.lower() for address in addresses if address.verified]
    return Invitation.objects.pending().filter(email__in=proven).first()
