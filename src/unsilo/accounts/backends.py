"""Who a session belongs to (``AUTHENTICATION_BACKENDS``)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from unsilo.accounts.models import User
from unsilo.core.kept import Kept

_by_id = Kept(lambda pk: User.objects.filter(pk=pk), int)


class UserBackend(ModelBackend):
    """Django's, which asks at every request, with its question kept."""

    def get_user(self, user_id: Any) -> User | None:
        user = _by_id.first(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None
