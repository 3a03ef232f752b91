"""Notices: each told once, read and unread, and by mail as each user wishes."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.waiting import in_threads

from unsilo.accounts.models import Call, MailState, Notice, QuietHours, Rota
from unsilo.accounts.queries.notices import notices_page
from unsilo.accounts.services import notices, oncall, paging
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event


def tell(*users: Any, key: str = "hand_off:1", by: Any = SYSTEM, **more: Any) -> list[Notice]:
    return notices.notify(
        users, title="A conversation is yours", text="", url="/inbox/", key=key, by=by, **more
    )


def test_the_same_thing_is_told_once_and_never_to_who_did_it(bob: Any, alice: Any) -> None:
    tell(bob, alice, by=alice.actor)
    tell(bob, alice, by=alice.actor)

    assert [notice.user for notice in Notice.objects.all()] == [bob]
    assert Event.objects.filter(kind="notice.written").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_thing_told_by_two_workers_at_once_is_one_notice(bob: Any) -> None:
    in_threads(*[lambda: tell(bob)] * 4)

    assert Notice.objects.count() == 1


def test_a_mail_goes_where_the_sender_thinks_so_unless_the_user_chose_otherwise(
    bob: Any, alice: Any, ada: Any
) -> None:
    notices.choose_mail(bob, choices={"hand_off": False}, by=bob.actor)
    notices.choose_mail(alice, choices={"praise": True}, by=alice.actor)

    tell(bob, alice, ada, mail=True)
    tell(bob, alice, ada, key="praise:1")

    assert notices.mail_due() == 3
    got = sorted((letter.to[0].split("@")[0]) for letter in mail.outbox)
    assert got == ["ada", "alice", "alice"]
    assert set(Notice.objects.filter(user=bob).values_list("mail_state", flat=True)) == {
        MailState.NONE
    }


def test_the_bell_counts_what_is_unread_on_every_page(client: Client, bob: Any) -> None:
    tell(bob)
    tell(bob, key="hand_off:2")
    client.force_login(bob)

    assert "2 unread notices" in client.get("/settings/profile/").content.decode()


def test_notices_are_read_one_by_one_or_all_and_that_can_be_undone(
    client: Client, bob: Any
) -> None:
    first = tell(bob)[0]
    tell(bob, key="hand_off:2")
    client.force_login(bob)

    client.post("/notices/read/", {"notice": first.pk})
    assert Notice.objects.unread().count() == 1
    page = client.post("/notices/read/", follow=True).content.decode()
    assert Notice.objects.unread().count() == 0
    undo = page.split('data-undo-url="')[-1].split('"')[0]
    client.post(undo)
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("given", ["", "x", "9" * 5000], ids=["nothing", "a word", "too much"])
def test_what_names_no_notice_reads_none(client: Client, bob: Any, given: str) -> None:
    tell(bob)
    client.force_login(bob)
    assert client.post("/notices/read/", {"notice": given}).status_code == 302
    assert Notice.objects.of(bob).unread().count() == 1


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(client: Client, bob: Any) -> None:
    notice = tell(bob)[0]
    client.force_login(bob)

    answer = client.get(f"/notices/{notice.pk}/")

    assert answer["Location"] == "/inbox/"
    assert not Notice.objects.unread().exists()


def test_nobody_sees_or_reads_the_notices_of_another(client: Client, bob: Any, ada: Any) -> None:
    notice = tell(bob)[0]
    client.force_login(ada)

    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    assert "A conversation is yours" not in client.get("/notices/").content.decode()
    client.post("/notices/read/", {"notice": notice.pk})
    assert Notice.objects.unread().count() == 1


def test_the_list_pages_and_costs_the_same_whatever_its_length(client: Client, bob: Any) -> None:
    client.force_login(bob)
    costs = []
    for known in (3, 70):
        for number in range(known):
            tell(bob, key=f"hand_off:{number}")
        with CaptureQueriesContext(connection) as asked:
            notices_page(bob)
        costs.append(len(asked))
    assert costs[0] == costs[1]
    cursor = client.get("/notices/").context["page"].next_cursor
    assert len(client.get("/notices/", {"cursor": cursor}).context["page"].items) == 30
    assert client.get("/notices/", {"cursor": "nonsense"}).status_code == 422


def test_quiet_hours_and_mail_are_the_users_own_to_choose(client: Client, bob: Any) -> None:
    client.force_login(bob)
    page = "/settings/notices/"

    client.post(
        page,
        {"quiet_from": "22:00", "quiet_until": "07:00", "unless": "3", "mail_answered": "on"},
    )
    assert QuietHours.objects.get(user=bob).starts.hour == 22
    assert client.post(page, {"quiet_from": "22:00", "unless": "3"}).status_code == 422
    same = {"quiet_from": "22:00", "quiet_until": "22:00", "unless": "3"}
    assert client.post(page, same).status_code == 422
    client.post(page, {"unless": "3"})
    assert not QuietHours.objects.exists()


def test_a_test_call_reaches_oneself_and_can_be_acknowledged(client: Client, vera: Any) -> None:
    client.force_login(vera)

    answer = client.post("/settings/notices/test-call/")
    call = Call.objects.get()

    assert answer["Location"] == f"/calls/{call.pk}/"
    assert "waits for an answer" in client.get(f"/calls/{call.pk}/").content.decode()
    assert notices.mail_due() == 1


def test_a_lead_makes_changes_deletes_and_restores_a_rota(
    client: Client, alice: Any, bob: Any, support: Any
) -> None:
    client.force_login(alice)
    given = {
        "desk": support.pk,
        "first": [bob.pk],
        "second": [alice.pk],
        "starts_on": "2026-11-02",
        "hands_over_at": "09:00",
        "time_zone": "UTC",
        "turn_days": "7",
        "wait_minutes": "5",
    }
    client.post("/settings/on-call/new/", given)
    rota = Rota.objects.get()
    assert "Bob Nakamura" in client.get("/settings/on-call/").content.decode()
    assert client.post("/settings/on-call/new/", given).status_code == 422

    edit = f"/settings/on-call/{rota.pk}/edit/"
    assert client.get(edit).status_code == 200
    client.post(edit, {**given, "first": [alice.pk, bob.pk], "second": []})
    layers = [[str(m.user) for m in layer.members.all()] for layer in rota.layers.all()]
    assert layers == [["Bob Nakamura", "Alice Moreau"]]  # who was there keeps the place

    page = client.post(f"/settings/on-call/{rota.pk}/delete/", follow=True).content.decode()
    assert not Rota.objects.exists()
    client.post(page.split('data-undo-url="')[-1].split('"')[0])
    assert Rota.objects.get().wait_minutes == 5


def test_an_agent_sees_the_rota_and_stands_in_but_changes_nothing_else(
    client: Client, alice: Any, bob: Any, support: Any, paul: Any
) -> None:
    rota = oncall.create_rota(
        desk=support, layers=[[alice]], starts_on=date(2026, 11, 2), by=SYSTEM
    )
    client.force_login(bob)
    layer = rota.layers.get()
    swap = {"layer": layer.pk, "starts_at": "2099-01-05T09:00", "ends_at": "2099-01-06T09:00"}

    assert client.get("/settings/on-call/new/").status_code == 403
    assert client.post(f"/settings/on-call/{rota.pk}/delete/").status_code == 403
    page = f"/settings/on-call/{rota.pk}/"
    assert client.post(page, {**swap, "user": alice.pk}).status_code == 422
    assert client.post(page, {**swap, "user": bob.pk}).status_code == 302
    wrong = {**swap, "user": bob.pk, "ends_at": "2099-01-04T09:00"}
    assert client.post(page, wrong).status_code == 422
    stand_in = layer.covers.get()
    client.force_login(paul)
    remove = f"/settings/on-call/{rota.pk}/covers/{stand_in.pk}/remove/"
    assert client.post(remove).status_code == 403
    client.force_login(bob)
    client.post(remove)
    assert not layer.covers.exists()


def test_a_rota_and_calls_of_a_hidden_desk_do_not_exist_for_others(
    client: Client, bob: Any, paul: Any, press_room: Any
) -> None:
    rota = oncall.create_rota(
        desk=press_room, layers=[[paul]], starts_on=date(2026, 11, 2), by=SYSTEM
    )
    call = paging.page(
        desk=press_room, title="Secret", text="", url="", key="x:1", severity=5, by=SYSTEM
    )
    client.force_login(bob)

    assert client.get(f"/settings/on-call/{rota.pk}/").status_code == 404
    assert client.get(f"/calls/{call.pk}/").status_code == 404
    assert client.post(f"/calls/{call.pk}/acknowledge/").status_code == 404
    assert "Secret" not in client.get("/calls/").content.decode()
    assert "Press room" not in client.get("/settings/on-call/").content.decode()


def test_whoever_was_called_or_leads_answers_and_others_only_look(
    client: Client, bob: Any, alice: Any, paul: Any, vera: Any, support: Any
) -> None:
    oncall.create_rota(desk=support, layers=[[bob]], starts_on=date(2026, 1, 5), by=SYSTEM)
    call = paging.page(
        desk=support, title="Look", text="", url="", key="x:1", severity=3, by=SYSTEM
    )

    for user, status in ((paul, 403), (vera, 403), (bob, 302)):
        client.force_login(user)
        assert client.get(f"/calls/{call.pk}/").status_code == 200
        assert client.post(f"/calls/{call.pk}/acknowledge/").status_code == status
    call.refresh_from_db()
    assert call.settled_by == bob
    client.post(f"/calls/{call.pk}/hand-back/")
    call.refresh_from_db()
    assert call.is_ringing
    client.force_login(alice)
    client.post(f"/calls/{call.pk}/acknowledge/")
    call.refresh_from_db()
    assert call.settled_by == alice
