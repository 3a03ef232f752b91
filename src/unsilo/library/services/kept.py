"""What a change has made."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Kept(Generic[Row]):
    """A row as it is now; ``event_id`` takes the change back."""

    row: Row
    event_id: int
