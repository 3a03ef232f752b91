"""How a request is made: with its token, again after a broken line, never carried out twice."""

import random
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import quote

import httpx

T = TypeVar("T")

TRIES = 5
LONGEST_WAIT = 60.0  # seconds between two tries
_AGAIN = {429, 502, 503, 504}


class ApiError(Exception):
    """The API refused. ``code`` is the stable name of the reason, ``data`` what it is about."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "error"))
        self.detail = str(problem.get("detail", ""))
        self.errors = list(problem.get("errors", []))
        self.data = dict(problem.get("data", {}))
        fields = "".join(f" {one['field']}: {one['message']}" for one in self.errors)
        super().__init__(f"{status} {self.code}: {self.detail}{fields}")


class Transport:
    """One connection pool with one token. Close it, or use it in a ``with``."""

    def __init__(self, url: str, token: str, *, timeout: float = 30.0) -> None:
        """``url`` is the address of the installation, such as https://inbox.example.com."""
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/').removesuffix('/api/v1')}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
        )

    def __enter__(self: T) -> T:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
        content_type: str = "",
        key: str | None = None,
    ) -> Any:
        """The answer's JSON. A POST gets a key of its own, so that trying again is safe."""
        headers: dict[str, str] = {}
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if content_type:
            headers["Content-Type"] = content_type
        request = self._http.build_request(
            method, path, params=_written(query), json=body, content=content, headers=headers
        )
        answer = self._tried(request)
        if answer.status_code == 204:
            return None
        if "json" in answer.headers.get("content-type", ""):
            return answer.json()
        return answer.content

    def _every(self, path: str, query: Mapping[str, Any]) -> Iterator[Any]:
        """All items of a list, fetched page by page as they are asked for."""
        given = dict(query)
        while True:
            page = cast(dict[str, Any], self._call("GET", path, query=given))
            yield from page["items"]
            if page["next_cursor"] in (None, given.get("cursor")):
                return
            given = {**given, "cursor": page["next_cursor"]}
            given.pop("after", None)

    def _tried(self, request: httpx.Request) -> httpx.Response:
        for left in reversed(range(TRIES)):
            wait = min(0.5 * 2 ** (TRIES - left - 1), LONGEST_WAIT) * random.uniform(0.5, 1)  # noqa: S311
            try:
                answer = self._http.send(request)
            except httpx.TransportError:
                if not left:
                    raise
                time.sleep(wait)
                continue
            if answer.is_success:
                return answer
            error = problem_of(answer)
            again = error.status in _AGAIN or error.code == "idempotency_running"
            if not left or not again:
                raise error
            told = answer.headers.get("retry-after", "")
            time.sleep(min(float(told), LONGEST_WAIT) if told.isdecimal() else wait)
        raise AssertionError("not reached")


def quoted(name: str) -> str:
    """Words as one part of an address."""
    return quote(name, safe="")


def problem_of(answer: httpx.Response) -> ApiError:
    """What a refusal says; also of what a proxy in between answers."""
    try:
        problem = answer.json()
    except ValueError:
        problem = {"detail": answer.text[:200]}
    return ApiError(answer.status_code, problem if isinstance(problem, dict) else {})


def _written(query: Mapping[str, Any] | None) -> dict[str, Any]:
    """Parameters that are given, as an address has them."""
    found = {name: value for name, value in (query or {}).items() if value is not None}
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in found.items()
    }
