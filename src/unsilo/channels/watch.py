"""Watch the channels that have to be asked for news: a thread for each, one owner per channel.

The supervisor's database session holds an advisory lock for every channel it watches, so any number
of workers share the channels, and a dead worker's are taken over at once. A thread fetches, keeps
what it got together with the cursor, and waits until the other side says there is more.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.channels import registry
from unsilo.channels.contract import Capability, Connector, FetchedPage, Fetches, Watches
from unsilo.channels.models import Channel
from unsilo.channels.services import arrivals, channels
from unsilo.core.actor import SYSTEM
from unsilo.core.db import release_connection
from unsilo.core.errors import ConnectorError
from unsilo.core.locks import assure_session, session_lock
from unsilo.core.logs import brief

logger = logging.getLogger(__name__)

PAGE = 100
LOOK_EVERY = 2.0  # seconds between two looks at what is to be watched
MAX_WATCHED = 64  # threads in one worker; more channels are for more workers
PUSH_WAIT = 240.0  # seconds after which we ask even if the other side kept silent
HUNG_AFTER = 900.0  # seconds without a sign of life after which a thread is given up
LONGEST_BACKOFF = 300.0

Stop = Callable[[], bool]


def run(stop: threading.Event) -> None:
    """Watch until ``stop``. A lost database connection is waited for."""
    while not stop.is_set():
        supervisor = Supervisor()
        try:
            while not stop.is_set():
                supervisor.look()
                stop.wait(LOOK_EVERY)
        except (DatabaseError, InterfaceError):
            logger.exception("the database went away; watching goes on when it is back")
            stop.wait(LOOK_EVERY)
        finally:
            supervisor.stop_all()
            connection.close()


@dataclass
class Watch:
    """A thread at one channel and the lock that makes it the only one."""

    channel_id: int
    mark: str
    held: ExitStack
    stopped: threading.Event = field(default_factory=threading.Event)
    alive_at: float = field(default_factory=time.monotonic)
    thread: threading.Thread | None = None

    def touch(self) -> None:
        self.alive_at = time.monotonic()

    @property
    def hung(self) -> bool:
        return time.monotonic() - self.alive_at > HUNG_AFTER


class Supervisor:
    """Keeps one thread at each channel that is to be watched. Lives in one thread itself."""

    def __init__(self) -> None:
        self.watches: dict[int, Watch] = {}

    def look(self) -> None:
        """Start, end and replace threads by what the database says now."""
        assure_session()
        wanted = {channel.pk: channel for channel in watched_channels()}
        for channel_id, watch in list(self.watches.items()):
            channel = wanted.get(channel_id)
            if channel is None or registry.fingerprint(channel) != watch.mark:
                watch.stopped.set()
            if watch.thread is not None and not watch.thread.is_alive():
                self._release(watch)
            elif watch.hung:
                logger.error("channel %s gave no sign of life and is watched anew", channel_id)
                channels.record_failure(
                    Channel(pk=channel_id), ConnectorError(_("The other side hung without a word."))
                )
                watch.stopped.set()
                self._release(watch)
        for channel in wanted.values():
            if channel.pk not in self.watches and len(self.watches) < MAX_WATCHED:
                self._start(channel)

    def _start(self, channel: Channel) -> None:
        held = ExitStack()
        if not held.enter_context(session_lock(f"watch:{channel.pk}")):
            held.close()
            return
        watch = Watch(channel.pk, registry.fingerprint(channel), held)
        watch.thread = threading.Thread(
            target=_watch, args=(channel.pk, watch), name=f"channel-{channel.slug}", daemon=True
        )
        self.watches[channel.pk] = watch
        watch.thread.start()

    def _release(self, watch: Watch) -> None:
        self.watches.pop(watch.channel_id, None)
        watch.held.close()

    def stop_all(self) -> None:
        for watch in self.watches.values():
            watch.stopped.set()
        for watch in list(self.watches.values()):
            if watch.thread is not None:
                watch.thread.join(timeout=5)
            try:
                self._release(watch)
            except (DatabaseError, InterfaceError):
                logger.info("the lock of channel %s went with its connection", watch.channel_id)


def watched_channels() -> list[Channel]:
    """Channels that are to be asked for news, those longest without a try first."""
    live = (
        Channel.objects.live()
        .exclude(state=Channel.State.PAUSED)
        .select_related("brand", "desk")
        .order_by("last_try_at", "id")
    )
    return [one for one in live if Capability.FETCH in registry.capabilities(one)]


def _watch(channel_id: int, watch: Watch) -> None:
    """The life of a thread: fetch, wait, again. Ends when told to, or when only a person can help."""
    failures = 0
    while not watch.stopped.is_set():
        try:
            channel = Channel.objects.select_related("brand", "desk").get(pk=channel_id)
            fetch_once(channel, stop=watch.stopped.is_set, alive=watch.touch)
            failures = 0
            release_connection()
            _wait(channel, watch)
        except ConnectorError as error:
            if error.permanent:
                return
            failures += 1
            watch.touch()
            watch.stopped.wait(max(backoff(failures), min(error.retry_after or 0, 3600)))
        except Channel.DoesNotExist:
            return
        except Exception:
            logger.exception("watching channel %s failed", channel_id)
            failures += 1
            watch.stopped.wait(backoff(failures))
        finally:
            release_connection()


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row."""
    return min(LONGEST_BACKOFF, 5.0 * 2.0 ** (failures - 1))


def fetch_once(
    channel: Channel, *, stop: Stop = lambda: False, alive: Callable[[], None] = lambda: None
) -> int:
    """Fetch everything that is new and keep it; return how many arrivals were new.

    A failure is written to the channel and raised as ``ConnectorError``.
    """
    new = 0
    lag: float | None = None
    try:
        connector = _fetcher(channel)
        cursor: Mapping[str, object] = dict(channel.cursor)
        for page in connector.fetch(cursor, limit=PAGE):
            alive()
            kept = arrivals.receive(channel, page.arrivals, by=SYSTEM, cursor=page.cursor)
            new += len(kept)
            lag = _lag(page) if kept else lag
            channel.cursor = dict(page.cursor)
            release_connection()
            if stop():
                return new
    except ConnectorError as error:
        channels.record_failure(channel, error)
        raise
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("fetching channel %s failed", channel.pk)
        failure = ConnectorError(_("The connector failed: %(error)s") % {"error": repr(error)})
        channels.record_failure(channel, failure)
        raise failure from error
    channels.record_success(channel, lag_seconds=lag)
    return new


def _fetcher(channel: Channel) -> Fetches:
    connector: Connector = registry.build(channel)
    if not isinstance(connector, Fetches):
        raise ConnectorError(_("This channel can't be asked for news."), permanent=True)
    return connector


def _lag(page: FetchedPage) -> float | None:
    """How long the newest of the page had waited on the other side, if it says since when."""
    since = [raw.waiting_since for raw in page.arrivals if raw.waiting_since]
    return max(0.0, (timezone.now() - max(since)).total_seconds()) if since else None


def _wait(channel: Channel, watch: Watch) -> None:
    """Until there may be more: woken by the other side, or after the connector's pause."""
    connector = registry.build(channel)
    pause = connector.info.poll_seconds
    watch.touch()
    if isinstance(connector, Watches) and Capability.PUSH in connector.info.capabilities:
        try:
            connector.wait(channel.cursor, stop=watch.stopped.is_set, timeout=PUSH_WAIT)
            return
        except ConnectorError as error:
            logger.info("channel %s can't wake us just now: %s", channel.pk, brief(error))
    watch.stopped.wait(pause)
