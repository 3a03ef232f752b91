"""Drafts left for a person, by tokens that can't send."""

import pytest

from unsilo.accounts.models import User
from unsilo.api.tests.conftest import Post, Program, program
from unsilo.channels.models import Delivery
from unsilo.inbox.models import Draft, Message


@pytest.fixture
def as_drafter(bob: User) -> Program:
    """Bob, with a token that reads and leaves drafts."""
    return program(bob, scope="draft")


@pytest.fixture
def path(posted: Post) -> str:
    return f"conversations/{posted()['conversation_id']}"


def test_a_draft_lies_in_the_composer_of_its_user(as_drafter: Program, path: str, client, bob):
    left = as_drafter.post(f"{path}/drafts", {"text": "A new lid is on its way."})
    assert left.status_code == 201, left.content
    assert as_drafter.items(f"{path}/drafts") == [left.json()]
    client.force_login(bob, backend="unsilo.accounts.backends.UserBackend")
    page = client.get(f"/inbox/c/{Draft.objects.get().conversation_id}/", follow=True)
    assert "A new lid is on its way." in page.content.decode()


def test_a_token_for_drafts_sends_and_changes_nothing(as_drafter: Program, path: str):
    told = Message.objects.count()
    tried = {
        "replies": {"text": "Hi", "confirm": True},
        "notes": {"text": "Hi"},
        "state": {"state": "done"},
        "tags": {"name": "x"},
        "assign": {"owner": "me"},
    }
    for what, body in tried.items():
        assert as_drafter.post(f"{path}/{what}", body).status_code == 403, what
    assert as_drafter.post("tokens", {"name": "more"}).status_code == 403
    assert not Delivery.objects.exists()
    assert Message.objects.count() == told


def test_what_a_person_has_begun_is_not_overwritten_unasked(as_drafter: Program, path: str):
    as_drafter.post(f"{path}/drafts", {"text": "Mine"})
    refused = as_drafter.post(f"{path}/drafts", {"text": "Theirs"})
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_there")
    assert Draft.objects.get().text == "Mine"
    assert as_drafter.post(f"{path}/drafts", {"text": "New", "replace": True}).status_code == 201
    assert Draft.objects.get().text == "New"
    assert as_drafter.post(f"{path}/drafts", {"text": "A note", "kind": "note"}).status_code == 201


def test_who_could_not_answer_leaves_no_draft(
    as_reader: Program, as_vera: Program, as_charlie: Program, as_alice: Program, path: str
):
    body = {"text": "Hi"}
    assert as_reader.post(f"{path}/drafts", body).status_code == 403
    assert as_vera.post(f"{path}/drafts", body).status_code == 403
    assert as_charlie.post(f"{path}/drafts", body).status_code == 404
    assert as_charlie.get(f"{path}/drafts").status_code == 404
    assert as_alice.post(f"{path}/drafts", body).status_code == 201


def test_drafts_are_their_users_alone_and_can_be_thrown_away(
    as_drafter: Program, as_alice: Program, path: str
):
    as_drafter.post(f"{path}/drafts", {"text": "Mine"})
    assert as_alice.items(f"{path}/drafts") == []
    assert as_alice.delete(f"{path}/drafts/reply").status_code == 404
    assert as_drafter.delete(f"{path}/drafts/reply").status_code == 204
    assert not Draft.objects.exists()
