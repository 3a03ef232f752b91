"""A server with an index, as its documentation describes it: real HTTP, a few lists behind it.

    with FakeServer() as server:
        server.notify("mention", uri, "Hello", author=DANA)

``trouble`` holds answers (status, body, headers) that the next calls of a method get instead.
"""

import json
import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone

US = "did:plc:fox4fox4fox4fox4fox4fox4"
DANA = {"did": "did:plc:dana4dana4dana4dana4dana", "handle": "dana.example", "displayName": "Dana"}
POST = "app.bsky.feed.post"
PASSWORD = "abcd-efgh-ijkl-mnop"
Answer = tuple[int, dict[str, Any], dict[str, str]]


class FakeServer:
    def __init__(self) -> None:
        self.handle = "fox.example"
        self.posts: dict[str, dict[str, Any]] = {}
        self.gates: dict[str, dict[str, Any]] = {}
        self.notifications: list[dict[str, Any]] = []
        self.trouble: dict[str, list[Answer]] = defaultdict(list)
        self.hangs_up_after: set[str] = set()
        self.calls: list[str] = []
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.tokens = 0
        self.valid = ""
        self.page = 100
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake._serve(self, {})

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                fake._serve(self, json.loads(self.rfile.read(length) or b"{}"))

            def log_message(self, format: str, *args: Any) -> None: ...

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> "FakeServer":
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    # --- What tests put there

    def add(
        self, rkey: str, text: str, *, author: dict[str, Any] | None = None, **record: Any
    ) -> dict[str, Any]:
        """A post on the network, as it is shown."""
        author = author or DANA
        uri = f"at://{author['did']}/{POST}/{rkey}"
        at = record.pop("at", None) or self._now()
        self.posts[uri] = {
            "uri": uri,
            "cid": f"bafyrei{rkey}",
            "author": author,
            "record": {"$type": POST, "text": text, "createdAt": at, **record},
            "indexedAt": at,
            "labels": [],
        }
        return self.posts[uri]

    def notify(self, reason: str, rkey: str, text: str, **more: Any) -> dict[str, Any]:
        """A post that the account is told of."""
        post = self.add(rkey, text, **more)
        self.notifications.insert(0, {**post, "reason": reason, "isRead": False})
        return post

    def own(self, rkey: str, text: str, **record: Any) -> dict[str, Any]:
        return self.add(rkey, text, author={"did": US, "handle": self.handle}, **record)

    def fail(self, method: str, status: int, name: str = "", **headers: str) -> None:
        body = {"error": name, "message": f"{name} it was"} if name else {}
        self.trouble[method].append((status, body, headers))

    def own_posts(self) -> list[dict[str, Any]]:
        return [post for uri, post in self.posts.items() if uri.startswith(f"at://{US}/")]

    def _now(self) -> str:
        at = timezone.now() + timedelta(milliseconds=len(self.posts))
        return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    # --- What it answers

    def _serve(self, request: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        parts = urlsplit(request.path)
        method = parts.path.removeprefix("/xrpc/")
        asked = parse_qs(parts.query)
        self.calls.append(method)
        self.asked.append((method, asked))
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if self.trouble[method]:
            status, told, headers = self.trouble[method].pop(0)
        else:
            status, told, headers = self._answer(method, asked, body, token)
        if method in self.hangs_up_after:
            self.hangs_up_after.discard(method)
            request.close_connection = True
            return
        raw = json.dumps(told).encode()
        request.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(raw))}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(raw)

    def _answer(
        self, method: str, asked: dict[str, list[str]], body: dict[str, Any], token: str
    ) -> Answer:
        match method.rpartition(".")[2]:
            case "createSession":
                if (body["identifier"], body["password"]) != (self.handle, PASSWORD):
                    return _error(401, "AuthenticationRequired", "Invalid identifier or password")
                return self._session()
            case "refreshSession":
                return self._session() if token == f"refresh-{self.tokens}" else _stale()
            case "resolveHandle":
                if asked["handle"] == [DANA["handle"]]:
                    return 200, {"did": DANA["did"]}, {}
                return _error(400, "InvalidRequest", "Unable to resolve handle")
        if token != self.valid:
            return _stale()
        match method.rpartition(".")[2]:
            case "listNotifications":
                return 200, self._listed(asked), {}
            case "getPosts":
                found = [self.posts[uri] for uri in asked["uris"] if uri in self.posts]
                return 200, {"posts": found}, {}
            case "listRecords":
                mine = [{**p, "value": p["record"]} for p in reversed(self.own_posts())]
                return 200, {"records": mine[: int(asked["limit"][0])]}, {}
            case "getRecord":
                return self._record(asked["repo"][0], asked["collection"][0], asked["rkey"][0])
            case "putRecord":
                return self._put(body)
            case "createRecord":
                return self._create(body)
        return _error(501, "MethodNotImplemented", "Method Not Implemented")

    def _session(self) -> Answer:
        self.tokens += 1
        self.valid = f"access-{self.tokens}"
        told = {
            "did": US,
            "handle": self.handle,
            "accessJwt": self.valid,
            "refreshJwt": f"refresh-{self.tokens}",
            "active": True,
        }
        return 200, told, {}

    def _listed(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        start = int(asked.get("cursor", ["0"])[0])
        wanted = asked.get("reasons", [])
        known = [one for one in self.notifications if one["reason"] in wanted]
        page = known[start : start + self.page]
        more = start + self.page < len(known)
        cursor = {"cursor": str(start + self.page)} if more else {}
        return {"notifications": page, **cursor}

    def _record(self, repo: str, collection: str, rkey: str) -> Answer:
        did = US if repo == self.handle else repo
        post = (self.posts | self.gates).get(f"at://{did}/{collection}/{rkey}")
        if post is None:
            return _error(400, "RecordNotFound", "Could not locate record")
        return 200, {"uri": post["uri"], "cid": post["cid"], "value": post["record"]}, {}

    def _put(self, body: dict[str, Any]) -> Answer:
        uri = f"at://{US}/{body['collection']}/{body['rkey']}"
        there = self.gates.get(uri, {})
        if body["swapRecord"] != there.get("cid"):
            return _error(400, "InvalidSwap", "Record was at something else")
        cid = f"bafyrei{len(str(body['record']))}"
        self.gates[uri] = {"uri": uri, "cid": cid, "record": body["record"]}
        return 200, {"uri": uri, "cid": cid}, {}

    def _create(self, body: dict[str, Any]) -> Answer:
        if f"at://{US}/{POST}/{body['rkey']}" in self.posts:
            return _error(500, "InternalServerError", "Internal Server Error")
        post = self.own(body["rkey"], body["record"]["text"])
        post["record"] = body["record"]
        return 200, {"uri": post["uri"], "cid": post["cid"]}, {}


def _error(status: int, name: str, message: str) -> Answer:
    return status, {"error": name, "message": message}, {}


def _stale() -> Answer:
    return _error(400, "ExpiredToken", "Token has expired")


def long_ago(**ago: float) -> str:
    at = datetime.now(UTC) - timedelta(**ago)  # noqa: TID251 - the network's clock, not ours
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
