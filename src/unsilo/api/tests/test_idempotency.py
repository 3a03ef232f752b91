"""A POST with a key is carried out once, whatever becomes of the line."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from unsilo.accounts.models import ApiToken, User
from unsilo.api import idempotency
from unsilo.api.models import IdempotentRequest
from unsilo.api.tests.conftest import Post, Program, program
from unsilo.channels.models import Channel, Delivery
from unsilo.core.locks import session_lock
from unsilo.people.models import Person

DANA = {"name": "Dana Whitlock"}


def test_the_same_key_is_answered_the_same(as_bob: Program):
    first = as_bob.post("people", DANA, idempotency_key="k1")
    again = as_bob.post("people", DANA, idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert Person.objects.count() == 1


def test_whatever_an_endpoint_returns_is_kept_as_it_was_shown(as_alice: Program, posted: Post):
    path = f"conversations/{posted()['conversation_id']}/drafts"
    first = as_alice.post(path, {"text": "Soon."}, idempotency_key="k1")
    again = as_alice.post(path, {"text": "Soon."}, idempotency_key="k1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content


def test_an_answer_is_not_sent_twice(as_bob: Program, letter):
    path = f"conversations/{letter['conversation_id']}/replies"
    version = as_bob.get(f"conversations/{letter['conversation_id']}").json()["version"]
    body = {"text": "Here", "seen_version": version}
    first = as_bob.post(path, body, idempotency_key="reply-1")
    again = as_bob.post(path, body, idempotency_key="reply-1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert Delivery.objects.count() == 1


def test_without_a_key_everything_is_new(as_bob: Program):
    as_bob.post("people", DANA)
    as_bob.post("people", DANA)
    assert Person.objects.count() == 2


def test_a_key_is_for_one_request(as_bob: Program):
    as_bob.post("people", DANA, idempotency_key="k1")
    for path, body in (("people", {"name": "Rosa"}), ("companies", DANA)):
        refused = as_bob.post(path, body, idempotency_key="k1")
        assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_reused")
    assert Person.objects.count() == 1


def test_keys_of_two_tokens_have_nothing_to_do_with_one_another(as_bob: Program, as_alice: Program):
    as_bob.post("people", DANA, idempotency_key="k1")
    as_alice.post("people", DANA, idempotency_key="k1")
    assert Person.objects.count() == 2


def test_what_failed_may_be_tried_again_with_its_key(as_bob: Program, as_vera: Program):
    assert as_vera.post("people", DANA, idempotency_key="k1").status_code == 403
    assert as_bob.post("people", {"name": ""}, idempotency_key="k2").status_code == 422
    assert as_bob.post("people", DANA, idempotency_key="k2").status_code == 201
    assert not IdempotentRequest.objects.filter(key="k1").exists()


def test_what_broke_half_way_left_nothing(as_bob: Program, monkeypatch):
    def broken(_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "seal", broken)
        assert as_bob.post("people", DANA, idempotency_key="k1").status_code == 500
    assert not Person.objects.exists()
    assert as_bob.post("people", DANA, idempotency_key="k1").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_a_request_that_still_runs_is_not_started_again(bob: User):
    who = program(bob)
    key = f"idempotency:{ApiToken.objects.get().pk}:k1"
    with _held_elsewhere(key):
        refused = who.post("people", DANA, idempotency_key="k1")
        assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_running")
    assert who.post("people", DANA, idempotency_key="k1").status_code == 201


@contextmanager
def _held_elsewhere(name: str) -> Iterator[None]:
    """A lock that another connection holds."""
    taken, go = threading.Event(), threading.Event()

    def hold() -> None:
        with session_lock(name):
            taken.set()
            go.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(20)
    try:
        yield
    finally:
        go.set()
        thread.join(20)


@pytest.mark.parametrize("key", ["", "with space", "x" * 201, "ü"])
def test_a_key_is_printable(as_bob: Program, key: str):
    refused = as_bob.post("people", DANA, idempotency_key=key)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "header.Idempotency-Key"


def test_a_new_token_s_secret_is_not_kept_in_the_open(as_bob: Program):
    made = as_bob.post("tokens", {"name": "script"}, idempotency_key="k1").json()
    again = as_bob.post("tokens", {"name": "script"}, idempotency_key="k1").json()
    assert again["secret"] == made["secret"]
    kept = IdempotentRequest.objects.get()
    assert made["secret"].encode() not in bytes(kept.sealed_body)


def test_keys_are_forgotten_after_a_day(as_bob: Program):
    as_bob.post("people", DANA, idempotency_key="k1")
    as_bob.post("people", DANA, idempotency_key="k2")
    old = timezone.now() - timedelta(hours=25)
    IdempotentRequest.objects.filter(key="k1").update(created_at=old)
    assert as_bob.post("people", DANA, idempotency_key="k1").status_code == 201
    assert Person.objects.count() == 3
    IdempotentRequest.objects.filter(key="k1").update(created_at=old)
    assert idempotency.forget_old() == 1
    assert IdempotentRequest.objects.get().key == "k2"


def test_posts_that_are_safe_to_repeat_need_no_key(as_bob: Program, forum: Channel):
    message = {"external_id": "m1", "author": {"id": "u1"}, "text": "Hi"}
    path = f"channels/{forum.pk}/messages"
    assert as_bob.post(path, message, idempotency_key="k1").status_code == 201
    assert as_bob.post(path, message, idempotency_key="k1").status_code == 200
    assert not IdempotentRequest.objects.exists()
