"""Where users are logged in, and how that ends."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.core import audit, events
from unsilo.core.actor import Actor

NOTED_EVERY = timedelta(minutes=5)

_SEEN = "seen"


def begin(session: SessionBase) -> None:
    """Have a session's use noted from now on."""
    session[_SEEN] = int(timezone.now().timestamp())


def note_use(session: SessionBase) -> None:
    """Keep when and from where a session was last used, every few minutes."""
    seen, now = session.get(_SEEN), timezone.now()
    if seen is None or now.timestamp() - seen < NOTED_EVERY.total_seconds():
        return
    begin(session)
    address = audit.here().address
    fresh = {"last_seen_at": now, **({"ip": address} if address else {})}
    UserSession.objects.filter(session_key=session.session_key).update(**fresh)


@transaction.atomic
def end_sessions(user: User, *, by: Actor, only: int | None = None, but: str = "") -> int:
    """End the sessions of a user: one of them, or all, ``but`` for that with this key."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=but)
    if only is not None:
        sessions = sessions.filter(pk=only)
    ended = list(sessions)
    for session in ended:
        session.end()
    if ended:
        data = {
            "user_id": user.pk,
            "name": str(user),
            "count": len(ended),
            "addresses": sorted({session.ip for session in ended}),
        }
        events.record("session.ended", by=by, data=data)
    return len(ended)
