"""The client: every call, and events as they happen."""

import json
import time
from collections.abc import Iterator
from typing import cast

import httpx

from .calls import Calls
from .shapes import EventOut
from .transport import LONGEST_WAIT, ApiError, problem_of

_SILENCE = 60.0  # seconds without a sign of life after which a line counts as broken


class Client(Calls):
    """Everything the API can do, for one token."""

    def follow(self, after: int | str | None = None) -> Iterator[EventOut]:
        """Events as they happen, for ever, after the event ``after`` or from now on.

        A broken line is taken up again where it broke. Keep the ``id`` of the last event you have
        dealt with, and begin there next time.
        """
        last, failures = ("" if after is None else str(after)), 0
        while True:
            headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last} if last else {})}
            try:
                with self._http.stream(
                    "GET",
                    "events/stream",
                    headers=headers,
                    timeout=httpx.Timeout(30, read=_SILENCE),
                ) as answer:
                    if answer.status_code != 200:
                        answer.read()
                        raise problem_of(answer)
                    for name, identity, data in _frames(answer.iter_lines()):
                        last, failures = identity or last, 0
                        if name != "start":
                            yield cast(EventOut, json.loads(data))
            except ApiError as error:
                if error.status not in (429, 502, 503, 504):
                    raise
            except httpx.TransportError:
                pass  # the line broke: take it up again
            failures += 1
            time.sleep(min(2.0 ** min(failures, 6), LONGEST_WAIT))


def _frames(lines: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """(name, id, data) of each Server-Sent Event that has data."""
    name = identity = ""
    data: list[str] = []
    for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line == "":
            if data:
                yield name, identity, "\n".join(data)
            name, data = "", []
        elif field == "event":
            name = value
        elif field == "id":
            identity = value
        elif field == "data":
            data.append(value)
