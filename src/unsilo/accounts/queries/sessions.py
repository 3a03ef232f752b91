"""Where somebody is logged in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession

from unsilo.accounts.models import User

# Looked for in this order: most browsers name others as well.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"), ("curl", "curl"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of them. ``device`` is browser and system as far as the browser says."""

    id: int
    device: str
    agent: str
    address: str
    since: datetime
    last_seen: datetime
    is_this: bool


def sessions_of(user: User, *, session_key: str | None = None) -> list[SessionRow]:
    """Those that are alive, the one that asks first, then by when they were last used."""
    rows = [
        SessionRow(
            session.pk,
            device(session.user_agent),
            session.user_agent,
            session.ip,
            session.created_at,
            session.last_seen_at,
            session.session_key == session_key,
        )
        for session in UserSession.objects.purge_and_list(user)
    ]
    return sorted(rows, key=lambda row: (not row.is_this, -row.last_seen.timestamp()))


def device(agent: str) -> str:
    """A browser's name for itself, in two words; "" where it has none that we know."""
    found = (
        next((name for sign, name in names if sign in agent), "") for names in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(filter(None, found))
