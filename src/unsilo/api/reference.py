"""The documentation: for programs as OpenAPI, for people as one page made from it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from unsilo.api.openapi import document
from unsilo.core.errors import UnsiloError
from unsilo.core.rest import MAX_ID

_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a shape. ``shape`` is what its type links to, if anything."""

    name: str
    kind: str
    shape: str
    required: bool
    words: SafeString


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    words: list[SafeString]
    parameters: list[Field]
    body: str
    body_type: str
    answers: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    words: list[SafeString]
    fields: list[Field]


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    found = document()
    by_tag: dict[str, list[Operation]] = {}
    for tag, operation in _operations(found["paths"]):
        by_tag.setdefault(tag, []).append(operation)
    context = {
        "tags": by_tag,
        "shapes": [_shape(name, one) for name, one in _shapes(found)],
        "reasons": sorted((code, _line(words)) for code, words in _reasons().items()),
    }
    return render(request, "api/reference.html", context)


def _operations(paths: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in paths.items():
        for method, details in methods.items():
            content = details.get("requestBody", {}).get("content", {})
            body_type = next(iter(content), "")
            body, _ = _kind(content[body_type]["schema"]) if content else ("", "")
            yield (
                details["tags"][0],
                Operation(
                    id=details["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=details["summary"],
                    words=_prose(details.get("description", "")),
                    parameters=[
                        _field(one["name"], one["schema"], required=one["required"], more=one)
                        for one in details["parameters"]
                        if one["in"] == "query"
                    ],
                    body=body if content and _REF in str(content) else "",
                    body_type=body_type,
                    answers=list(_answers(details["responses"])),
                ),
            )


def _answers(responses: Mapping[Any, Any]) -> Iterator[tuple[str, str, str]]:
    """(status, type, shape) of what is answered when all goes well."""
    for status, response in responses.items():
        if int(status) < 300:
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            yield (str(status), *(_kind(schema) if schema else (response["description"], "")))


def _shapes(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """All that something refers to, but for lists, which differ in their items only."""
    used = set(re.findall(rf"{_REF}(\w+)", json.dumps(found)))
    for name, schema in sorted(found["components"]["schemas"].items()):
        if name in used and not name.startswith("Listed_"):
            yield name, schema


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    required = schema.get("required", ())
    fields = [
        _field(field, details, required=field in required)
        for field, details in schema.get("properties", {}).items()
    ]
    return Shape(name, _prose(schema.get("description", "")), fields)


def _field(
    name: str, schema: Mapping[str, Any], *, required: bool, more: Mapping[str, Any] | None = None
) -> Field:
    kind, shape = _kind(schema)
    words = (more or {}).get("description") or schema.get("description", "")
    return Field(name, kind, shape, required, _line(words))


def _prose(text: str) -> list[SafeString]:
    """Paragraphs."""
    return [_line(one) for one in text.split("\n\n") if one]


def _line(text: str) -> SafeString:
    """Our own words, with `names` as code."""
    return SafeString(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))


def _kind(schema: Mapping[str, Any]) -> tuple[str, str]:
    """A type in a few words, and the shape it leads to."""
    if reference := schema.get("$ref"):
        name = reference.removeprefix(_REF)
        if name.startswith("Listed_"):
            item = name.removeprefix("Listed_").removesuffix("_")
            return f"page of {item}", item
        return name, name
    if kinds := schema.get("anyOf"):
        found = [_kind(one) for one in kinds]
        return " or ".join(kind for kind, _ in found), next((s for _, s in found if s), "")
    if values := schema.get("enum"):
        return " · ".join(str(value) for value in values), ""
    if schema.get("type") == "array":
        kind, shape = _kind(schema.get("items", {}))
        return f"list of {kind}", shape
    kind = str(schema.get("format") or schema.get("type", "any"))
    if "maxLength" in schema:
        kind += f", at most {schema['maxLength']} characters"
    elif schema.get("maximum", MAX_ID) < MAX_ID:
        kind += f", {schema['minimum']} to {schema['maximum']}"
    return kind, ""


def _reasons() -> dict[str, str]:
    """Every `code` of a problem, and what it says unless it says something nearer."""
    found = {
        "invalid": "Some fields can't be used, or what they ask for can't be done.",
        "method_not_allowed": "The address is right, the method is not; Allow names those that are.",
        "error": "Something broke on our side. It is logged.",
    }
    waiting = [UnsiloError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        words = (kind.__doc__ or "").strip().splitlines()
        found.setdefault(kind.code, words[0] if words else "")
    return found
