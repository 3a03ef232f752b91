"""The ASGI application: live streams are asynchronous, everything else is plain WSGI in threads.

Django's pages run two to three times faster as WSGI than under its own ASGI handler, and a stream
must not occupy a thread. So each gets what suits it, in one process.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from unsilo.api.stream import PATH as STREAM
from unsilo.api.stream import Streams
from unsilo.config.health import readiness
from unsilo.config.pages import Pages, Receive, Scope, Send, answer
from unsilo.config.wsgi import application as django_pages
from unsilo.inbox.live import application as live

pages = Pages(django_pages, threads=8)
streams = Streams(pages)
_asker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")
_asked: "asyncio.Future[tuple[int, str]] | None" = None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    elif scope["path"] == "/healthz":  # without a thread or the database: the process runs
        await answer(send, 200, "ok\n")
    elif scope["path"] == "/readyz":
        await answer(send, *await _ready())
    elif scope["path"] == STREAM:
        await streams(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _ready() -> tuple[int, str]:
    """Whoever asks while it is being found out gets the same answer: strangers can't queue up here."""
    global _asked
    if _asked is None or _asked.done():
        _asked = asyncio.get_running_loop().run_in_executor(_asker, readiness)
    return await asyncio.shield(_asked)


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.to_thread(pages.close)
    await send({"type": "lifespan.shutdown.complete"})
