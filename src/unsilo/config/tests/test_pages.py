"""Requests on their way into the threads, and answers on their way out."""

import asyncio
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

from unsilo.config.pages import Pages

Message = MutableMapping[str, Any]


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with what it got, as Django would read it."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode("latin-1"), b" ", body]


class Client:
    """One request: its parts come when they are given, the answer is collected."""

    def __init__(self, *, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": "/käse",
            "query_string": b"",
            "headers": list(headers),
        }
        self._parts: asyncio.Queue[Message] = asyncio.Queue()
        self.status = 0
        self.answer = b""

    def give(self, body: bytes, *, more: bool = False) -> "Client":
        self._parts.put_nowait({"type": "http.request", "body": body, "more_body": more})
        return self

    def leave(self) -> "Client":
        self._parts.put_nowait({"type": "http.disconnect"})
        return self

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.answer += message.get("body", b"")

    async def ask(self, pages: Pages) -> "Client":
        await asyncio.wait_for(pages(self.scope, self._parts.get, self.send), timeout=10)
        return self


def test_a_request_in_parts_arrives_whole_and_with_its_length() -> None:
    async def talk() -> Client:
        client = Client().give(b"a" * 100_000, more=True).give(b"b" * 100_000)
        return await client.ask(Pages(echo, threads=1))

    client = asyncio.run(talk())
    assert client.status == 200
    assert client.answer == "/käse ".encode() + b"a" * 100_000 + b"b" * 100_000


def test_slow_senders_do_not_hold_the_threads() -> None:
    async def talk() -> tuple[Client, list[Client]]:
        pages = Pages(echo, threads=1)
        slow = [Client().give(b"slow", more=True) for _ in range(5)]
        waiting = [asyncio.create_task(client.ask(pages)) for client in slow]
        await asyncio.sleep(0)
        quick = await Client().give(b"quick").ask(pages)
        assert not any(client.status for client in slow)
        for client in slow:
            client.give(b" but here")
        await asyncio.gather(*waiting)
        return quick, slow

    quick, slow = asyncio.run(talk())
    assert quick.answer.endswith(b" quick")
    assert all(client.answer.endswith(b" slow but here") for client in slow)


def test_a_request_whose_sender_left_is_not_run() -> None:
    asked = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked.append(environ)
        return echo(environ, start_response)

    async def talk() -> Client:
        return await Client().give(b"half", more=True).leave().ask(Pages(app, threads=1))

    assert asyncio.run(talk()).status == 0
    assert not asked


def test_a_request_larger_than_allowed_is_refused_before_it_is_all_here() -> None:
    async def talk() -> Client:
        client = Client().give(b"x" * 600, more=True).give(b"x" * 600, more=True)
        return await client.ask(Pages(echo, threads=1, max_body=1000))

    assert asyncio.run(talk()).status == 413


def test_a_long_answer_does_not_hold_the_thread_of_a_slow_reader() -> None:
    finished = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        yield from [b"x" * 4096] * 100
        finished.append(True)

    async def talk() -> None:
        client = Client().give(b"")
        reads = asyncio.Event()

        async def send_slowly(message: Message) -> None:
            await reads.wait()
            await Client.send(client, message)

        client.send = send_slowly  # type: ignore[method-assign]
        asking = asyncio.create_task(client.ask(Pages(app, threads=1)))
        for _ in range(500):
            if finished:
                break
            await asyncio.sleep(0.01)
        assert finished
        assert not client.answer
        reads.set()
        await asking
        assert len(client.answer) == 409_600

    asyncio.run(talk())
