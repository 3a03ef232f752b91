"""Where conversations stand: every change, its undo, and who may make it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.api.tests.conftest import Post, Program


@pytest.fixture
def path(posted: Post) -> str:
    return f"conversations/{posted()['conversation_id']}"


def placed(answer) -> dict[str, tuple[str, str | None]]:
    assert answer.status_code == 200, answer.content
    found = answer.json()["conversation"]["placements"]
    return {one["desk"]: (one["state"], one["owner"]) for one in found}


def test_assign_and_unassign(as_bob: Program, path: str, alice: User):
    assert placed(as_bob.post(f"{path}/assign", {"owner": "me"})) == {
        "Support": ("open", "Bob Nakamura")
    }
    for owner in ("alice@marmaladefox.example", "alice moreau", str(alice.pk)):
        answer = as_bob.post(f"{path}/assign", {"owner": owner, "desk": "support"})
        assert placed(answer) == {"Support": ("open", "Alice Moreau")}
    assert placed(as_bob.post(f"{path}/assign", {"owner": None})) == {"Support": ("open", None)}
    assert as_bob.post(f"{path}/assign", {"owner": "nobody"}).status_code == 404
    assert as_bob.post(f"{path}/assign", {}).status_code == 422


def test_nothing_to_change_leaves_no_event(as_bob: Program, path: str):
    assert as_bob.post(f"{path}/assign", {"owner": None}).json()["event_id"] is None
    assert as_bob.post(f"{path}/state", {"state": "open"}).json()["event_id"] is None


def test_close_reopen_wait_and_snooze(as_bob: Program, path: str):
    for state in ("done", "open", "waiting"):
        assert placed(as_bob.post(f"{path}/state", {"state": state})) == {"Support": (state, None)}
    until = (timezone.now() + timedelta(hours=3)).isoformat()
    answer = as_bob.post(f"{path}/state", {"state": "snoozed", "until": until})
    (one,) = answer.json()["conversation"]["placements"]
    assert (one["state"], one["snoozed_until"][:16]) == ("snoozed", until[:16])


@pytest.mark.parametrize("until", [None, "2001-01-01T00:00:00Z", "9000-01-01T00:00:00Z"])
def test_nobody_sleeps_without_an_end_or_for_ever(as_bob: Program, path: str, until: str | None):
    assert as_bob.post(f"{path}/state", {"state": "snoozed", "until": until}).status_code == 409


def test_priority(as_bob: Program, path: str):
    answer = as_bob.post(f"{path}/priority", {"priority": "urgent"})
    assert answer.json()["conversation"]["placements"][0]["priority"] == "urgent"
    assert as_bob.post(f"{path}/priority", {"priority": 2}).status_code == 422


def test_place_on_a_second_desk_and_take_it_off_again(
    as_bob: Program, as_alice: Program, path: str, community: Desk, support: Desk
):
    answer = as_bob.post(f"{path}/placements", {"desk": "community"})
    assert placed(answer) == {"Support": ("open", None), "Community": ("open", None)}
    assert as_bob.post(f"{path}/assign", {"owner": "me"}).status_code == 409
    assert as_bob.delete(f"{path}/placements/{community.pk}").status_code == 403
    assert placed(as_alice.delete(f"{path}/placements/{community.pk}")) == {
        "Support": ("open", None)
    }
    assert as_alice.delete(f"{path}/placements/{support.pk}").status_code == 409
    assert as_alice.delete(f"{path}/placements/{community.pk}").status_code == 404


def test_a_state_is_that_of_the_user_s_own_desks(
    as_bob: Program, as_alice: Program, path: str, community: Desk
):
    as_bob.post(f"{path}/placements", {"desk": "community"})
    answer = as_bob.post(f"{path}/state", {"state": "done"})
    assert placed(answer) == {"Support": ("done", None), "Community": ("open", None)}
    assert (
        as_bob.post(f"{path}/state", {"state": "done", "desks": ["Community"]}).status_code == 403
    )
    answer = as_alice.post(f"{path}/state", {"state": "waiting", "desks": ["Community"]})
    assert placed(answer) == {"Support": ("done", None), "Community": ("waiting", None)}


def test_move_hands_it_over(as_bob: Program, path: str, pr: Desk):
    answer = as_bob.post(f"{path}/move", {"to_desk": "PR"})
    assert placed(answer) == {"PR": ("open", None)}
    assert as_bob.post(f"{path}/move", {"to_desk": "support"}).status_code == 403
    assert as_bob.get(path).json()["can_work"] is False


def test_nobody_moves_to_a_desk_they_do_not_know(as_bob: Program, path: str, press_room: Desk):
    assert as_bob.post(f"{path}/move", {"to_desk": "press-room"}).status_code == 404
    assert as_bob.post(f"{path}/placements", {"desk": "press-room"}).status_code == 404


def test_what_left_the_user_s_sight_is_no_longer_shown(
    as_paul: Program, as_ada: Program, path: str, press_room: Desk, support: Desk
):
    as_ada.post(f"{path}/move", {"to_desk": "press-room"})
    as_ada.post(f"{path}/placements", {"desk": "support"})
    answer = as_paul.delete(f"{path}/placements/{press_room.pk}")
    assert placed(answer) == {"Support": ("open", None)}


def test_tags_come_and_go(as_bob: Program, path: str):
    answer = as_bob.post(f"{path}/tags", {"name": "Lid  Cracks/2026"})
    assert answer.json()["conversation"]["tags"] == ["lid cracks/2026"]
    answer = as_bob.delete(f"{path}/tags/lid%20cracks/2026")
    assert answer.json()["conversation"]["tags"] == []
    assert as_bob.delete(f"{path}/tags/lid").json()["event_id"] is None
    for name in ("", "#", " x", "\n", "x" * 51):
        assert as_bob.post(f"{path}/tags", {"name": name}).status_code == 422


def test_spam_and_back(as_bob: Program, path: str):
    marked = as_bob.post(f"{path}/spam", {"spam": True}).json()["conversation"]
    assert (marked["is_spam"], marked["placements"][0]["state"]) == (True, "done")
    cleared = as_bob.post(f"{path}/spam", {"spam": False}).json()["conversation"]
    assert (cleared["is_spam"], cleared["placements"][0]["state"]) == (False, "open")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("assign", {"owner": "me"}),
        ("state", {"state": "done"}),
        ("priority", {"priority": "high"}),
        ("placements", {"desk": "community"}),
        ("spam", {"spam": True}),
        ("tags", {"name": "lids"}),
    ],
)
def test_each_change_can_be_undone(
    as_bob: Program, path: str, community: Desk, verb: str, body: dict[str, object]
):
    before = as_bob.get(path).json()
    event = as_bob.post(f"{path}/{verb}", body).json()["event_id"]
    undone = as_bob.post(f"{path}/undo", {"event_id": event})
    assert undone.status_code == 200, undone.content
    after = as_bob.get(path).json()
    assert after == {**before, "version": after["version"]}


def test_what_changed_since_is_not_undone(as_bob: Program, path: str):
    event = as_bob.post(f"{path}/state", {"state": "done"}).json()["event_id"]
    as_bob.post(f"{path}/state", {"state": "waiting"})
    refused = as_bob.post(f"{path}/undo", {"event_id": event})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_undo")


def test_an_event_is_undone_through_its_own_conversation_only(
    as_bob: Program, path: str, posted: Post
):
    other = f"conversations/{posted()['conversation_id']}"
    event = as_bob.post(f"{other}/state", {"state": "done"}).json()["event_id"]
    assert as_bob.post(f"{path}/undo", {"event_id": event}).status_code == 404
    assert as_bob.post(f"{path}/undo", {"event_id": 2**62}).status_code == 404


def test_a_change_of_secret_desks_is_not_undone_by_outsiders(
    as_bob: Program, as_ada: Program, path: str, press_room: Desk
):
    event = as_ada.post(f"{path}/placements", {"desk": "press-room"}).json()["event_id"]
    assert as_bob.post(f"{path}/undo", {"event_id": event}).status_code == 403


def test_only_who_works_on_the_changed_desk_undoes_for_others(
    as_bob: Program, as_paul: Program, as_alice: Program, path: str
):
    as_bob.post(f"{path}/placements", {"desk": "pr"})
    event = as_paul.post(f"{path}/state", {"state": "done", "desks": ["pr"]}).json()["event_id"]
    assert as_bob.post(f"{path}/undo", {"event_id": event}).status_code == 403
    assert as_alice.post(f"{path}/undo", {"event_id": event}).status_code == 200


def test_nobody_gets_what_they_could_not_answer(
    as_bob: Program, path: str, paul: User, vera: User, charlie: User
):
    for other in (paul, vera, charlie):
        refused = as_bob.post(f"{path}/assign", {"owner": other.email})
        assert "has no seat on Support" in refused.json()["detail"]
