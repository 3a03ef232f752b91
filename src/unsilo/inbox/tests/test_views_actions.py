"""Verbs on one conversation and on many: who may, what they answer, how they are undone."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Conversation, Placement, Priority, State
from unsilo.inbox.queries.conversation import tags_of
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse
from unsilo.inbox.tests.visits import page_of, part, post, told, undo_of, visitor

pytestmark = pytest.mark.django_db


def placed(conversation: Conversation, desk: Desk) -> Placement:
    return Placement.objects.get(conversation=conversation, desk=desk)


VERBS = {
    "state/": {"state": "done"},
    "assign/": {"desk": "support", "owner": "me"},
    "priority/": {"desk": "support", "priority": "2"},
    "place/": {"desk": "community"},
    "move/": {"from": "support", "desk": "community"},
    "spam/": {"spam": "1"},
    "tag/": {"name": "Refund"},
}


def with_ids(data: dict[str, str], *desks: Desk) -> dict[str, str]:
    ids = {desk.slug: str(desk.pk) for desk in desks}
    return {name: ids.get(value, value) for name, value in data.items()}


@pytest.mark.parametrize("tail", VERBS)
def test_a_seat_is_needed_for_every_verb(
    tail: str, converse: Converse, bob: User, vera: User, paul: User, support: Desk, community: Desk
) -> None:
    conversation = converse()
    data = with_ids(VERBS[tail], support, community)
    for other in (vera, paul):
        assert post(visitor(other), page_of(conversation, tail), data).status_code == 403
    before = placed(conversation, support)
    assert (before.state, before.owner_id, before.priority) == (State.OPEN, None, 0)
    assert post(visitor(bob), page_of(conversation, tail), data).status_code == 200


@pytest.mark.parametrize("tail", VERBS)
def test_every_verb_says_what_it_did_and_is_undone_by_its_toast(
    tail: str, converse: Converse, bob: User, support: Desk, community: Desk
) -> None:
    conversation = converse()
    client = visitor(bob)
    data = with_ids(VERBS[tail], support, community)
    response = post(client, page_of(conversation, tail), data, at=page_of(conversation))
    assert told(response)["toast"]["text"]
    assert told(response)["inbox-changed"]["ids"] == [conversation.pk]
    assert "conv-top" in response.content.decode()
    undone = post(client, undo_of(response))
    assert undone.status_code == 204
    assert told(undone)["toast"]["text"] == "Undone."
    conversation.refresh_from_db()
    standing = placed(conversation, support)
    assert (standing.state, standing.owner_id, standing.priority) == (State.OPEN, None, 0)
    assert not conversation.is_spam
    assert tags_of(conversation) == ()
    assert Placement.objects.filter(conversation=conversation).count() == 1


def test_the_answer_keeps_the_list_of_the_page_it_came_from(
    converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse()
    at = page_of(conversation) + "?desk=support&order=oldest"
    response = post(visitor(bob), page_of(conversation, "state/"), {"state": "waiting"}, at=at)
    assert 'href="/inbox/desks/support/?order=oldest"' in response.content.decode()


def test_done_closes_the_desks_of_the_user_and_leaves_the_others(
    converse: Converse, bob: User, support: Desk, pr: Desk
) -> None:
    conversation = converse()
    placements.place(conversation.pk, desk=pr, by=bob.actor)
    response = post(visitor(bob), page_of(conversation, "state/"), {"state": "done"})
    assert told(response)["inbox-changed"]["away"] is True
    assert placed(conversation, support).state == State.DONE
    assert placed(conversation, pr).state == State.OPEN


def test_one_desk_alone_can_be_closed(
    converse: Converse, alice: User, support: Desk, community: Desk
) -> None:
    conversation = converse()
    placements.place(conversation.pk, desk=community, by=alice.actor)
    data = {"state": "done", "desk": str(community.pk)}
    post(visitor(alice), page_of(conversation, "state/"), data)
    assert placed(conversation, support).state == State.OPEN
    assert placed(conversation, community).state == State.DONE


def test_nobody_closes_a_desk_where_they_have_no_seat(
    converse: Converse, bob: User, pr: Desk
) -> None:
    conversation = converse()
    placements.place(conversation.pk, desk=pr, by=bob.actor)
    data = {"state": "done", "desk": str(pr.pk)}
    assert post(visitor(bob), page_of(conversation, "state/"), data).status_code == 403


@time_machine.travel("2026-11-18T10:20:00Z", tick=False)  # a Wednesday
@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"until": "later"}, "2026-11-18T13:00:00+00:00"),
        ({"until": "tomorrow"}, "2026-11-19T09:00:00+00:00"),
        ({"until": "monday"}, "2026-11-23T09:00:00+00:00"),
        ({"until": "week"}, "2026-11-25T09:00:00+00:00"),
        ({"until": "at", "at": "2026-12-24T08:30"}, "2026-12-24T08:30:00+00:00"),
    ],
)
def test_snoozing_until_a_moment_of_the_menu(
    choice: dict[str, str], expected: str, converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse()
    post(visitor(bob), page_of(conversation, "state/"), {"state": "snoozed", **choice})
    until = placed(conversation, support).snoozed_until
    assert until
    assert until.isoformat() == expected


@time_machine.travel("2026-11-18T22:20:00Z", tick=False)
def test_moments_are_those_of_the_readers_zone(
    converse: Converse, bob: User, support: Desk
) -> None:
    bob.time_zone = "Asia/Tokyo"  # where it is Thursday morning
    bob.save()
    conversation = converse()
    client = visitor(bob)
    html = client.get(page_of(conversation)).content.decode()
    assert "Later today" in html
    post(client, page_of(conversation, "state/"), {"state": "snoozed", "until": "tomorrow"})
    until = placed(conversation, support).snoozed_until
    assert until
    assert until.isoformat() == "2026-11-20T00:00:00+00:00"


@pytest.mark.parametrize(
    "choice",
    [
        {"until": "yesterday"},
        {"until": "at", "at": "soon"},
        {"until": "at", "at": "2020-01-01T10:00"},
    ],
)
def test_a_moment_that_is_none_is_refused(
    choice: dict[str, str], converse: Converse, bob: User
) -> None:
    data = {"state": "snoozed", **choice}
    assert post(visitor(bob), page_of(converse(), "state/"), data).status_code == 422


def test_who_can_answer_there_is_offered_and_those_with_a_seat_come_first(
    converse: Converse, bob: User, alice: User, ada: User, paul: User, vera: User, support: Desk
) -> None:
    url = page_of(converse(), f"assignees/?desk={support.pk}")
    html = part(visitor(bob), url, "dialog").content.decode()
    assert html.index("Me</span>") < html.index("Alice Moreau") < html.index("Ada Lovell")
    assert "Vera Olsen" not in html
    assert "Paul Reyes" not in html


def test_giving_it_to_a_colleague_and_to_nobody(
    converse: Converse, bob: User, alice: User, vera: User, support: Desk
) -> None:
    conversation = converse()
    client, url = visitor(bob), page_of(conversation, "assign/")
    data = {"desk": str(support.pk), "owner": str(alice.pk)}
    assert told(post(client, url, data))["toast"]["text"] == "Given to Alice Moreau."
    assert placed(conversation, support).owner == alice
    post(client, url, {**data, "owner": ""})
    assert placed(conversation, support).owner is None
    refused = post(client, url, {**data, "owner": str(vera.pk)})
    assert refused.status_code == 422
    assert "Vera Olsen has no seat on Support" in refused.content.decode()
    assert post(client, url, {**data, "owner": "9" * 30}).status_code == 404


def test_desks_to_place_on_are_those_that_do_not_hold_it(
    converse: Converse, bob: User, support: Desk, community: Desk, press_room: Desk
) -> None:
    conversation = converse()
    html = part(visitor(bob), page_of(conversation, "desks/"), "dialog").content.decode()
    assert f'value="{community.pk}"' in html
    assert f'value="{support.pk}"' not in html
    assert "Press room" not in html
    data = {"desk": str(press_room.pk)}
    assert post(visitor(bob), page_of(conversation, "place/"), data).status_code == 404


def test_the_last_desk_stays(converse: Converse, bob: User, support: Desk) -> None:
    data = {"desk": str(support.pk)}
    response = post(visitor(bob), page_of(converse(), "remove/"), data)
    assert response.status_code == 422
    assert b"only desk" in response.content


def test_tags_are_chosen_or_made_and_taken_off(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    post(client, page_of(conversation, "tag/"), {"name": "  #Late  DELIVERY "})
    assert tags_of(conversation) == ("late delivery",)
    dialog = part(client, page_of(conversation, "tags/"), "dialog").content.decode()
    assert "late delivery" in dialog
    assert "take off" in dialog
    response = post(client, page_of(conversation, "untag/"), {"name": "late delivery"})
    assert tags_of(conversation) == ()
    post(client, undo_of(response))
    assert tags_of(conversation) == ("late delivery",)


def test_an_undo_that_comes_too_late_says_so(
    converse: Converse, bob: User, alice: User, support: Desk
) -> None:
    conversation = converse()
    response = post(visitor(bob), page_of(conversation, "state/"), {"state": "done"})
    placements.assign(conversation.pk, desk=support, owner=alice, by=alice.actor)
    late = post(visitor(bob), undo_of(response))
    assert late.status_code == 409
    assert b"changed again in the meantime" in late.content
    assert placed(conversation, support).state == State.DONE


def test_nobody_undoes_what_is_none_of_their_business(
    converse: Converse, bob: User, paul: User, charlie: User
) -> None:
    response = post(visitor(bob), page_of(converse(), "state/"), {"state": "done"})
    assert post(visitor(paul), undo_of(response)).status_code == 403
    assert post(visitor(charlie), undo_of(response)).status_code == 404
    assert post(visitor(bob), "/inbox/undo/?events=999999").status_code == 404


def test_verbs_take_posts_only(converse: Converse, bob: User) -> None:
    assert visitor(bob).get(page_of(converse(), "state/")).status_code == 405


# Many at once


@pytest.fixture
def three(converse: Converse) -> list[Conversation]:
    return [converse(sender=f"p{n}@example.com") for n in range(3)]


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"verb": "done"}, State.DONE),
        ({"verb": "snooze", "until": "tomorrow"}, State.SNOOZED),
        ({"verb": "spam"}, State.DONE),
    ],
)
def test_many_change_together_and_are_undone_together(
    data: dict[str, str], state: State, three: list[Conversation], bob: User
) -> None:
    client = visitor(bob)
    response = post(client, "/inbox/many/", {"ids": [one.pk for one in three], **data})
    assert told(response)["toast"]["text"] == "3 conversations changed."
    assert set(Placement.objects.values_list("state", flat=True)) == {state}
    post(client, undo_of(response))
    assert set(Placement.objects.values_list("state", flat=True)) == {State.OPEN}
    assert not Conversation.objects.filter(is_spam=True).exists()


def test_many_are_taken_and_tagged(three: list[Conversation], bob: User) -> None:
    client, ids = visitor(bob), [one.pk for one in three]
    post(client, "/inbox/many/", {"ids": ids, "verb": "take"})
    assert Placement.objects.filter(owner=bob).count() == 3
    response = post(client, "/inbox/many/", {"ids": ids, "verb": "tag", "name": "Refund"})
    assert [tags_of(one) for one in three] == [("refund",)] * 3
    post(client, undo_of(response))
    assert [tags_of(one) for one in three] == [()] * 3


def test_many_leaves_alone_what_is_not_the_users(
    converse: Converse, three: list[Conversation], bob: User, paul: User, pr: Desk
) -> None:
    foreign = converse(desk=pr)
    ids = [*(one.pk for one in three), foreign.pk, 999999]
    response = post(visitor(bob), "/inbox/many/", {"ids": ids, "verb": "done"})
    text = told(response)["toast"]["text"]
    assert text == "3 conversations changed. 2 are not yours to change."
    assert placed(foreign, pr).state == State.OPEN


def test_many_ends_at_a_hundred(bob: User) -> None:
    assert (
        post(visitor(bob), "/inbox/many/", {"ids": range(101), "verb": "done"}).status_code == 422
    )
    assert post(visitor(bob), "/inbox/many/", {"verb": "done"}).status_code == 422
    assert post(visitor(bob), "/inbox/many/", {"ids": [1], "verb": "dance"}).status_code == 422


def test_priorities_are_the_known_ones(converse: Converse, bob: User, support: Desk) -> None:
    conversation = converse()
    data = {"desk": str(support.pk), "priority": "9"}
    assert post(visitor(bob), page_of(conversation, "priority/"), data).status_code == 422
    post(visitor(bob), page_of(conversation, "priority/"), {**data, "priority": "1"})
    assert placed(conversation, support).priority == Priority.HIGH


def test_snoozed_conversations_tell_until_when(
    converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse()
    placements.set_state(
        conversation.pk,
        state=State.SNOOZED,
        until=timezone.now() + timedelta(days=30),
        by=bob.actor,
    )
    html = visitor(bob).get("/inbox/?state=snoozed").content.decode()
    assert "until " in html
