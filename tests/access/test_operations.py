"""The API, as OpenAPI describes it: behind the door, and silent about restricted desks."""

import json
import re

import pytest
from django.db import transaction
from django.test import Client

from tests.access.house import SECRET, House
from tests.access.operations import OPERATIONS
from tests.access.rights import RIGHTS
from unsilo.api.openapi import document

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"
RIGHT_OF = {
    (method, path): right
    for right, lines in OPERATIONS.items()
    for method, path in (line.split() for line in lines.strip().splitlines())
}
# What else addresses and bodies may name.
PLACES: dict[str, object] = {
    "kind": "reply", "name": "Kettle", "head": "feeling", "zip_code": "55101", "key": "buying_time",
}  # fmt: skip
NAMED: dict[str, object] = {
    "owner": "Bob", "desk": "Support", "to_desk": "PR", "brand": "Marmalade Fox", "severity": 2,
}  # fmt: skip
OF_KNOWN = {
    "/people/{person_id}/identities/{identity_id}", "/people/{person_id}/notes/{note_id}",
    "/people/{person_id}/merge",
}  # fmt: skip
# What the house lacks: who may do it is told that there is nothing, as those are who may not.
NOT_THERE = {
    "DELETE /conversations/{conversation_id}/drafts/{kind}",
    "DELETE /messages/{message_id}/corrections/{head}",
    "GET /exports/{export_id}/file",
    "POST /conversations/{conversation_id}/undo",
    "POST /ways",
}
# Of the whole house, as docs/security.md says.
OF_THE_HOUSE = ("/people", "/companies")


def operations() -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, found in document()["paths"].items()
        for method in found
        if method in ("get", "post", "patch", "put", "delete")
    ]


def filled(path: str, values: dict[str, object]) -> str | None:
    """The path with real ids; None where it asks for something that the house lacks."""
    names = re.findall(r"{(\w+)}", path)
    found = {name: values.get(name, values.get(name.removesuffix("_id"))) for name in names}
    if None in found.values():
        return None
    return path.format(**found)


def test_no_operation_answers_without_a_token(house: House) -> None:
    client, values = Client(), house.of("open")
    wrong = []
    for method, path in operations():
        address = filled(path, values) or re.sub(r"{\w+}", "1", path)
        if client.generic(method, address).status_code != 401:
            wrong.append((method, path))
    assert wrong == []


def test_what_stands_on_a_restricted_desk_is_in_no_answer(house: House) -> None:
    client = Client(headers={"authorization": f"Bearer {house.tokens['alice']}"})
    values, elsewhere = house.of("secret"), house.of("open")
    tried, wrong = 0, []
    for method, path in operations():
        if any(of_house in path for of_house in OF_THE_HOUSE):
            continue
        address = filled(path, values)
        is_inside = address is not None and address != filled(path, elsewhere)
        if address is None or (method != "GET" and not is_inside):
            continue
        answer = client.generic(
            method, address, json.dumps({}) if method != "GET" else "",
            content_type="application/json",
        )  # fmt: skip
        tried += 1
        if is_inside and answer.status_code not in (403, 404, 422):
            wrong.append((method, path, answer.status_code))
        if SECRET.lower().encode() in answer.content.lower():
            wrong.append((method, path, "shows it"))
    assert wrong == []
    assert tried > 80


def test_the_event_stream_leaves_it_out(house: House) -> None:
    client = Client(headers={"authorization": f"Bearer {house.tokens['alice']}"})
    inside = house.corners["secret"]["conversation_id"]
    cursor, seen = "", 0
    while True:
        page = client.get(f"/api/v1/events?limit=100{cursor}").json()
        seen += len(page["items"])
        assert SECRET not in json.dumps(page)
        assert inside not in [event["conversation_id"] for event in page["items"]]
        if cursor == (cursor := f"&cursor={page['next_cursor']}"):
            break
    assert seen > 20


def test_every_operation_has_its_right_in_the_table() -> None:
    there = {(method, path.removeprefix(ROOT)) for method, path in operations()}
    assert there - RIGHT_OF.keys() == set(), "say in tests/access/operations.py who may do that"
    assert RIGHT_OF.keys() - there == set(), "tests/access/operations.py names what is not there"


@pytest.mark.parametrize("right", OPERATIONS)
def test_who_may_do_it_can_and_nobody_weaker(house: House, right: str, settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    values = house.of("open")
    values["conversations"] = [values["conversation_id"]]
    wrong = []
    for (method, path), of_it in RIGHT_OF.items():
        if of_it != right:
            continue
        values |= {"other": values["other_person"]} if path.startswith("/people/") else {}
        named = values | ({"person_id": values["known_person"]} if path in OF_KNOWN else {})
        named |= {"fact_id": values["fact"]} if path.startswith("/facts/") else {}  # of the library
        address = filled(ROOT + path, named | PLACES)
        assert address, f"{path}: say in PLACES what its parameters stand for"
        media, body = body_for(method, path, named)
        for who in (RIGHTS[right].lets_in, *RIGHTS[right].refused):
            client = Client(headers={"authorization": f"Bearer {house.tokens[who]}"})
            with transaction.atomic():
                answer = client.generic(method, address, body, content_type=media)
                transaction.set_rollback(True)
            is_refused = answer.status_code in (401, 403, 404)
            expected = who in RIGHTS[right].refused
            if is_refused != expected and (expected or f"{method} {path}" not in NOT_THERE):
                wrong.append(f"{method} {path} {who} {answer.status_code}")
    assert wrong == []


def body_for(method: str, path: str, values: dict[str, object]) -> tuple[str, str]:
    """The example from the description, about things that are there."""
    asked = document()["paths"][ROOT + path][method.lower()].get("requestBody")
    if asked is None:
        return "application/json", ""
    [media, *_] = asked["content"]
    if media != "application/json":
        return media, ""
    example = asked["content"][media]["example"]
    there = {**NAMED, "conversation": values["conversation_id"], **values}
    named = {key: there.get(key, value) for key, value in example.items()}
    return media, json.dumps(named)
