"""Calls: who is called, in which order, and that none is lost or doubled."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from tests.waiting import in_threads

from unsilo.accounts import services
from unsilo.accounts.models import Call, CallState, MailState, Notice
from unsilo.accounts.services import notices, oncall, paging
from unsilo.accounts.turns import turns_at
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, NotFound
from unsilo.core.models import Event
from unsilo.core.tokens import sign_id

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def at_noon() -> Any:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rota(support: Any, bob: Any, alice: Any) -> Any:
    return oncall.create_rota(
        desk=support, layers=[[bob], [alice]], starts_on=date(2026, 11, 2), by=SYSTEM
    )


def call_out(support: Any, *, key: str = "alert:1", severity: int = 3) -> Call:
    return paging.page(
        desk=support,
        title="Eleven letters about one batch",
        text="Observed 11, expected 0.4",
        url="/watch/1/",
        key=key,
        severity=severity,
        by=SYSTEM,
    )


def called(call: Call) -> list[tuple[str, str]]:
    return [(str(step.user), step.outcome) for step in call.steps.select_related("user")]


def test_the_person_on_call_is_called_in_the_app_and_by_mail(
    at_noon: Any, rota: Any, support: Any, bob: Any
) -> None:
    call = call_out(support)

    assert called(call) == [("Bob Nakamura", "called")]
    assert [n.user for n in call.notices.all()] == [bob]
    assert notices.mail_due() == 1
    assert mail.outbox[0].to == [bob.email]
    assert "/calls/answer/" in str(mail.outbox[0].body)


def test_the_next_person_is_called_when_nobody_answers_and_then_every_lead(
    at_noon: Any, rota: Any, support: Any, ada: Any
) -> None:
    call = call_out(support)
    at_noon.shift(timedelta(minutes=9))
    assert paging.go_on_due() == 0
    at_noon.shift(timedelta(minutes=2))
    assert paging.go_on_due() == 1
    at_noon.shift(timedelta(minutes=11))
    paging.go_on_due()

    assert called(call) == [
        ("Bob Nakamura", "called"),
        ("Alice Moreau", "called"),
        ("None", "leads"),
    ]
    call.refresh_from_db()
    assert call.next_at is None
    assert call.is_ringing
    assert Notice.objects.filter(user=ada, call=call).exists()


def test_quiet_hours_pass_a_mild_call_on_but_let_a_serious_one_through(
    at_noon: Any, rota: Any, support: Any, bob: Any
) -> None:
    oncall.set_quiet_hours(bob, starts=time(11), ends=time(14), unless=3, by=SYSTEM)

    mild = call_out(support, key="alert:mild", severity=2)
    serious = call_out(support, key="alert:serious", severity=3)

    assert called(mild) == [("Bob Nakamura", "quiet"), ("Alice Moreau", "called")]
    assert called(serious) == [("Bob Nakamura", "called")]


def test_quiet_hours_over_midnight_hold_on_both_sides_of_it(bob: Any) -> None:
    hours = oncall.set_quiet_hours(bob, starts=time(22), ends=time(7), unless=3, by=SYSTEM)

    held = [hours.hold_at(datetime(2026, 11, 23, hour, tzinfo=UTC)) for hour in (21, 23, 3, 8)]

    assert held == [False, True, True, False]


def test_every_lead_is_called_at_once_where_there_is_no_rota(
    support: Any, alice: Any, ada: Any, bob: Any
) -> None:
    call = call_out(support)

    assert {notice.user for notice in call.notices.all()} == {alice, ada}


def test_a_restricted_desk_calls_nobody_who_may_not_know_of_it(
    press_room: Any, bob: Any, alice: Any, ada: Any
) -> None:
    oncall.create_rota(desk=None, layers=[[bob]], starts_on=date(2020, 1, 6), by=SYSTEM)

    call = call_out(press_room)

    assert {notice.user for notice in call.notices.all()} == {ada}


def test_an_answer_ends_the_call_and_tells_the_others(
    at_noon: Any, rota: Any, support: Any, bob: Any, alice: Any
) -> None:
    call = call_out(support)
    at_noon.shift(timedelta(minutes=11))
    paging.go_on_due()

    paging.acknowledge(call, user=alice, by=alice.actor)
    at_noon.shift(timedelta(hours=1))

    assert paging.go_on_due() == 0
    told = Notice.objects.get(user=bob, key=f"answered:{call.pk}")
    assert told.title == "Alice Moreau has it: Eleven letters about one batch"
    kinds = list(
        Event.objects.filter(kind__startswith="call.").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == ["call.made", "call.rang", "call.rang", "call.acknowledged"]


def test_a_letter_about_an_answered_call_is_not_sent_any_more(
    rota: Any, support: Any, bob: Any
) -> None:
    call = call_out(support)
    paging.acknowledge(call, user=bob, by=bob.actor)

    assert notices.mail_due() == 0
    assert mail.outbox == []


def test_a_call_that_is_handed_back_goes_on_with_the_next(
    at_noon: Any, rota: Any, support: Any, bob: Any, alice: Any
) -> None:
    call = call_out(support)
    paging.acknowledge(call, user=bob, by=bob.actor)

    with pytest.raises(Conflict):
        paging.hand_back(call, user=alice, by=alice.actor)
    paging.hand_back(call, user=bob, by=bob.actor)

    assert called(call) == [("Bob Nakamura", "called"), ("Alice Moreau", "called")]


def test_a_withdrawn_call_rings_no_more(at_noon: Any, rota: Any, support: Any) -> None:
    call = call_out(support)
    paging.withdraw("alert:1", by=SYSTEM)
    paging.withdraw("alert:unknown", by=SYSTEM)
    at_noon.shift(timedelta(hours=1))

    assert paging.go_on_due() == 0
    call.refresh_from_db()
    assert call.state == CallState.WITHDRAWN


@pytest.mark.django_db(transaction=True)
def test_two_who_call_out_for_the_same_thing_at_once_make_one_call(rota: Any, support: Any) -> None:
    in_threads(*[lambda: call_out(support)] * 4)

    assert Call.objects.count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_do_not_both_have_it(
    rota: Any, support: Any, bob: Any, alice: Any
) -> None:
    call = call_out(support)

    in_threads(
        lambda: paging.acknowledge(call, user=bob, by=bob.actor),
        lambda: paging.acknowledge(call, user=alice, by=alice.actor),
    )

    assert Event.objects.filter(kind="call.acknowledged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_amid_a_step_loses_nothing(
    at_noon: Any, rota: Any, support: Any, alice: Any
) -> None:
    call = call_out(support)
    at_noon.shift(timedelta(minutes=11))

    with transaction.atomic():
        paging.go_on_due()
        transaction.set_rollback(True)  # what the database does when the line breaks

    assert len(called(call)) == 1
    assert paging.go_on_due() == 1
    assert called(call)[-1] == ("Alice Moreau", "called")


def test_a_letter_over_which_a_worker_died_is_sent_later(
    at_noon: Any, rota: Any, support: Any
) -> None:
    call_out(support)
    with connection.cursor() as cursor:  # as the row stands once a worker has taken it
        cursor.execute("UPDATE accounts_notice SET mail_tries = 1, mail_at = mail_at + '2 min'")

    assert notices.mail_due() == 0
    at_noon.shift(timedelta(minutes=3))
    assert notices.mail_due() == 1


def test_a_letter_that_is_refused_is_tried_again_and_in_the_end_marked(
    at_noon: Any, rota: Any, support: Any, settings: Any
) -> None:
    call_out(support)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _ in range(notices.TRIES):
        notices.mail_due()
        at_noon.shift(timedelta(hours=2))

    notice = Notice.objects.get()
    assert notice.mail_tries == notices.TRIES
    assert notice.mail_state == MailState.FAILED


def test_turns_go_round_and_hand_over_at_the_hour_of_the_wall_clock(
    support: Any, bob: Any, alice: Any
) -> None:
    rota = oncall.create_rota(
        desk=support,
        layers=[[bob, alice]],
        starts_on=date(2026, 3, 2),
        time_zone="America/Chicago",
        by=SYSTEM,
    )

    def on_call(day: int, hour: int, minute: int = 0) -> str:
        at = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
        return str(turns_at(rota, at)[0].user)

    # Summer time begins on 8 March: 9:00 in Chicago is 15:00 UTC before and 14:00 UTC after it.
    assert on_call(2, 14, 59) == "None"
    assert on_call(2, 15) == "Bob Nakamura"
    assert on_call(9, 13, 59) == "Bob Nakamura"
    assert on_call(9, 14) == "Alice Moreau"
    assert on_call(16, 14) == "Bob Nakamura"


def test_a_cover_holds_for_its_time_and_the_last_one_made_wins(
    at_noon: Any, rota: Any, support: Any, alice: Any, ada: Any
) -> None:
    layer = rota.layers.first()
    start, end = MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=1)
    oncall.cover(layer, user=alice, starts_at=start, ends_at=end, by=SYSTEM)
    last = oncall.cover(layer, user=ada, starts_at=start, ends_at=end, by=SYSTEM)

    turn = turns_at(rota, MONDAY)[0]
    assert (str(turn.user), str(turn.instead_of)) == ("Ada Lovell", "Bob Nakamura")
    assert str(turns_at(rota, MONDAY + timedelta(hours=2))[0].user) == "Bob Nakamura"
    oncall.uncover(last, by=SYSTEM)
    assert str(turns_at(rota, MONDAY)[0].user) == "Alice Moreau"


def test_whoever_left_has_no_turn(at_noon: Any, rota: Any, bob: Any, support: Any) -> None:
    services.deactivate_user(bob, by=SYSTEM)

    assert called(call_out(support)) == [("Alice Moreau", "called")]


def test_a_desk_has_one_rota_and_so_has_the_house(rota: Any, support: Any, bob: Any) -> None:
    oncall.create_rota(desk=None, layers=[[bob]], starts_on=date(2026, 1, 5), by=SYSTEM)

    for desk in (support, None):
        with pytest.raises(Conflict):
            oncall.create_rota(desk=desk, layers=[[bob]], starts_on=date(2026, 1, 5), by=SYSTEM)


def test_a_letter_asks_before_it_acknowledges_and_needs_no_login(
    client: Client, rota: Any, support: Any, bob: Any
) -> None:
    call = call_out(support)
    notices.mail_due()
    found = re.search(r"http://[^/]+(/calls/answer/\S+)", str(mail.outbox[0].body))
    assert found
    address = found[1]

    page = client.get(address)
    call.refresh_from_db()
    assert call.is_ringing  # mail programs look at links before people do
    assert "I take it on (Bob Nakamura)" in page.content.decode()

    page = client.post(address)
    call.refresh_from_db()
    assert call.settled_by == bob
    assert "It is yours." in page.content.decode()


def test_a_forged_link_of_a_letter_is_a_404(client: Client, rota: Any, support: Any) -> None:
    call = call_out(support)
    notice = call.notices.get()
    told = notices.notify([notice.user], title="x", text="", url="", key="a:b", by=SYSTEM)[0]
    wrong = [
        f"{notice.pk:x}-aaaaaaaaaaaaaaaa",
        sign_id(notice.pk, purpose="consent"),
        sign_id(told.pk, purpose="call"),  # ours, but no call
        sign_id(10**9, purpose="call"),
    ]

    assert [client.get(f"/calls/answer/{token}/").status_code for token in wrong] == [404] * 4
    with pytest.raises(NotFound):
        paging.answered_from_letter("")
