"""The ASGI application: live streams are asynchronous, everything else is plain WSGI in threads.

Django's pages run two to three times faster as WSGI than under its own ASGI handler, and a stream
must not occupy a thread. So each gets what suits it, in one process.
"""

import asyncio

from unsilo.config.pages import Pages, Receive, Scope, Send, answer
from unsilo.config.wsgi import application as django_pages
from unsilo.inbox.live import application as live

pages = Pages(django_pages, threads=8)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    elif scope["path"] == "/healthz":  # without a thread or the database: the process runs
        await answer(send, 200, "ok\n")
    else:
        await pages(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.to_thread(pages.close)
    await send({"type": "lifespan.shutdown.complete"})
