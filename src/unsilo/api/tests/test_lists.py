"""Who sees which colleagues, desks and channels; and how lists page."""

import pytest

from unsilo.accounts.models import Desk, User
from unsilo.api.tests.conftest import Program
from unsilo.channels.models import Channel


def names(items: list[dict[str, str]]) -> list[str]:
    return [item["name"] for item in items]


def test_a_restricted_desk_is_known_to_its_people_and_admins_only(
    as_bob: Program, as_alice: Program, as_vera: Program, as_paul: Program, as_ada: Program,
    press_room: Desk,
):  # fmt: skip
    for who in (as_bob, as_alice, as_vera):
        assert "Press room" not in names(who.items("desks"))
        assert who.get(f"desks/{press_room.pk}").status_code == 404
    for who in (as_paul, as_ada):
        assert "Press room" in names(who.items("desks"))
        assert who.get(f"desks/{press_room.pk}").json()["is_restricted"] is True


def test_a_colleague_s_secret_desk_stays_secret(as_bob: Program, as_ada: Program, paul: User):
    assert names(as_bob.get(f"users/{paul.pk}").json()["desks"]) == ["PR"]
    assert names(as_ada.get(f"users/{paul.pk}").json()["desks"]) == ["PR", "Press room"]


def test_desks_name_their_members(as_bob: Program, alice: User, support: Desk):
    assert names(as_bob.get(f"desks/{support.pk}").json()["members"]) == [
        "Alice Moreau",
        "Bob Nakamura",
    ]


def test_channels_of_another_brand_are_not_there(
    as_charlie: Program, as_bob: Program, forum: Channel
):
    assert as_charlie.items("channels") == []
    assert as_charlie.get(f"channels/{forum.pk}").status_code == 404
    shown = as_bob.get(f"channels/{forum.pk}").json()
    assert (shown["name"], shown["kind"], shown["desk"]) == ("Forum", "api", "Support")
    assert "deliver" in shown["capabilities"]
    assert "config" not in shown


@pytest.mark.parametrize("path", ["users", "desks", "channels", "tokens", "people", "companies"])
def test_lists_page_without_gaps_or_doubles(
    as_ada: Program, as_bob: Program, alice: User, vera: User, community: Desk, forum: Channel,
    mail: Channel, path: str,
):  # fmt: skip
    for number in range(4):
        as_ada.post("people", {"name": f"Person {number}", "company": f"Company {number}"})
        as_ada.post("tokens", {"name": f"token {number}"})
    whole = as_ada.items(path)
    assert len(whole) >= 2
    assert as_ada.all_pages(path, limit=1) == whole
    assert as_ada.all_pages(path, limit=2) == whole


def test_a_limit_has_limits(as_bob: Program):
    for limit in ("0", "101", "x", "-1"):
        assert as_bob.get(f"desks?limit={limit}").status_code == 422


def test_a_damaged_cursor_is_refused(as_bob: Program):
    for path in ("desks", "conversations", "people", "events", "arrivals"):
        assert as_bob.get(f"{path}?cursor=!damaged").status_code == 422, path
