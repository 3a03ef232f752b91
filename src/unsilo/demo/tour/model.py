"""What a guided story is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from unsilo.demo.company import COLLEAGUES_BY_KEY


@dataclass(frozen=True, slots=True)
class Stop:
    """A page to look at, as a colleague sees it. ``address`` finds it, "" where it is gone."""

    title: str
    words: str
    as_whom: str
    address: Callable[[], str]

    @property
    def name(self) -> str:
        return COLLEAGUES_BY_KEY[self.as_whom].name

    @property
    def email(self) -> str:
        return COLLEAGUES_BY_KEY[self.as_whom].email


@dataclass(frozen=True, slots=True)
class Walk:
    """A story from its first message to what came of it."""

    key: str
    title: str
    words: str
    stops: tuple[Stop, ...]
