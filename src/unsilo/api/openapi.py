"""The OpenAPI document: what the library writes, and what is true of every operation here."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import override

from unsilo.api import idempotency
from unsilo.api.problems import MEDIA_TYPE, Problem
from unsilo.api.router import api
from unsilo.core.rest import KEY_PATTERN

PREFIX = "/api/v1/"

_REFUSALS = {
    400: "The request was not understood.",
    401: "There is no live token.",
    403: "The token's user may see this, but not do that.",
    404: "Something named is not there, or not for this token.",
    405: "Not this method.",
    409: "Understood, but it can't be done; `code` says why.",
    413: "The body is too large.",
    415: "The body is of the wrong media type.",
    422: "The request does not match its schema; `errors` names the fields.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    500: "Something broke on our side.",
}
_COUNT = {"schema": {"type": "integer", "minimum": 0}, "required": True}
_LIMITS = {
    "RateLimit-Limit": {"description": "Requests a minute.", **_COUNT},
    "RateLimit-Remaining": {"description": "Requests left now.", **_COUNT},
    "RateLimit-Reset": {"description": "Seconds until all are back.", **_COUNT},
}


@cache
def document() -> dict[str, Any]:
    """Worked out once, in English."""
    with override("en"):
        found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schemas = found["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    found.pop("servers")
    for method, operation in operations(found):
        _complete(method, operation)
    return found


def operations(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in found["paths"].values():
        yield from path.items()


def _complete(method: str, operation: dict[str, Any]) -> None:
    for response in operation["responses"].values():
        response["headers"] = _LIMITS
    if operation.pop("x-file", False):
        schema = {"type": "string", "format": "binary"}
        content = {"application/octet-stream": {"schema": schema}}
        operation["responses"][200] |= {"description": "The file.", "content": content}
    for status, description in _REFUSALS.items():
        operation["responses"][status] = {
            "description": description,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    if method == "post" and not any(
        parameter["name"] == idempotency.HEADER for parameter in operation["parameters"]
    ):
        operation["parameters"].append(_KEY)


_KEY = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "Sent again within a day with the same key and body, the request is not carried "
    "out again but answered as it was.",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is left out has no value; null can't be written into an address."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**rest, **kinds[0]}
