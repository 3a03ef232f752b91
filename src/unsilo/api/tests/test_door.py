"""What every request passes: token, rate, body, and the one error shape."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from tests.waiting import in_threads

from unsilo.accounts import services
from unsilo.accounts.models import ApiToken, User
from unsilo.api import limits
from unsilo.api.models import Spending
from unsilo.api.tests.conftest import Program, program
from unsilo.core.actor import SYSTEM

PROBLEM = {"type", "title", "status", "detail", "code", "errors", "data"}


def assert_problem(response, status: int, code: str) -> None:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == PROBLEM
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"/api/v1/docs#{code}"


def test_nobody_gets_in_without_a_token(as_nobody: Program):
    response = as_nobody.get("me")
    assert_problem(response, 401, "no_token")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer uns_nonsense", "Basic dXNlcjpwdw==", "uns_nonsense", "Bearer \xff"]
)
def test_a_wrong_token_is_refused(as_nobody: Program, header: str):
    assert_problem(as_nobody.get("me", authorization=header), 401, "no_token")


def test_a_session_is_no_token(client: Client, bob: User):
    client.force_login(bob, backend="unsilo.accounts.backends.UserBackend")
    assert_problem(client.get("/api/v1/me"), 401, "no_token")


def test_a_revoked_token_is_refused(bob: User):
    token, secret = services.create_token(bob, name="old", by=SYSTEM)
    services.revoke_token(token, by=SYSTEM)
    assert Program(secret).get("me").status_code == 401


def test_an_expired_token_is_refused(bob: User):
    gone = program(bob, expires_at=timezone.now() - timedelta(seconds=1))
    assert gone.get("me").status_code == 401


def test_the_token_of_somebody_who_left_is_refused(as_bob: Program, bob: User):
    assert as_bob.get("me").status_code == 200
    services.deactivate_user(bob, by=SYSTEM)
    assert as_bob.get("me").status_code == 401


def test_use_is_noted(as_bob: Program):
    as_bob.get("me")
    assert ApiToken.objects.get().last_used_at is not None


def test_me_says_what_the_token_may_do(as_bob: Program, bob: User):
    me = as_bob.get("me").json()
    assert (me["name"], me["role"], me["can_write"]) == ("Bob Nakamura", "agent", True)
    assert [desk["name"] for desk in me["desks"]] == ["Support"]
    assert me["token"]["scope"] == "write"
    assert program(bob, scope="read").get("me").json()["can_write"] is False


def test_an_address_that_is_not_there_is_a_problem_too(as_nobody: Program, as_bob: Program):
    for who in (as_nobody, as_bob):
        for path in ("nothing", "conversations/", "me/more", "", "../v1/nothing"):
            assert_problem(who.get(path), 404, "not_found")


def test_an_id_that_can_not_be_one_leads_nowhere(as_bob: Program):
    for given in ("x", "0", "-1", str(2**63), "1e3", "None"):
        assert_problem(as_bob.get(f"conversations/{given}"), 404, "not_found")


def test_a_wrong_method_names_the_right_ones(as_bob: Program):
    response = as_bob.delete("conversations")
    assert_problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, POST"


def test_an_unknown_parameter_is_refused_by_name(as_bob: Program):
    response = as_bob.get("conversations?stat=open")
    assert_problem(response, 422, "invalid")
    assert response.json()["errors"][0]["field"] == "query.stat"


def test_wrong_fields_are_named(as_bob: Program):
    response = as_bob.post("tokens", {"name": 5, "scope": "all", "more": 1})
    assert_problem(response, 422, "invalid")
    named = {error["field"] for error in response.json()["errors"]}
    assert named == {"body.name", "body.scope", "body.more"}


@pytest.mark.parametrize("raw", [b"{", b"[1,", b"\xff\xfe", b"{" * 100_000, b"nothing"])
def test_a_body_that_is_no_json_is_a_problem(as_bob: Program, raw: bytes):
    assert_problem(as_bob.post("tokens", raw), 400, "not_understood")


def test_a_body_of_another_type_is_refused(as_bob: Program):
    form = {"content_type": "application/x-www-form-urlencoded"}
    assert_problem(as_bob.post("tokens", b"name=x", **form), 415, "wrong_media_type")


def test_a_body_that_is_too_large_is_refused_unread(as_bob: Program, settings):
    settings.MAX_UPLOAD_MB = 1
    big = b'{"name": "' + b"x" * (4 * 1024 * 1024) + b'"}'
    assert_problem(as_bob.post("tokens", big), 413, "too_large")


def test_signs_that_no_database_keeps_are_taken_out(as_ada: Program):
    made = as_ada.post("tokens", {"name": "a\x00b"})
    assert made.status_code == 201
    assert made.json()["name"] == "ab"


def test_a_fault_of_ours_is_a_problem_and_logged(as_bob: Program, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("unsilo.accounts.schemas.MeOut.of", broken)
    response = as_bob.get("me")
    assert_problem(response, 500, "error")
    assert b"secret detail" not in response.content
    assert "RuntimeError" in caplog.text
    assert "test_door.py" in caplog.text
    assert "secret detail" not in caplog.text, "what a fault says may quote a customer"


def test_each_answer_says_what_is_left(as_bob: Program):
    first, second = as_bob.get("me"), as_bob.get("me")
    assert first["RateLimit-Limit"] == "600"
    assert int(second["RateLimit-Remaining"]) < int(first["RateLimit-Remaining"]) == 599
    assert int(second["RateLimit-Reset"]) >= 1


def test_who_asks_too_often_is_told_how_long_to_wait(as_bob: Program, as_alice: Program, settings):
    settings.API_REQUESTS_PER_MINUTE = 6
    assert [as_bob.get("me").status_code for _ in range(6)] == [200] * 6
    refused = as_bob.get("me")
    assert_problem(refused, 429, "rate_limited")
    assert 1 <= int(refused["Retry-After"]) <= 10
    assert refused["RateLimit-Policy"] == "6;w=60"
    assert refused["RateLimit-Remaining"] == "0"
    assert as_alice.get("me").status_code == 200
    ten_seconds_pass = F("full_at") - timedelta(seconds=10)
    Spending.objects.update(full_at=ten_seconds_pass)
    assert as_bob.get("me").status_code == 200
    assert as_bob.get("me").status_code == 429


def test_what_was_spent_is_forgotten_once_all_of_it_is_back(as_bob: Program):
    as_bob.get("me")
    assert limits.forget_spent() == 0
    Spending.objects.update(full_at=timezone.now() - timedelta(seconds=1))
    assert limits.forget_spent() == 1


@pytest.mark.django_db(transaction=True)
def test_processes_count_together(bob: User, settings):
    settings.API_REQUESTS_PER_MINUTE = 10
    token, _ = services.create_token(bob, name="busy", by=SYSTEM)
    waits: list[int] = []
    in_threads(*[lambda: waits.append(limits.spend(token.pk).wait)] * 14)
    assert sorted(bool(wait) for wait in waits) == [False] * 10 + [True] * 4


def test_answers_are_not_kept_by_caches(as_bob: Program):
    assert as_bob.get("me")["Cache-Control"] == "no-store"


def test_words_come_in_the_language_and_zone_of_the_user(as_bob: Program, bob: User):
    services.update_profile(
        bob, name="Bob", time_zone="Asia/Tokyo", language="en", signature="", single_keys=True,
        by=SYSTEM,
    )  # fmt: skip
    assert as_bob.get("me").json()["time_zone"] == "Asia/Tokyo"
    assert timezone.get_current_timezone_name() == "UTC"
