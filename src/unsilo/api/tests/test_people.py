"""People, their identities and notes, merging, companies."""

import pytest

from unsilo.api.tests.conftest import Post, Program
from unsilo.core.actor import SYSTEM
from unsilo.people import services


@pytest.fixture
def dana(as_bob: Program) -> int:
    made = as_bob.post(
        "people", {"name": "Dana Whitlock", "company": "Whitlock Ltd", "place": "Hull"}
    )
    assert made.status_code == 201, made.content
    found: int = made.json()["id"]
    return found


def test_a_person_can_be_noted_read_and_found(as_bob: Program, as_vera: Program, dana: int):
    shown = as_vera.get(f"people/{dana}").json()
    assert (shown["name"], shown["company"]["name"], shown["place"]) == (
        "Dana Whitlock",
        "Whitlock Ltd",
        "Hull",
    )
    as_bob.post("people", {"name": "Somebody else"})
    assert [one["id"] for one in as_bob.items("people?q=whitl")] == [dana]
    assert [one["id"] for one in as_bob.items(f"people?company={shown['company']['id']}")] == [dana]
    assert as_bob.items("people?q=nobody") == []
    assert as_bob.get("people/999999").status_code == 404


def test_a_change_leaves_what_is_not_named(as_bob: Program, dana: int):
    changed = as_bob.patch(f"people/{dana}", {"language": "de"}).json()
    assert (changed["name"], changed["place"], changed["language"]) == (
        "Dana Whitlock",
        "Hull",
        "de",
    )
    assert changed["company"]["name"] == "Whitlock Ltd"
    changed = as_bob.patch(f"people/{dana}", {"company": None, "name": "Dana W."}).json()
    assert (changed["company"], changed["name"]) == (None, "Dana W.")
    for bad in ({"name": ""}, {"name": None}, {"nmae": "x"}, {"place": 5}):
        assert as_bob.patch(f"people/{dana}", bad).status_code == 422, bad
    assert as_bob.patch(f"people/{dana}", {}).status_code == 200


def test_custom_fields_are_set_checked_and_forgotten(as_bob: Program, dana: int):
    services.create_custom_field(label="Games", kind="number", by=SYSTEM)
    services.create_custom_field(label="Tester", kind="check", by=SYSTEM)
    path = f"people/{dana}"
    changed = as_bob.patch(path, {"fields": {"games": 3, "tester": True}}).json()
    assert changed["fields"] == {"games": 3, "tester": True}
    assert as_bob.patch(path, {"fields": {"games": None}}).json()["fields"] == {"tester": True}
    assert as_bob.patch(path, {"fields": {"games": "many"}}).status_code == 409
    assert as_bob.patch(path, {"fields": {"unknown": 1}}).status_code == 404
    refused = as_bob.patch(path, {"name": "New", "fields": {"unknown": 1}})
    assert refused.status_code == 404
    assert as_bob.get(path).json()["name"] == "Dana Whitlock"


def test_identities_are_added_and_removed(as_bob: Program, dana: int):
    path = f"people/{dana}/identities"
    mail = as_bob.post(path, {"kind": "email", "value": "dana@whitlock.example"})
    assert mail.status_code == 201
    assert as_bob.post(path, {"kind": "email", "value": "DANA@whitlock.example"}).status_code == 409
    assert as_bob.post(path, {"kind": "email", "value": "nonsense"}).status_code == 409
    assert as_bob.delete(f"{path}/{mail.json()['id']}").status_code == 409
    as_bob.post(path, {"kind": "bluesky", "value": "dana.example"})
    assert as_bob.delete(f"{path}/{mail.json()['id']}").status_code == 204
    assert as_bob.delete(f"{path}/{mail.json()['id']}").status_code == 404
    assert [one["kind"] for one in as_bob.get(f"people/{dana}").json()["identities"]] == ["bluesky"]


def test_notes_about_a_person(as_bob: Program, as_vera: Program, dana: int):
    path = f"people/{dana}/notes"
    made = as_bob.post(path, {"text": "Prefers the phone"})
    assert made.status_code == 201
    assert made.json()["author"] == "Bob Nakamura"
    assert [one["text"] for one in as_vera.items(path)] == ["Prefers the phone"]
    assert as_vera.delete(f"{path}/{made.json()['id']}").status_code == 403
    assert as_bob.delete(f"{path}/{made.json()['id']}").status_code == 204
    assert as_bob.delete(f"{path}/{made.json()['id']}").status_code == 404
    assert as_bob.items(path) == []


def test_two_people_become_one_and_two_again(as_bob: Program, dana: int, posted: Post):
    conversation = f"conversations/{posted()['conversation_id']}"
    other = as_bob.get(conversation).json()["person"]["id"]
    merged = as_bob.post(f"people/{dana}/merge", {"other": other})
    assert merged.status_code == 201
    assert (merged.json()["kept"], merged.json()["gone"]) == (dana, other)
    assert as_bob.get(conversation).json()["person"]["id"] == dana
    assert as_bob.get(f"people/{other}").json()["id"] == dana
    undo = f"merges/{merged.json()['id']}/undo"
    assert as_bob.post(undo).status_code == 200
    assert as_bob.post(undo).status_code == 409
    assert as_bob.get(conversation).json()["person"]["id"] == other
    assert as_bob.post(f"people/{dana}/merge", {"other": dana}).status_code == 409
    assert as_bob.post(f"people/{dana}/merge", {"other": 999999}).status_code == 404


def test_companies(as_bob: Program, as_alice: Program, letter):
    made = as_bob.post("companies", {"name": "Lind & Co", "domains": ["lind.example"]})
    assert made.status_code == 201
    company = made.json()["id"]
    assert [one["name"] for one in as_bob.items(f"people?company={company}")] == ["Rosa Lind"]
    changed = as_bob.patch(f"companies/{company}", {"note": "Distributor"}).json()
    assert (changed["name"], changed["domains"], changed["note"]) == (
        "Lind & Co",
        ["lind.example"],
        "Distributor",
    )
    assert as_bob.post("companies", {"name": "lind & co"}).status_code == 409
    assert as_bob.post("companies", {"name": "Free", "domains": ["gmail.com"]}).status_code == 409
    assert as_bob.post("companies", {"name": "Bad", "domains": ["no domain"]}).status_code == 422
    assert [one["id"] for one in as_bob.items("companies?q=lind")] == [company]
    assert as_bob.delete(f"companies/{company}").status_code == 403
    assert as_alice.delete(f"companies/{company}").status_code == 204
    assert as_alice.get(f"companies/{company}").status_code == 404
