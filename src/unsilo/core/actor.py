"""Who did it: one small value that every write takes as ``by=``."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    TOKEN = "token"  # noqa: S105  no secret
    PERSON = "person"
    RULE = "rule"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A user, an API token, a person outside, a rule or unsilo itself.

    ``id`` is the row id within the kind, None for the system. ``label`` is what timelines show and
    is kept as it was at the time, also when the user is later renamed or removed.
    """

    kind: ActorKind
    id: int | None
    label: str

    @property
    def user_id(self) -> int | None:
        """The id of the user who acted, None for anything that is not a user."""
        return self.id if self.kind is ActorKind.USER else None


SYSTEM = Actor(ActorKind.SYSTEM, None, "unsilo")
