"""The audit log says who did what from where; sessions are seen and ended; guessing is braked."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from unsilo.accounts import services
from unsilo.accounts.models import Desk, User
from unsilo.accounts.queries.audit import Wanted, audit_page
from unsilo.accounts.tests.cast import PASSWORD
from unsilo.core import audit, events
from unsilo.core.actor import SYSTEM
from unsilo.core.models import AuditEntry

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address, headers={"user-agent": FIREFOX})


def log_in(client: Client, email: str, password: str = PASSWORD) -> str:
    answer = client.post("/account/login/", {"login": email, "password": password})
    return "in" if answer.status_code == 302 else answer.content.decode()


def kinds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("kind", flat=True))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_logins_and_wrong_passwords_are_kept_with_their_address(bob: User) -> None:
    AuditEntry.objects.all().delete()
    assert log_in(at("203.0.113.5"), "Bob@marmaladefox.example ", "wrong") != "in"
    assert log_in(at("203.0.113.5"), bob.email) == "in"
    wrong, right = AuditEntry.objects.order_by("pk")
    assert (wrong.kind, wrong.label, wrong.address) == ("login.failed", bob.email, "203.0.113.5")
    assert (right.kind, right.user_id, right.agent) == ("login.succeeded", bob.pk, FIREFOX)
    assert "wrong" not in str(wrong.data)


def test_an_account_is_locked_from_every_address_and_the_log_says_so_once(bob: User) -> None:
    for number in range(5):
        assert log_in(at(f"203.0.113.{number}"), bob.email, "wrong") != "in"
    for _again in range(3):
        assert "Too many tries" in log_in(at("198.51.100.9"), bob.email)
    assert kinds().count("login.locked") == 1
    assert kinds().count("login.failed") == 5
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert log_in(at("198.51.100.9"), bob.email) == "in"


def test_an_address_that_guesses_at_many_accounts_is_stopped_and_others_are_not(bob: User) -> None:
    for number in range(10):
        log_in(at("203.0.113.5"), f"guess{number}@x.example", "wrong")
    assert "Too many tries" in log_in(at("203.0.113.5"), bob.email)
    assert log_in(at("203.0.113.6"), bob.email) == "in"


def test_what_a_client_says_of_its_address_counts_for_nothing_without_a_proxy(bob: User) -> None:
    for number in range(10):
        client = Client(REMOTE_ADDR="203.0.113.5", headers={"x-forwarded-for": f"192.0.2.{number}"})
        log_in(client, f"guess{number}@x.example", "wrong")
    assert "Too many tries" in log_in(at("203.0.113.5"), bob.email)


def test_a_new_password_lets_in_at_once(bob: User) -> None:
    for _try in range(5):
        log_in(at("203.0.113.5"), bob.email, "wrong")
    AuditEntry.objects.create(
        at=timezone.now(), kind="password.reset", noun="password", actor=bob.name, label=bob.email
    )
    assert log_in(at("203.0.113.5"), bob.email) == "in"


def test_what_people_and_programs_change_is_kept_and_what_unsilo_does_by_itself_is_not(
    ada: User, bob: User, support: Desk
) -> None:
    AuditEntry.objects.all().delete()
    services.update_user(bob, role="lead", by=ada.actor)
    events.record("briefing.read", by=bob.actor)  # changes nothing
    token, secret = services.create_token(ada, name="Shop", by=ada.actor)
    Client().post(
        "/api/v1/tokens", {"name": "Two", "scope": "read"}, content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )  # fmt: skip
    role, _made, by_token = AuditEntry.objects.order_by("pk")
    assert (role.kind, role.object_id, role.label) == ("user.updated", bob.pk, str(bob))
    assert role.data["after"]["role"] == "lead"
    assert (by_token.actor, by_token.user_id) == (token.actor.label, ada.pk)
    assert (by_token.address, secret in str(by_token.data)) == ("127.0.0.1", False)


def test_admins_filter_the_log_and_others_do_not_see_it(
    ada: User, alice: User, bob: User, support: Desk
) -> None:
    AuditEntry.objects.all().delete()
    services.update_user(bob, name="Bob B.", by=ada.actor)
    services.archive_desk(support, by=alice.actor)
    page = signed_in(ada)
    assert page.get("/settings/audit/").content.decode().count("<code>") == 2
    one = page.get(f"/settings/audit/?user={alice.pk}").content.decode()
    assert "desk.archived" in one
    assert "user.updated" not in one
    assert "desk.archived" in page.get("/settings/audit/?noun=desk").content.decode()
    about = page.get(f"/settings/audit/?noun=user&object={bob.pk}").content.decode()
    assert ("user.updated" in about, "desk.archived" in about) == (True, False)
    today = timezone.localdate()
    assert "user.updated" in page.get(f"/settings/audit/?since={today}").content.decode()
    assert "Nothing of this kind" in page.get("/settings/audit/?until=2020-01-01").content.decode()
    assert page.get("/settings/audit/?since=never").status_code == 422
    assert signed_in(alice).get("/settings/audit/").status_code == 403
    assert signed_in(alice).get("/settings/audit.csv").status_code == 403


def entries(count: int) -> None:
    now = timezone.now()
    AuditEntry.objects.bulk_create(
        AuditEntry(at=now, kind="rule.changed", noun="rule", actor="Ada", label=f"rule {number}")
        for number in range(count)
    )


def test_pages_follow_each_other_without_a_gap_also_within_one_moment() -> None:
    AuditEntry.objects.all().delete()
    entries(7)
    seen, cursor = [], ""
    while True:
        page = audit_page(Wanted(noun="rule"), cursor=cursor, limit=3)
        seen += [entry.label for entry in page.items]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert seen == [f"rule {number}" for number in reversed(range(7))]


@pytest.mark.parametrize("wish", [{}, {"user": 1}, {"noun": "rule"}, {"kind": "rule.changed"}])
def test_every_filter_is_served_by_an_index(wish: dict[str, object]) -> None:
    entries(3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        sql, params = audit_rows(wish).query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan Backward using audit_" in plan
    assert "Sort" not in plan


def audit_rows(wish: dict[str, object]):
    from unsilo.accounts.queries.audit import entries as found

    return found(Wanted(**wish))[:50]  # type: ignore[arg-type]


def test_the_file_holds_all_that_matches_and_no_formula(ada: User) -> None:
    AuditEntry.objects.all().delete()
    entries(1_200)
    AuditEntry.objects.filter(label="rule 3").update(label='=HYPERLINK("https://x.example")')
    answer = signed_in(ada).get("/settings/audit.csv?noun=rule")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert len(rows) == 1_200
    assert {row["object"] for row in rows} >= {"rule 0", '\'=HYPERLINK("https://x.example")'}
    assert AuditEntry.objects.latest("pk").kind == "export.made"


def test_programs_of_admins_read_it_page_by_page(ada: User, bob: User) -> None:
    _token, secret = services.create_token(ada, name="log", by=SYSTEM)
    AuditEntry.objects.all().delete()
    entries(5)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    first = client.get("/api/v1/audit?noun=rule&limit=3").json()
    rest = client.get(f"/api/v1/audit?noun=rule&limit=3&cursor={first['next_cursor']}").json()
    assert [one["label"][-1] for one in first["items"] + rest["items"]] == list("43210")
    assert rest["next_cursor"] is None
    _token, others = services.create_token(bob, name="log", by=SYSTEM)
    refused = Client(headers={"authorization": f"Bearer {others}"}).get("/api/v1/audit")
    assert refused.status_code == 403


def test_what_is_old_is_forgotten(settings) -> None:
    settings.AUDIT_DAYS = 10
    entries(2)
    AuditEntry.objects.filter(label="rule 0").update(at=timezone.now() - timedelta(days=11))
    assert audit.forget_old() == 1


def test_one_sees_where_one_is_logged_in_and_ends_a_session(bob: User) -> None:
    here, there = at("203.0.113.5"), at("2001:db8::7")
    log_in(here, bob.email)
    log_in(there, bob.email)
    page = here.get("/settings/sessions/").content.decode()
    assert page.count("Firefox · Linux") >= 2
    assert "2001:db8::7" in page
    other = UserSession.objects.get(ip="2001:db8::7")
    here.post(f"/settings/sessions/{other.pk}/end/")
    assert there.get("/settings/sessions/").status_code == 302
    assert here.get("/settings/sessions/").status_code == 200
    assert kinds()[-1] == "session.ended"


def test_nobody_ends_a_session_of_somebody_else(bob: User, vera: User) -> None:
    log_in(at("203.0.113.5"), bob.email)
    theirs = UserSession.objects.get()
    assert signed_in(vera).post(f"/settings/sessions/{theirs.pk}/end/").status_code == 404
    signed_in(vera).post("/settings/sessions/end-others/")
    assert UserSession.objects.filter(pk=theirs.pk).exists()


def test_an_admin_ends_all_sessions_of_a_user(ada: User, bob: User, alice: User) -> None:
    his = at("203.0.113.5")
    log_in(his, bob.email)
    assert signed_in(alice).post(f"/settings/users/{bob.pk}/end-sessions/").status_code == 403
    assert "203.0.113.5" in signed_in(ada).get(f"/settings/users/{bob.pk}/").content.decode()
    signed_in(ada).post(f"/settings/users/{bob.pk}/end-sessions/")
    assert his.get("/settings/profile/").status_code == 302


def test_when_a_session_was_last_used_is_kept_now_and_then(bob: User) -> None:
    client = at("203.0.113.5")
    log_in(client, bob.email)
    before = UserSession.objects.get().last_seen_at
    client.get("/settings/profile/")
    assert UserSession.objects.get().last_seen_at == before
    with time_machine.travel(before + timedelta(minutes=6)):
        Client.get(client, "/settings/profile/", REMOTE_ADDR="203.0.113.77")
    session = UserSession.objects.get()
    assert session.last_seen_at > before + timedelta(minutes=5)
    assert session.ip == "203.0.113.77"
