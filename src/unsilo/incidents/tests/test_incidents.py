"""Declaring, phases, duties, facts and words: one room for one thing, and four eyes for words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from tests.waiting import in_threads

from unsilo.accounts.access import Access
from unsilo.accounts.models import Call, Notice
from unsilo.accounts.services import paging
from unsilo.channels.models import Pause
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Forbidden, Invalid
from unsilo.core.models import Event
from unsilo.incidents.models import (
    FactLine,
    Incident,
    IncidentKind,
    Phase,
    Statement,
    StatementState,
)
from unsilo.incidents.queries.room import clocks, tally, timeline
from unsilo.incidents.queries.touched import conversations_counted, more_counted
from unsilo.incidents.sentences import KINDS
from unsilo.incidents.services import facts, incidents, room, statements, updates
from unsilo.incidents.services.incidents import declare, kind_for
from unsilo.listening.models import Alert, Query, Series, Sighting

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(brand: Any, letters: Any) -> Alert:
    query = Query.objects.create(name="Otto", brand=brand, any_of=["otto"])
    series = Series.objects.create(query=query, public=False)
    start = timezone.now() - timedelta(minutes=30)
    for conversation in letters[:2]:
        message = conversation.messages.first()
        Sighting.objects.create(
            series=series, at=start, author=str(conversation.person_id), message=message
        )
    return Alert.objects.create(
        query=query,
        series=series,
        title="Otto: eye, batch, 0417",
        kind="threat",
        severity=3,
        raised_at=start + timedelta(minutes=10),
        since=start,
        until=timezone.now(),
        observed=2,
        private=2,
        people=2,
        expected=0.4,
        surprise=9.0,
    )


def test_an_incident_from_an_alert_brings_along_those_who_wrote(
    alert: Alert, alice: Any, letters: Any
) -> None:
    call = paging.page(
        desk=None, title="x", text="", url="", key=f"alert:{alert.pk}:3", severity=3, by=SYSTEM
    )
    paging.acknowledge(call, user=alice, by=alice.actor)

    incident, is_new = declare(
        brand=alert.query.brand,
        title=alert.title,
        severity=3,
        alert=alert,
        touched=conversations_counted(alert),
        by=alice.actor,
    )

    assert is_new
    assert incident.detected_at == alert.raised_at
    call.refresh_from_db()
    alert_now = Alert.objects.get()
    assert incident.acknowledged_at in (call.settled_at, alert_now.acknowledged_at)
    assert alert_now.status == "incident"
    touched = set(incident.touched.values_list("conversation_id", flat=True))
    assert touched == {one.pk for one in letters[:2]}
    assert Call.objects.count() == 1  # the alert has called already


def test_what_the_alert_counts_later_is_offered(
    alert: Alert, alice: Any, letters: Any, rights: Any
) -> None:
    incident, _new = declare(
        brand=alert.query.brand, title="Otto", severity=2, alert=alert,
        touched=conversations_counted(alert), by=alice.actor,
    )  # fmt: skip
    assert more_counted(rights(alice), incident) == []
    Sighting.objects.create(
        series=alert.series, at=timezone.now(), author="c", message=letters[2].messages.first()
    )

    assert more_counted(rights(alice), incident) == [letters[2].pk]


def test_the_same_thing_declared_again_leads_to_the_same_room(
    alert: Alert, brand: Any, bob: Any, letters: Any
) -> None:
    first, _new = declare(
        brand=brand, title="Otto", severity=2, alert=alert, by=bob.actor,
        touched=conversations_counted(alert),
    )  # fmt: skip
    again = [
        declare(brand=brand, title="Other words", severity=1, alert=alert, by=SYSTEM),
        declare(brand=brand, title="From a letter", severity=1, conversation=letters[0], by=SYSTEM),
    ]

    assert again == [(first, False), (first, False)]
    by_hand = [
        declare(brand=brand, title=title, severity=1, by=SYSTEM)[0].pk
        for title in ("Server down", "server  DOWN")
    ]
    assert by_hand[0] == by_hand[1]


def test_an_alert_about_those_who_are_touched_already_joins_their_incident(
    alert: Alert, brand: Any, bob: Any, letters: Any
) -> None:
    by_hand, _new = declare(
        brand=brand, title="Eyes", severity=1, by=bob.actor, touched=[letters[0].pk]
    )

    found, is_new = declare(
        brand=brand, title=alert.title, severity=2, alert=alert, by=bob.actor,
        touched=conversations_counted(alert),
    )  # fmt: skip

    assert (found, is_new) == (by_hand, False)
    found.refresh_from_db()
    assert found.alert == alert
    alert.refresh_from_db()
    assert alert.status == "incident"


def test_once_it_is_over_the_same_thing_may_be_declared_anew_and_the_old_one_stays_closed(
    brand: Any, alice: Any
) -> None:
    first, _new = declare(brand=brand, title="Server down", severity=1, by=alice.actor)
    incidents.set_phase(first, phase=Phase.RESOLVED, by=alice.actor)

    second, is_new = declare(brand=brand, title="Server down", severity=1, by=alice.actor)

    assert is_new
    with pytest.raises(Conflict):
        incidents.set_phase(first, phase=Phase.RESPONDING, by=alice.actor)
    incidents.set_phase(second, phase=Phase.RESOLVED, by=alice.actor)
    assert incidents.set_phase(first, phase=Phase.RESPONDING, by=alice.actor).is_ongoing


@pytest.mark.django_db(transaction=True)
def test_declared_by_four_at_once_it_is_one_incident(brand: Any, alice: Any, letters: Any) -> None:
    in_threads(
        *[
            lambda: declare(
                brand=brand, title="Otto", severity=3, conversation=letters[0], by=alice.actor
            )
        ]
        * 4
    )

    assert Incident.objects.count() == 1
    assert Event.objects.filter(kind="incident.declared").count() == 1
    assert Call.objects.count() == 1


def test_a_serious_one_tells_everybody_and_calls_a_mild_one_tells_the_leads(
    brand: Any, bob: Any, alice: Any, vera: Any, charlie: Any
) -> None:
    serious, _new = declare(brand=brand, title="A", severity=3, by=SYSTEM)
    mild, _new = declare(brand=brand, title="B", severity=1, by=SYSTEM)

    def told(incident: Incident) -> set[str]:
        found = Notice.objects.filter(key=f"incident:{incident.pk}")
        return set(found.values_list("user__name", flat=True))

    assert told(serious) == {"Bob Nakamura", "Alice Moreau"}
    assert told(mild) == {"Alice Moreau"}
    assert [call.title for call in Call.objects.all()] == ["A"]


def test_good_news_get_the_same_room_and_call_nobody(brand: Any, alert: Alert, bob: Any) -> None:
    alert.kind = "opportunity"
    made, _new = declare(
        brand=brand, title="The dog in the box", severity=3, kind=kind_for(alert), by=bob.actor
    )

    assert made.kind == IncidentKind.OPPORTUNITY
    assert not Call.objects.exists()


def test_a_line_is_changed_as_it_stands_not_as_it_was_on_the_screen(
    incident: Any, alice: Any, bob: Any
) -> None:
    fact = facts.add_fact(incident, column="confirmed", text="Glue, not the eye", by=bob.actor)
    on_screen = FactLine.objects.get(pk=fact.pk)
    facts.move_fact(fact, column="unsayable", by=bob.actor)
    with pytest.raises(Invalid):
        facts.show_fact(on_screen, is_public=True, by=alice.actor)


def test_facts_move_between_columns_and_each_change_is_a_version(incident: Any, bob: Any) -> None:
    fact = facts.add_fact(incident, column="unconfirmed", text="The right eye too?", by=bob.actor)
    facts.move_fact(fact, column="confirmed", by=bob.actor)
    facts.show_fact(fact, is_public=True, by=bob.actor)
    facts.move_fact(fact, column="unsayable", by=bob.actor)
    facts.remove_fact(fact, by=bob.actor)
    facts.restore_fact(fact, by=bob.actor)

    incident.refresh_from_db()
    fact.refresh_from_db()
    assert incident.sheet_version == 6
    assert not fact.is_public
    with pytest.raises(Invalid):
        facts.show_fact(fact, is_public=True, by=bob.actor)
    with pytest.raises(Invalid):
        facts.add_fact(incident, column="confirmed", text="  ", by=bob.actor)


def write(
    incident: Any, user: Any, text: str = "We know of it.", use: str = "holding"
) -> Statement:
    return statements.write_statement(incident, use=use, text=text, user=user, by=user.actor)


def test_nobody_approves_their_own_words(incident: Any, alice: Any, bob: Any) -> None:
    statement = write(incident, bob)

    with pytest.raises(Forbidden):
        statements.approve(statement, user=bob, by=bob.actor)
    statements.approve(statement, user=alice, by=alice.actor)

    incident.refresh_from_db()
    assert incident.statement_at is not None
    assert Notice.objects.filter(user=alice, key__contains="-statement-").exists()


def test_a_newer_version_replaces_the_one_that_waits_and_once_approved_the_one_that_held(
    incident: Any, alice: Any, bob: Any
) -> None:
    first = statements.approve(write(incident, bob), user=alice, by=alice.actor)
    waiting = write(incident, bob, "Second")
    third = write(incident, bob, "Third")

    with pytest.raises(Conflict):
        statements.approve(waiting, user=alice, by=alice.actor)
    assert statements.approved(incident, "holding") == first
    statements.approve(third, user=alice, by=alice.actor)
    assert statements.approved(incident, "holding") == third
    first.refresh_from_db()
    assert first.state == StatementState.REPLACED


def test_words_that_are_given_back_tell_their_writer_what_should_change(
    incident: Any, alice: Any, bob: Any
) -> None:
    statement = write(incident, bob)
    statements.return_statement(statement, remark="Say when", user=alice, by=alice.actor)

    notice = Notice.objects.get(user=bob, key__contains="-returned-")
    assert notice.text == "Say when"
    with pytest.raises(Conflict):
        statements.approve(statement, user=alice, by=alice.actor)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_write_two_versions(incident: Any, alice: Any, bob: Any) -> None:
    in_threads(lambda: write(incident, alice, "A"), lambda: write(incident, bob, "B"))

    versions = list(incident.statements.order_by("version").values_list("version", "state"))
    assert versions == [(1, "replaced"), (2, "waiting")]


def test_clocks_count_from_the_first_sign_and_know_their_goals(
    brand: Any, alice: Any, bob: Any
) -> None:
    start = datetime(2026, 11, 24, 8, 24, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        incident, _new = declare(brand=brand, title="Otto", severity=3, by=alice.actor)
        clock.shift(timedelta(minutes=50))
        statements.approve(write(incident, bob), user=alice, by=alice.actor)
        clock.shift(timedelta(minutes=20))
        updates.publish(incident, public_title="Otto", advice="", by=alice.actor)
        incident.refresh_from_db()
        found = {one.label: one for one in clocks(incident, timezone.now())}

    assert found["Words approved"].took == timedelta(minutes=50)
    assert found["Words approved"].tone == "met"
    assert found["First public word"].tone == "miss"
    assert found["Next update"].due_at == start + timedelta(minutes=70 + 120)


def test_the_status_page_waits_for_approved_words_and_keeps_what_it_said(
    incident: Any, alice: Any, bob: Any
) -> None:
    with pytest.raises(Conflict):
        updates.publish(incident, public_title="Otto", advice="", by=alice.actor)
    with pytest.raises(Conflict):
        updates.post_update(incident, text="Hello", by=alice.actor)
    statements.approve(write(incident, bob), user=alice, by=alice.actor)
    updates.publish(incident, public_title="Otto", advice="", by=alice.actor)
    updates.unpublish(incident, by=alice.actor)
    updates.publish(incident, public_title="Otto", advice="", by=alice.actor)

    assert [one.text for one in incident.updates.all()] == ["We know of it."]


def test_more_severe_means_a_quicker_rhythm_and_tells_who_joined(
    incident: Any, alice: Any, bob: Any
) -> None:
    room.join(incident, user=bob, by=bob.actor)
    incidents.change_severity(incident, severity=4, by=alice.actor, why="A newspaper called")

    incident.refresh_from_db()
    assert incident.next_update_at <= timezone.now() + timedelta(minutes=61)
    assert Notice.objects.filter(user=bob, title__startswith="Severity 4").exists()
    incidents.set_phase(incident, phase=Phase.RESOLVED, by=alice.actor)
    with pytest.raises(Conflict):
        incidents.change_severity(incident, severity=1, by=alice.actor)


def test_a_duty_is_handed_over_before_somebody_leaves(incident: Any, alice: Any, bob: Any) -> None:
    with pytest.raises(Conflict):
        room.leave(incident, user=alice, by=alice.actor)
    with pytest.raises(Invalid):
        room.assign(incident, duty="lead", user=bob, backup=bob, by=alice.actor)
    room.assign(incident, duty="lead", user=bob, backup=alice, by=alice.actor)
    room.leave(incident, user=alice, by=alice.actor)

    assert [one.user for one in incident.responders.all()] == [bob]


def test_parts_are_done_once_reopened_and_taken_away(incident: Any, bob: Any) -> None:
    task = room.add_part(incident, text="Call the shops", kind="task", owner=bob, by=SYSTEM)
    decision = room.add_part(incident, text="We replace all", kind="decision", by=SYSTEM)

    done_at = room.finish_part(task, by=bob.actor).done_at
    assert room.finish_part(task, by=bob.actor).done_at == done_at
    with pytest.raises(Conflict):
        room.finish_part(decision, by=bob.actor)
    room.reopen_part(task, by=bob.actor)
    room.remove_part(task, by=bob.actor)
    assert list(incident.parts.all()) == [decision]


def test_the_pause_is_that_of_the_brand_and_the_timeline_says_so(incident: Any, alice: Any) -> None:
    incidents.pause_for(incident, by=alice.actor)
    assert Pause.objects.get().reason == incident.title
    incidents.release_for(incident, by=alice.actor)

    assert Pause.objects.get().ended_by == "Alice Moreau"
    said = [entry.text for entry in timeline(Access.of(alice), incident)]
    assert said[:2] == ["Scheduled things go on (0)", "Scheduled things paused (0)"]


def test_a_review_needs_the_end_and_keeps_what_was_learned(incident: Any, alice: Any) -> None:
    with pytest.raises(Conflict):
        incidents.review(incident, learned="Longer threads", by=alice.actor)
    incidents.set_phase(incident, phase=Phase.RESOLVED, by=alice.actor)
    reviewed = incidents.review(incident, learned="Longer threads", by=alice.actor)

    assert reviewed.phase == Phase.REVIEWED
    assert reviewed.learned == "Longer threads"


def test_every_event_of_an_incident_can_be_read_on_its_timeline(
    incident: Any, alice: Any, bob: Any, letters: Any
) -> None:
    fact = facts.add_fact(incident, column="confirmed", text="A", by=bob.actor)
    facts.move_fact(fact, column="unconfirmed", by=bob.actor)
    facts.remove_fact(fact, by=bob.actor)
    statements.return_statement(write(incident, bob), remark="No", user=alice, by=alice.actor)
    statements.approve(write(incident, bob), user=alice, by=alice.actor)
    updates.publish(incident, public_title="Otto", advice="", by=alice.actor)
    updates.correct_update(incident.updates.get(), correction="Not so", by=alice.actor)
    room.note(incident, text="The shops were called", by=bob.actor)
    room.add_part(incident, text="Call", by=bob.actor)
    room.join(incident, user=bob, by=bob.actor)
    incidents.change_severity(incident, severity=3, by=alice.actor)

    kinds = set(Event.objects.filter(kind__startswith="incident.").values_list("kind", flat=True))
    assert kinds <= set(KINDS)
    assert "The shops were called" in [entry.text for entry in timeline(Access.of(alice), incident)]
    assert tally(Access.of(alice), incident, None).total == 0
