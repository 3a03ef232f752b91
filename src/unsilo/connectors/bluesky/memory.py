"""What the cursor of a channel remembers between two looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from unsilo.connectors.bluesky.naming import POST, AtUri

KEPT = 400  # posts that are remembered, so that they are not read again and can be missed


@dataclass
class Memory:
    """``begin`` is when listening began, ``heard`` the newest posts that came (``did/key``), oldest
    first, ``gone`` those of them that are no longer there, ``seq`` how far the stream was read."""

    account: str
    begin: datetime
    heard: dict[str, None] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)
    seq: int = 0

    @classmethod
    def load(cls, cursor: Mapping[str, Any], *, account: str, days: int) -> "Memory":
        """A channel that is pointed at another account reads there what came since now."""
        if cursor.get("account") != account:
            since = days if not cursor else 0
            return cls(account, timezone.now() - timedelta(days=since))
        return cls(
            account,
            datetime.fromisoformat(cursor["begin"]),
            dict.fromkeys(cursor.get("heard", ())),
            dict.fromkeys(cursor.get("gone", ())),
            int(cursor.get("seq", 0)),
        )

    def dump(self) -> dict[str, Any]:
        return {
            "account": self.account,
            "begin": self.begin.isoformat(),
            "heard": list(self.heard)[-KEPT:],
            "gone": list(self.gone)[-KEPT:],
            "seq": self.seq,
        }

    def knows(self, uri: str) -> bool:
        return _short(uri) in self.heard

    def is_gone(self, uri: str) -> bool:
        return _short(uri) in self.gone

    def hear(self, uri: str) -> None:
        self.heard[_short(uri)] = None

    def miss(self, uri: str) -> None:
        self.gone[_short(uri)] = None

    def others(self) -> list[AtUri]:
        """The remembered posts of others that are still there."""
        found = []
        for name in self.heard:
            repo, _slash, rkey = name.rpartition("/")
            if repo != self.account and name not in self.gone:
                found.append(AtUri(repo, POST, rkey))
        return found


def _short(uri: str) -> str:
    found = AtUri.parse(uri)
    return f"{found.repo}/{found.rkey}" if found else uri
