"""Hearing by the stream of a server that stands alone, without an index that would notify.

Every change in the server's repositories comes as a frame; those that concern the account are kept.
The two packages that read it are imported when a channel listens so, and not before.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.channels.contract import FetchedPage, RawArrival
from unsilo.connectors.bluesky.memory import Memory
from unsilo.connectors.bluesky.naming import POST, repo_of
from unsilo.connectors.bluesky.posts import concerns, spoken_of
from unsilo.connectors.bluesky.reading import raw_arrival
from unsilo.connectors.bluesky.xrpc import Account, Data, XrpcError
from unsilo.core import http
from unsilo.core.errors import ConnectorError
from unsilo.core.reaching import in_words

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

PATH = "/xrpc/com.atproto.sync.subscribeRepos"
SILENCE = 1.0  # seconds without a frame after which nothing is left to fetch
STOP = 2.0  # seconds between looks at ``stop``
FRAMES = 1000  # after so many, how far we read is kept even if nothing was for us
MAX_FRAME = 8 * 1024 * 1024
_ACTIONS = {"create": "post", "update": "edit", "delete": "gone"}


def fetch(
    account: Account, cursor: Mapping[str, Any], *, days: int, limit: int
) -> Iterator[FetchedPage]:
    """Yield what the stream brings after the cursor, until it falls silent."""
    memory = Memory.load(cursor, account=account.did, days=days)
    people = _People(account)
    arrivals: list[RawArrival] = []
    read = 0
    with _connected(account, memory.seq) as line:
        for frame in _frames(line, timeout=SILENCE):
            arrivals += [_arrival(change, memory, people) for change in _changes(frame, memory)]
            memory.seq = max(memory.seq, int(frame.get("seq", 0)))
            read += 1
            if len(arrivals) >= limit or read % FRAMES == 0:
                yield FetchedPage(arrivals, memory.dump(), more=True)
                arrivals = []
    if read or cursor.get("account") != memory.account:
        yield FetchedPage(arrivals, memory.dump())


def wait(
    account: Account,
    cursor: Mapping[str, Any],
    *,
    stop: Callable[[], bool],
    timeout: float,
) -> bool:
    """Block until the stream brings something for the account beyond the cursor."""
    memory = Memory.load(cursor, account=account.did, days=0)
    ends = time.monotonic() + timeout
    with _connected(account, memory.seq) as line:
        while not stop() and time.monotonic() < ends:
            for frame in _frames(line, timeout=STOP):
                if any(True for _change in _changes(frame, memory)):
                    return True
                if stop():
                    break
    return False


def check(account: Account) -> None:
    """Open the stream and close it. Raises ``ConnectorError``."""
    with _connected(account, None):
        pass


@contextmanager
def _connected(account: Account, seq: int | None) -> "Iterator[ClientConnection]":
    """The open stream, by the same rules of where we may connect to as any other call."""
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect

    host = account.session.host
    url = host.replace("http", "ws", 1) + PATH + ("" if seq is None else f"?cursor={seq}")
    try:
        with (
            http.connection(host) as (sock, name),
            connect(
                url,
                sock=sock,
                ssl=ssl.create_default_context() if url.startswith("wss:") else None,
                server_hostname=name if url.startswith("wss:") else None,
                proxy=None,
                compression=None,
                max_size=MAX_FRAME,
                close_timeout=2,
            ) as line,
        ):
            yield line
    except (OSError, WebSocketException) as error:
        words = in_words(error) or _("The stream broke off.")
        raise ConnectorError(f"{host}: {words}", original=str(error)) from error


def _frames(line: "ClientConnection", *, timeout: float) -> Iterator[Data]:
    """What is sent until there is silence: the bodies of commits, and of other frames their number."""
    import libipld

    while True:
        try:
            message = line.recv(timeout=timeout)
        except TimeoutError:
            return
        if not isinstance(message, bytes):
            continue
        try:
            header, body = libipld.decode_dag_cbor_multi(message)
        except ValueError as error:
            raise ConnectorError(_("The stream can't be read."), original=str(error)) from error
        if header.get("op") != 1:
            said = " ".join(str(body.get(name, "")) for name in ("error", "message")).strip()
            raise XrpcError(
                _("The server ended the stream: %(said)s") % {"said": said},
                name=str(body.get("error", "")),
                answer=400,
                original=said,
            )
        yield body if header.get("t") == "#commit" else {"seq": body.get("seq") or 0}


def _changes(frame: Data, memory: Memory) -> Iterator[Data]:
    """The posts of a commit that concern the account, as ``{action, reason, post}``."""
    wanted = [op for op in frame.get("ops", ()) if str(op["path"]).startswith(f"{POST}/")]
    if not wanted or _moment(frame) < memory.begin:
        return
    import libipld

    _header, blocks = libipld.decode_car(frame["blocks"]) if frame.get("blocks") else ({}, {})
    author = str(frame["repo"])
    for op in wanted:
        post: Data = {
            "uri": f"at://{author}/{op['path']}",
            "author": {"did": author},
            "indexedAt": str(frame.get("time", "")),
        }
        action = _ACTIONS.get(str(op["action"]), "")
        if action == "gone":
            if author != memory.account and memory.knows(post["uri"]):
                yield {"action": action, "reason": "", "post": post}
            continue
        record = blocks.get(op.get("cid"))
        if not action or not isinstance(record, dict):
            continue
        post |= {"cid": libipld.encode_cid(op["cid"]), "record": _as_json(record)}
        reason = _reason(post["record"], author, memory.account)
        if reason:
            yield {"action": action, "reason": reason, "post": post}


def _reason(record: Data, author: str, account: str) -> str:
    if author != account:
        return concerns(record, account)
    parent = record.get("reply", {}).get("parent", {}).get("uri", "")
    return "own" if parent and repo_of(parent) != account else ""


def _arrival(change: Data, memory: Memory, people: "_People") -> RawArrival:
    post = change["post"]
    memory.hear(post["uri"])
    if change["action"] == "gone":
        memory.miss(post["uri"])
    post["author"] = people.profile(post["author"]["did"])
    around = [people.post(uri) for uri in spoken_of(post.get("record", {}))]
    return raw_arrival(
        memory.account,
        post,
        action=change["action"],
        reason=change["reason"],
        around=[one for one in around if one],
    )


class _People:
    """Names and posts, asked from the server once in a fetch; the stream tells none."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._profiles: dict[str, Data] = {}
        self._posts: dict[str, Data | None] = {}

    def profile(self, did: str) -> Data:
        if did not in self._profiles:
            self._profiles[did] = self._ask(did)
        return self._profiles[did]

    def _ask(self, did: str) -> Data:
        found: Data = {"did": did}
        try:
            told = self._account.query("com.atproto.repo.describeRepo", {"repo": did})
            found["handle"] = str(told.get("handle", ""))
            profile = self._account.record(did, "app.bsky.actor.profile", "self") or {}
            found["displayName"] = str(profile.get("value", {}).get("displayName", ""))
        except ConnectorError:
            pass  # a name is welcome, not needed
        return found

    def post(self, uri: str) -> Data | None:
        if uri not in self._posts:
            self._posts[uri] = self._look_up(uri)
        return self._posts[uri]

    def _look_up(self, uri: str) -> Data | None:
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        try:
            found = self._account.record(repo, collection, rkey)
        except ConnectorError:
            return None
        if not found:
            return None
        return {
            "uri": uri,
            "cid": found.get("cid", ""),
            "author": self.profile(repo),
            "record": found.get("value", {}),
        }


def _moment(frame: Data) -> datetime:
    try:
        return datetime.fromisoformat(str(frame.get("time", "")))
    except ValueError:
        return timezone.now()


def _as_json(value: Any) -> Any:
    """A record as the HTTP interface shows it: links by name, bytes left out."""
    import libipld

    if isinstance(value, Mapping):
        return {str(name): _as_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    if isinstance(value, bytes):
        try:
            return {"$link": libipld.encode_cid(value)}
        except ValueError:
            return None
    return value
