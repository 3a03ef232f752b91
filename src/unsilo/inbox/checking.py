"""What speaks against words that are about to go out.

Packages above register checks (``ports.register_draft_check``). Their findings show in the composer
while somebody writes; one that stops is mended before the words go out, or overridden with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.core.errors import Invalid
from unsilo.inbox import ports
from unsilo.inbox.errors import DraftStopped
from unsilo.inbox.models import Conversation

LONGEST = 20_000  # signs that are looked at


class Level(StrEnum):
    """A warning is only shown; what stops is mended or overridden."""

    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Mend:
    """A way to put it right with one press.

    ``put`` takes the place of ``find`` wherever that stands; without ``find`` it is added below.
    Or ``dialog`` is an address whose dialog opens.
    """

    label: str
    find: str = ""
    put: str = ""
    dialog: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """``check`` names the check for programs, ``words`` say what is wrong, ``because`` what decided it."""

    check: str
    level: Level
    words: str
    because: str
    mend: Mend | None = None

    @property
    def stops(self) -> bool:
        return self.level is Level.STOP

    def as_data(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "level": self.level.value,
            "words": self.words,
            "because": self.because,
        }


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Words about to go out: who sends them, where, and as what (``DraftKind``).

    ``conversation`` is None where the words begin one.
    """

    access: Access
    text: str
    kind: str
    brand_id: int
    conversation: Conversation | None = None

    @property
    def public(self) -> bool:
        return self.conversation is not None and self.conversation.public


class OverrideReason(models.TextChoices):
    """Why something goes out though a check stops it."""

    PERSONAL_DATA = "personal_data", _("It needs personal data")
    ORDER = "order", _("It is about their order or account")
    SAFETY = "safety", _("Somebody’s safety comes first")
    MEANT = "meant", _("It is right as it stands")
    OTHER = "other", _("Another reason")


@dataclass(frozen=True, slots=True)
class Override:
    """What somebody said for sending it all the same."""

    reason: OverrideReason
    words: str = ""

    @classmethod
    def of(cls, reason: str, words: str = "") -> "Override | None":
        """None without a reason. Raises ``Invalid`` where the reason alone says nothing."""
        if not reason:
            return None
        if reason not in OverrideReason.values:
            raise Invalid(_now("There is no such reason."), field="override_reason")
        words = " ".join(words.split())[:300]
        if reason == OverrideReason.OTHER and not words:
            raise Invalid(_now("Say in a few words why it goes out."), field="override_words")
        return cls(OverrideReason(reason), words)

    def as_data(self) -> dict[str, str]:
        return {"reason": self.reason.value, "words": self.words}


def findings(outgoing: Outgoing) -> list[Finding]:
    """All that speaks against it, what stops first."""
    if not outgoing.text.strip():
        return []
    found = [one for check in ports.draft_checks() for one in check(outgoing)]
    return sorted(found, key=lambda one: not one.stops)


def pass_or_stop(outgoing: Outgoing, override: Override | None) -> list[Finding]:
    """The findings of words that may go out. Raises ``DraftStopped``."""
    found = findings(outgoing)
    if override is None and any(one.stops for one in found):
        raise DraftStopped(
            findings=[one.as_data() for one in found], reasons=list(OverrideReason.values)
        )
    return found


def as_event(found: Sequence[Finding], override: Override | None) -> Mapping[str, Any]:
    """What the log keeps of it."""
    if not found:
        return {}
    kept: dict[str, Any] = {"findings": [{"check": f.check, "level": f.level.value} for f in found]}
    if override is not None and any(one.stops for one in found):
        kept["override"] = override.as_data()
    return kept
