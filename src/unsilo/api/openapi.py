"""The OpenAPI document: what the library writes, and what is true of every operation here."""

import inspect
from functools import cache
from typing import Any

from django.utils.translation import override
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

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
_KEY = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "Sent again within a day with the same key and body, the request is not carried "
    "out again but answered as it was.",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
}


@cache
def document() -> dict[str, Any]:
    """Worked out once, in English."""
    with override("en"):
        found: dict[str, Any] = _plain(dict(Document(api, PREFIX)))
    return found


class Document(OpenAPISchema):
    """Adds to each operation how it is refused, how often it may be asked, and the key of a POST."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        details: dict[str, Any] = super().operation_details(operation)
        for status, response in details["responses"].items():
            response["headers"] = _LIMITS
            if details.get("x-file") and status == 200:
                schema = {"type": "string", "format": "binary"}
                response["content"] = {"application/octet-stream": {"schema": schema}}
        details["responses"] |= {status: _refusal(words) for status, words in _REFUSALS.items()}
        for parameter in details["parameters"]:
            parameter["schema"] = _without_null(parameter["schema"])
        if "POST" in operation.methods and not idempotency.is_keyed_by_itself(operation.view_func):
            details["parameters"].append(_KEY)
        return details

    def get_components(self) -> dict[str, Any]:
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        self.add_schema_definitions(problem.pop("$defs"))
        self.add_schema_definitions({"Problem": problem})
        components: dict[str, Any] = super().get_components()
        return components


def _refusal(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {MEDIA_TYPE: {"schema": schema}}}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is left out has no value; null can't be written into an address."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**rest, **kinds[0]}


def _plain(value: Any) -> Any:
    """Descriptions are docstrings: without indents, and with one backtick where there are two."""
    if isinstance(value, dict):
        return {
            str(key): inspect.cleandoc(inner).replace("``", "`")
            if key == "description" and isinstance(inner, str)
            else _plain(inner)
            for key, inner in value.items()
            if key != "x-file"
        }
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
