"""The ASGI application: live streams are asynchronous, everything else is plain WSGI in threads.

Django's pages run two to three times faster as WSGI than under its own ASGI handler, and a stream
must not occupy a thread. So each gets what suits it, in one process.
"""

import asyncio
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import Receive, Scope, Send

from unsilo.config.wsgi import application as django_pages
from unsilo.inbox.live import application as live

PAGE_THREADS = 8

pages = WSGIMiddleware(cast("Any", django_pages), workers=PAGE_THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000, "reason": ""})
    elif scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    elif scope["path"] == "/healthz":
        await _alive(send)
    else:
        await pages(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.to_thread(pages.executor.shutdown, wait=True)
    await send({"type": "lifespan.shutdown.complete"})


async def _alive(send: Send) -> None:
    """Answer without a thread or the database: the process runs, whatever else is wrong."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok\n", "more_body": False})
