"""Tokens made and revoked by tokens: never more rights, never longer life."""

from datetime import timedelta

from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.api.tests.conftest import Program, program


def test_a_token_makes_another_that_works(as_bob: Program):
    made = as_bob.post("tokens", {"name": "script", "scope": "read"})
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert Program(secret).get("me").json()["name"] == "Bob Nakamura"
    assert "secret" not in as_bob.get(f"tokens/{made.json()['id']}").json()
    assert [token["name"] for token in as_bob.items("tokens")] == ["script", "test"]


def test_a_reading_token_makes_and_revokes_none(as_reader: Program, as_bob: Program):
    assert as_reader.post("tokens", {"name": "more"}).status_code == 403
    other = as_bob.items("tokens")[0]["id"]
    assert as_reader.delete(f"tokens/{other}").status_code == 403


def test_a_token_makes_none_that_outlives_it(bob: User):
    tomorrow = timezone.now() + timedelta(days=1)
    short = program(bob, expires_at=tomorrow)
    assert short.post("tokens", {"name": "for ever"}).status_code == 403
    later = (tomorrow + timedelta(hours=1)).isoformat()
    assert short.post("tokens", {"name": "longer", "expires_at": later}).status_code == 403
    sooner = (tomorrow - timedelta(hours=1)).isoformat()
    assert short.post("tokens", {"name": "shorter", "expires_at": sooner}).status_code == 201


def test_a_revoked_token_is_gone(as_bob: Program):
    made = as_bob.post("tokens", {"name": "script"}).json()
    assert as_bob.delete(f"tokens/{made['id']}").status_code == 204
    assert Program(made["secret"]).get("me").status_code == 401
    assert as_bob.get(f"tokens/{made['id']}").status_code == 404
    assert as_bob.delete(f"tokens/{made['id']}").status_code == 404


def test_a_token_does_not_saw_off_its_own_branch(as_bob: Program):
    own = as_bob.get("me").json()["token"]["id"]
    assert as_bob.delete(f"tokens/{own}").status_code == 409
    assert as_bob.get("me").status_code == 200


def test_tokens_of_others_are_not_there(as_bob: Program, as_ada: Program):
    theirs = as_bob.get("me").json()["token"]["id"]
    assert as_ada.get(f"tokens/{theirs}").status_code == 404
    assert as_ada.delete(f"tokens/{theirs}").status_code == 404
    assert theirs not in [token["id"] for token in as_ada.items("tokens")]


def test_a_time_without_an_offset_or_too_far_away_is_refused(as_bob: Program):
    for given in ("2030-01-01T00:00:00", "tomorrow", 1_900_000_000, "1900000000"):
        answer = as_bob.post("tokens", {"name": "x", "expires_at": given})
        assert answer.status_code == 422, given
    far = as_bob.post("tokens", {"name": "x", "expires_at": "9999-12-31T23:59:59Z"})
    assert far.status_code == 409
