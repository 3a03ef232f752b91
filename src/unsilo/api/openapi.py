"""The OpenAPI document: what the library writes, and what is true of every operation here."""

import inspect
from functools import cache
from http import HTTPStatus
from typing import Any

from django.utils.translation import override
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from unsilo.api import idempotency
from unsilo.api.examples import Examples
from unsilo.api.problems import MEDIA_TYPE, Problem
from unsilo.api.router import api
from unsilo.core.rest import KEY_PATTERN

PREFIX = "/api/v1/"
_TEXT = {"type": "string"}
_MEDIA = {
    "application/octet-stream": {"type": "string", "format": "binary"},
    "text/event-stream": {  # of each event
        "type": "object",
        "properties": {"id": _TEXT, "event": _TEXT, "data": _TEXT, "retry": {"type": "integer"}},
        "required": ["id", "data"],
    },
}

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
    503: "The database does not answer; `Retry-After` says when to try again.",
}
_CODES = {
    400: "not_understood",
    401: "no_token",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "wrong_media_type",
    422: "invalid",
    429: "rate_limited",
    500: "error",
    503: "unavailable",
}
_WITH_BODY = (400, 413, 415)
_COUNT = {"schema": {"type": "integer", "minimum": 0}, "required": True}
_LIMITS = {
    "RateLimit-Policy": {
        "description": "Requests in how many seconds.",
        "schema": {"type": "string", "examples": ["600;w=60"]},
        "required": True,
    },
    "RateLimit-Limit": {"description": "Requests a minute.", **_COUNT},
    "RateLimit-Remaining": {"description": "Requests left now.", **_COUNT},
    "RateLimit-Reset": {"description": "Seconds until all are back.", **_COUNT},
}
_TOLD_WITH = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    405: {"Allow": {"description": "The methods that are.", "schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}, **_LIMITS},
    503: {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}},
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

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._show(Examples(self.schemas))

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        details: dict[str, Any] = super().operation_details(operation)
        for status, response in details["responses"].items():
            response["headers"] = _LIMITS
            if status == 200 and (media := details.get("x-media")):
                response["content"] = {media: {"schema": _MEDIA[media]}}
        for status, words in _REFUSALS.items():
            if _is_answered(status, details, operation):
                details["responses"][status] = _refusal(status, words)
        for parameter in details["parameters"]:
            parameter["schema"] = _without_null(parameter["schema"])
        if "POST" in operation.methods and not idempotency.is_keyed_by_itself(operation.view_func):
            details["parameters"].append(_KEY)
        return details

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Of two schemas of one name, one would describe the operations of both."""
        for name, schema in definitions.items():
            if self.schemas.get(name, schema) != schema:
                raise ValueError(f"Two schemas of the API are called {name}.")
        super().add_schema_definitions(definitions)

    def get_components(self) -> dict[str, Any]:
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        self.add_schema_definitions(problem.pop("$defs"))
        self.add_schema_definitions({"Problem": problem})
        components: dict[str, Any] = super().get_components()
        return components

    def _show(self, examples: Examples) -> None:
        """Give every body and every part of an address an example."""
        for methods in self["paths"].values():
            for details in methods.values():
                bodies = [details.get("requestBody", {}), *details["responses"].values()]
                for body in bodies:
                    for media, content in body.get("content", {}).items():
                        if media == "application/json":
                            brief = body is bodies[0]
                            content["example"] = examples.of(content["schema"], brief=brief)
                for parameter in details["parameters"]:
                    if parameter["in"] == "path":
                        parameter["example"] = examples.of(parameter["schema"], parameter["name"])


def _is_answered(status: int, details: dict[str, Any], operation: Operation) -> bool:
    """Whether an operation can refuse like this."""
    if status in _WITH_BODY:
        return "requestBody" in details
    if status == 409:
        asks = any(parameter["in"] == "query" for parameter in details["parameters"])
        return asks or operation.methods != ["GET"]
    return True


def _refusal(status: int, words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    code = _CODES[status]
    example = {
        "type": f"{PREFIX}docs#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
        "code": code,
        "errors": [{"field": "body.name", "message": "Field required"}] if status == 422 else [],
        "data": {},
    }
    content = {MEDIA_TYPE: {"schema": schema, "example": example}}
    found: dict[str, Any] = {"description": words, "content": content}
    if headers := _TOLD_WITH.get(status):
        found["headers"] = headers
    return found


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
            if key != "x-media"
        }
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
