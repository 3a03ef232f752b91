"""How one arrival ended."""

from dataclasses import dataclass

from unsilo.channels.models import Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with a reason that a person can read, and what it led to."""

    outcome: Outcome
    reason: str = ""
    message_id: int | None = None
    conversation_id: int | None = None
    held_for: int | None = None
