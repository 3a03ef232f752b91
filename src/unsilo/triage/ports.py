"""What packages above triage wait for; they register it in ``AppConfig.ready()``."""

from collections.abc import Callable, Sequence

# Called with the ids of messages that have been read or, for now or for good, could not be; in the
# transaction that says so.
AfterReading = Callable[[Sequence[int]], None]

_after_reading: list[AfterReading] = []


def register_after_reading(follower: AfterReading) -> None:
    if follower not in _after_reading:
        _after_reading.append(follower)


def tried(message_ids: Sequence[int]) -> None:
    for follower in _after_reading:
        follower(message_ids)
