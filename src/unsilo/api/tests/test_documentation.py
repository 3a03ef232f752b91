"""The OpenAPI document and the page made from it."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from jsonschema_rs import Draft202012Validator

from unsilo.api import openapi, router
from unsilo.api.tests.conftest import Program

DOCUMENT = openapi.document()
OPERATIONS = [
    (path, method, details)
    for path, methods in DOCUMENT["paths"].items()
    for method, details in methods.items()
]


def test_the_document_is_served_to_everybody(client: Client, db: None):
    answer = client.get("/api/v1/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["openapi"] == "3.1.0"
    assert set(answer.json()["paths"]) == set(DOCUMENT["paths"])


def test_every_operation_names_its_refusals_in_the_one_shape():
    for path, method, details in OPERATIONS:
        answered = {int(status) for status in details["responses"] if int(status) >= 400}
        expected = {401, 403, 404, 405, 422, 429, 500, 503}
        expected |= {400, 413, 415} if "requestBody" in details else set()
        assert answered - {409} == expected, (path, method)
        assert 409 in answered or method == "get", (path, method)
        for status in answered:
            content = details["responses"][str(status)]["content"]
            assert content["application/problem+json"]["schema"] == {
                "$ref": "#/components/schemas/Problem"
            }, (path, method)


def test_every_operation_has_a_summary_a_tag_and_asks_for_a_token():
    for path, method, details in OPERATIONS:
        assert details["summary"], (path, method)
        assert details["tags"], (path, method)
        assert details["security"] == [{"Bearer": []}], (path, method)


def test_every_operation_has_examples_that_match_their_schemas():
    """As strictly as a client would look: also at patterns, and at what must not be there."""
    wanted: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    for path, method, details in OPERATIONS:
        bodies = [details.get("requestBody", {}), *details["responses"].values()]
        for content in [one for body in bodies for one in body.get("content", {}).items()]:
            media, body = content
            if media.endswith("json"):
                name = f"{path} {method} {len(shown)}"
                wanted[name], shown[name] = body["schema"], body["example"]
        for parameter in details["parameters"]:
            assert parameter["in"] != "path" or "example" in parameter, (path, method)
    together = {"properties": wanted, "components": DOCUMENT["components"]}
    Draft202012Validator(together).validate(shown)


def test_names_of_operations_are_unique():
    names = [details["operationId"] for _, _, details in OPERATIONS]
    assert len(names) == len(set(names))


def test_two_schemas_of_one_name_are_refused():
    shapes = openapi.Document(router.api, openapi.PREFIX)
    with pytest.raises(ValueError, match="Two schemas of the API are called Problem"):
        shapes.add_schema_definitions({"Problem": {"type": "string"}})


def test_bounds_are_written_as_json_schema_writes_them():
    described = json.dumps(DOCUMENT)
    assert '"minimum": 1' in described
    assert not re.search(r'"(ge|gt|le|lt)": ', described)


def test_no_address_stands_in_two_routers():
    """The first would hide the methods of the second."""
    routes = [
        (bound.prefix, path)
        for bound in router.api._get_bound_routers()
        for path in bound.path_operations
    ]
    assert len(routes) == len(set(routes))


def test_every_documented_address_is_behind_the_door(as_nobody: Program):
    for path, method, _ in OPERATIONS:
        address = re.sub(r"\{\w+\}", "1", path).removeprefix("/api/v1/")
        assert as_nobody.call(method.upper(), address).status_code == 401, (path, method)


def test_the_page_shows_every_operation_shape_and_reason(client: Client, db: None):
    page = client.get("/api/v1/docs").content.decode()
    for _, _, details in OPERATIONS:
        assert f'id="{details["operationId"]}"' in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= anchors
    assert {"newer_messages", "rate_limited", "idempotency_key_reused"} <= anchors


@pytest.mark.parametrize("path", ["openapi.json", "docs"])
def test_documentation_is_only_read(client: Client, db: None, path: str):
    assert client.post(f"/api/v1/{path}").status_code == 405
