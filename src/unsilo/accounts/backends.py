"""Who a session belongs to (``AUTHENTICATION_BACKENDS``)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from unsilo.accounts.models import User
from unsilo.core.kept import Kept

_by_id = Kept(lambda pk: User.objects.filter(pk=pk), int)


class _Asks:
    """Every request asks for its user, so the question is kept."""

    def get_user(self, user_id: Any) -> User | None:
        user = _by_id.first(int(user_id))
        return user if user is not None and user.is_active else None


class UserBackend(_Asks, ModelBackend):
    """Django's: by password."""


class LoginBackend(_Asks, AuthenticationBackend):  # type: ignore[misc]
    """That of allauth: also by passkey, code and provider."""
