"""Webhooks made, tested, renewed and replayed by programs."""

from typing import Any

import pytest

from unsilo.accounts.models import Desk
from unsilo.api.tests.conftest import Program, program
from unsilo.channels.models import Webhook, WebhookPost
from unsilo.channels.services import posts, webhooks
from unsilo.channels.tests.listener import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(as_alice: Program, listener) -> dict[str, Any]:
    body = {"url": listener.url, "kinds": ["message.*"]}
    made = as_alice.post("webhooks", body)
    assert made.status_code == 201, made.content
    found: dict[str, Any] = made.json()
    return found


def test_a_lead_adds_one_and_sees_its_secret_once(as_alice: Program, hook: dict[str, Any]):
    assert hook["secret"].startswith("whsec_")
    shown = as_alice.get(f"webhooks/{hook['id']}").json()
    assert shown == {key: value for key, value in hook.items() if key != "secret"}
    assert [one["id"] for one in as_alice.items("webhooks")] == [hook["id"]]


def test_only_its_maker_and_admins_know_it(
    hook: dict[str, Any], as_ada: Program, as_bob: Program, listener
):
    assert as_bob.get(f"webhooks/{hook['id']}").status_code == 404
    assert as_bob.post("webhooks", {"url": listener.url}).status_code == 403
    assert as_ada.get(f"webhooks/{hook['id']}").status_code == 200
    for verb in ("pause", "resume", "secret", "test", "replay"):
        assert as_bob.post(f"webhooks/{hook['id']}/{verb}").status_code == 404
    assert as_bob.delete(f"webhooks/{hook['id']}").status_code == 404


def test_a_token_that_reads_changes_nothing(hook: dict[str, Any], ada):
    reader = program(ada, scope="read")
    assert reader.get(f"webhooks/{hook['id']}").status_code == 200
    for verb in ("pause", "resume", "secret", "test", "replay"):
        assert reader.post(f"webhooks/{hook['id']}/{verb}").status_code == 403
    assert reader.delete(f"webhooks/{hook['id']}").status_code == 403


def test_what_failed_is_listed_and_posted_again(as_alice: Program, hook, listener, support: Desk):
    say(desks=[support])
    webhooks.fan_out()
    listener.answers = [(500, {})]
    posts.post_due()
    path = f"webhooks/{hook['id']}"
    (post,) = as_alice.items(f"{path}/posts?state=waiting")
    assert (post["status"], post["reason"], post["attempts"]) == (500, "heard", 1)
    WebhookPost.objects.update(state="failed", next_try_at=None)
    assert as_alice.post(f"{path}/replay").json() == {"count": 1}
    posts.post_due()
    assert as_alice.get(f"webhook-posts/{post['id']}").json()["state"] == "sent"
    assert as_alice.post(f"webhook-posts/{post['id']}/replay").json()["state"] == "waiting"


def test_a_test_tells_how_it_went(as_alice: Program, hook: dict[str, Any], listener):
    told = as_alice.post(f"webhooks/{hook['id']}/test").json()
    assert (told["kind"], told["state"], told["status"]) == ("webhook.pinged", "sent", 200)
    assert len(listener.got) == 1


def test_it_is_changed_paused_renewed_and_deleted(as_alice: Program, hook: dict[str, Any]):
    path = f"webhooks/{hook['id']}"
    changed = as_alice.call("PUT", path, {"url": "https://x.example/", "kinds": []}).json()
    assert (changed["url"], changed["kinds"]) == ("https://x.example/", [])
    assert (
        as_alice.post(f"{path}/pause").json()["paused_reason"] == "Paused by Alice Moreau (test)."
    )
    assert as_alice.post(f"{path}/resume").json()["is_active"] is True
    assert as_alice.post(f"{path}/secret").json()["secret"] != hook["secret"]
    assert as_alice.delete(path).status_code == 204
    assert not Webhook.objects.exists()
