"""What a check says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw, and what to do about it."""

    state: State
    about: str
    text: str
    todo: str = ""


Check = Callable[[], Iterator[Finding]]


def ok(about: str, text: str) -> Finding:
    return Finding(State.OK, about, text)


def warn(about: str, text: str, todo: str = "") -> Finding:
    return Finding(State.WARN, about, text, todo)


def fail(about: str, text: str, todo: str) -> Finding:
    return Finding(State.FAIL, about, text, todo)
