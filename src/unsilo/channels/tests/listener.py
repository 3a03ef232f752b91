"""A program outside that is told of events."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from unsilo.channels.services import webhooks
from unsilo.core import events
from unsilo.core.actor import SYSTEM


class Listener:
    """A program outside: remembers what it got and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        listener = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status, headers = listener.answers.pop(0) if listener.answers else (200, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"heard")

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener(settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    listener = Listener()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()


def say(kind="message.received", *, desks=(), brand=None, **data):
    return events.record(
        kind, by=SYSTEM, desk_ids=[one.pk for one in desks], brand_id=brand and brand.pk, data=data
    )


def make(user, url, *kinds):
    return webhooks.create_webhook(url=url, kinds=kinds, user=user, by=SYSTEM)
