"""A conversation that also stands on a restricted desk tells nobody else of that desk."""

import json

import pytest
from django.test import Client

from unsilo.accounts.models import Desk, User
from unsilo.accounts.services import archive_desk, unseat
from unsilo.channels.models import WebhookPost
from unsilo.channels.services import webhooks
from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox import live
from unsilo.inbox.models import Conversation, Placement, State
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse


@pytest.fixture
def shared(converse: Converse, press_room: Desk, paul: User) -> Conversation:
    """On the support desk for all, and in the press room."""
    conversation = converse()
    placements.place(conversation.pk, desk=press_room, by=paul.actor)
    return conversation


def _undo(client: Client, event_id: int | None) -> int:
    return client.post(f"/inbox/undo/?events={event_id}").status_code


def test_what_was_done_on_a_hidden_desk_is_not_undone_from_another(
    client: Client, shared: Conversation, press_room: Desk, bob: User, paul: User
) -> None:
    taken = placements.assign(shared.pk, desk=press_room, owner=paul, by=paul.actor)
    client.force_login(bob)
    assert _undo(client, taken.event_id) == 403
    assert Placement.objects.get(desk=press_room).owner == paul
    client.force_login(paul)
    assert _undo(client, taken.event_id) == 204
    assert Placement.objects.get(desk=press_room).owner is None


def test_a_seat_on_the_changed_desk_is_needed_to_undo_for_a_colleague(
    client: Client, converse: Converse, support: Desk, pr: Desk, bob: User, paul: User, alice: User
) -> None:
    conversation = converse()
    placements.place(conversation.pk, desk=pr, by=bob.actor)
    closed = placements.set_state(conversation.pk, state=State.DONE, desks=[pr], by=paul.actor)
    client.force_login(bob)
    assert _undo(client, closed.event_id) == 403
    client.force_login(alice)
    assert _undo(client, closed.event_id) == 204


def test_who_lost_their_seat_takes_nothing_back(
    client: Client, converse: Converse, support: Desk, bob: User
) -> None:
    closed = placements.set_state(converse().pk, state=State.DONE, by=bob.actor)
    unseat(bob, desk=support, by=SYSTEM)
    client.force_login(bob)
    assert _undo(client, closed.event_id) == 403


def test_its_name_stands_in_no_line(
    client: Client, shared: Conversation, press_room: Desk, pr: Desk, bob: User, paul: User
) -> None:
    placements.assign(shared.pk, desk=press_room, owner=paul, by=paul.actor)
    placements.move(shared.pk, from_desk=press_room, to_desk=pr, by=paul.actor)
    client.force_login(bob)
    page = client.get(f"/inbox/c/{shared.pk}/").content.decode()
    assert "Press room" not in page
    assert "took this over" not in page
    assert "Paul Reyes moved this between desks" in page
    client.force_login(paul)
    page = client.get(f"/inbox/c/{shared.pk}/").content.decode()
    assert "Paul Reyes moved this from Press room to PR" in page


def test_programs_and_browsers_are_not_told_of_it(
    shared: Conversation, press_room: Desk, support: Desk, bob: User, paul: User
) -> None:
    webhooks.create_webhook(url="https://hooks.example.com/", kinds=[], user=bob, by=SYSTEM)
    taken = placements.assign(shared.pk, desk=press_room, owner=paul, by=paul.actor)
    event = Event.objects.get(pk=taken.event_id)
    assert events.data_for(event, [support.pk]) == {"steps": []}
    assert events.data_for(event, [support.pk, press_room.pk]) == event.data
    assert "Press room" not in json.dumps(live.event_data(event, [support.pk]))
    webhooks.fan_out()
    told = json.loads(WebhookPost.objects.get(event_id=event.pk).body)["data"]
    assert told["desk_ids"] == [support.pk]
    assert told["details"] == {"steps": []}


def test_what_stands_on_an_archived_desk_is_found_shown_and_moved(
    client: Client, converse: Converse, support: Desk, community: Desk, bob: User
) -> None:
    conversation = converse("The lid cracks")
    archive_desk(support, by=SYSTEM)
    client.force_login(bob)
    page = client.get(f"/inbox/c/{conversation.pk}/").content.decode()
    assert 'aria-label="Support"' in page
    assert '<span class="faint">archived</span>' in page
    assert f'id="row-{conversation.pk}"' in client.get("/inbox/search/?q=lid").content.decode()
    tail = f"/inbox/c/{conversation.pk}/"
    onto_it = client.post(f"{tail}place/", {"desk": support.pk})
    assert onto_it.status_code == 404
    moved = client.post(f"{tail}move/", {"from": support.pk, "desk": community.pk})
    assert moved.status_code == 200
    assert [one.desk for one in Placement.objects.all()] == [community]
