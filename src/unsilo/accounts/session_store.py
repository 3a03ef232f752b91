"""Sessions in the database, so that a log-out counts in every process (``SESSION_ENGINE``)."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from unsilo.core.kept import Kept

_live = Kept(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    str,
    datetime,
)


class SessionStore(DatabaseStore):
    """Django's, which asks at every request, with its question kept."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        # A cookie may hold what no text in PostgreSQL can.
        found = None if "\0" in key else _live.first(key, timezone.now())
        if found is None:
            self._session_key = None
        return found
