import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from unsilo.channels.models import Webhook, WebhookPost
from unsilo.channels.services import posts, webhooks
from unsilo.channels.tests.listener import make, say
from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.core.models import Event

pytestmark = pytest.mark.django_db


def test_an_event_is_posted_signed_by_the_documented_rule(listener, alice, support):
    _webhook, secret = make(alice, listener.url, "message.*")
    event = say(desks=[support], words="Grüße")
    assert webhooks.fan_out() == 1
    assert posts.post_due() == 1
    ((headers, body),) = listener.got
    content = json.loads(body)
    assert content["type"] == "message.received"
    assert content["data"]["event_id"] == event
    assert content["data"]["details"] == {"words": "Grüße"}
    name, seconds = headers["webhook-id"], headers["webhook-timestamp"]
    assert name == f"evt_{event}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{name}.{seconds}.".encode() + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    post = WebhookPost.objects.get()
    assert (post.state, post.status, post.attempts) == ("sent", 200, 1)
    assert post.duration_ms is not None
    assert webhooks.fan_out() == posts.post_due() == 0


def test_only_what_was_asked_for_and_may_be_seen_is_told(
    listener, alice, ada, charlie, support, press_room, brand, other_brand
):
    leads, _ = make(alice, listener.url, "message.*", "delivery.failed")
    admins, _ = make(ada, listener.url)
    strangers, _ = make(charlie, listener.url)
    say("message.received", desks=[support], brand=brand)
    say("message.received", desks=[press_room], brand=brand)
    say("message.received", desks=[support], brand=other_brand)
    say("delivery.sent", desks=[support], brand=brand)
    say("delivery.failed", desks=[support, press_room], brand=brand)
    say("user.created")
    webhooks.fan_out()

    def told(webhook):
        return list(webhook.posts.order_by("id").values_list("kind", flat=True))

    assert told(leads) == ["message.received", "delivery.failed"]
    assert [kind for kind in told(admins) if not kind.startswith("webhook")] == [
        "message.received",
        "message.received",
        "message.received",
        "delivery.sent",
        "delivery.failed",
        "user.created",
    ]
    assert told(strangers) == ["message.received"]


def test_what_was_before_is_not_told_and_pages_are_read_to_the_end(listener, ada, support):
    say(desks=[support])
    webhook, _ = make(ada, listener.url, "message.received")
    for _ in range(7):
        say(desks=[support])
    assert webhooks.fan_out(limit=3) == 7
    webhook.refresh_from_db()
    assert webhook.cursor == events.horizon()


def test_an_address_that_fails_is_tried_for_three_days_and_then_left_alone(
    listener, alice, support
):
    webhook, _ = make(alice, listener.url)
    say(desks=[support])
    webhooks.fan_out()
    now = began = timezone.now()
    while True:
        listener.answers = [(500, {})]
        with time_machine.travel(now, tick=False):
            assert posts.post_due() == 1
        post = WebhookPost.objects.get()
        if post.state == "failed":
            break
        assert (post.status, post.reason) == (500, "heard")
        assert post.next_try_at is not None
        now = post.next_try_at
    assert timedelta(days=2.8) < now - began < timedelta(days=3.1)
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.paused_reason) == (
        False,
        "Nothing was taken for three days.",
    )
    assert len({headers["webhook-id"] for headers, _body in listener.got}) == 1
    assert Event.objects.filter(kind="webhook.paused").count() == 1


def test_a_wish_to_wait_is_respected_and_gone_means_gone(listener, alice, support):
    webhook, _ = make(alice, listener.url)
    say(desks=[support])
    webhooks.fan_out()
    listener.answers = [(429, {"Retry-After": "900"})]
    posts.post_due()
    post = WebhookPost.objects.get()
    assert post.next_try_at is not None
    assert post.next_try_at - timezone.now() > timedelta(minutes=14)
    listener.answers = [(410, {})]
    posts.replay(post, by=SYSTEM)
    posts.post_due()
    webhook.refresh_from_db()
    assert "410" in webhook.paused_reason


def test_what_was_given_up_can_be_replayed_with_its_id_and_body(listener, alice, support):
    webhook, _ = make(alice, listener.url)
    say(desks=[support])
    webhooks.fan_out()
    WebhookPost.objects.update(attempts=99)
    listener.answers = [(500, {})]
    posts.post_due()
    assert WebhookPost.objects.get().state == "failed"
    webhooks.resume_webhook(webhook, by=SYSTEM)
    assert posts.replay_failed(webhook, by=SYSTEM) == 1
    posts.post_due()
    first, second = listener.got
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert WebhookPost.objects.get().state == "sent"


def test_a_slow_or_dead_listener_does_not_hold_up_the_others(listener, alice, support):
    dead, _ = make(alice, "http://127.0.0.1:9/")
    good, _ = make(alice, listener.url)
    for _ in range(3):
        say(desks=[support])
    webhooks.fan_out()
    assert posts.post_due() == 4, "one at the dead address, three at the good one"
    assert dead.posts.filter(attempts=1).count() == 1
    assert good.posts.filter(state="sent").count() == 3


def test_a_post_whose_worker_died_is_taken_by_another(listener, alice, support):
    make(alice, listener.url)
    say(desks=[support])
    webhooks.fan_out()
    assert posts._claim_one(set()) is not None  # and dies
    assert posts.post_due() == 0
    with time_machine.travel(timezone.now() + posts.LEASE + timedelta(seconds=1)):
        assert posts.post_due() == 1


def test_pausing_loses_nothing(listener, alice, support):
    webhook, _ = make(alice, listener.url)
    webhooks.pause_webhook(webhook, reason="moving", by=SYSTEM)
    say(desks=[support])
    assert webhooks.fan_out() == posts.post_due() == 0
    webhooks.resume_webhook(webhook, by=SYSTEM)
    webhooks.fan_out()
    assert posts.post_due() == 1


def test_a_user_who_left_tells_nobody_any_more(listener, alice, support):
    webhook, _ = make(alice, listener.url)
    alice.is_active = False
    alice.save()
    say(desks=[support])
    assert webhooks.fan_out() == 0
    webhook.refresh_from_db()
    assert not webhook.is_active


def test_a_new_secret_signs_next_to_the_old_one_for_a_day(listener, alice, support):
    webhook, _old = make(alice, listener.url)
    new = webhooks.renew_secret(webhook, by=SYSTEM)
    say(desks=[support])
    webhooks.fan_out()
    posts.post_due()
    assert listener.got[0][0]["webhook-signature"].count("v1,") == 2
    assert new.encode() not in bytes(Webhook.objects.get().sealed_secret)
    post = WebhookPost.objects.get()
    later = timezone.now() + timedelta(hours=25)
    headers = posts.signed_headers(Webhook.objects.get(), post, at=later)
    assert headers["webhook-signature"].count("v1,") == 1


def test_the_private_network_is_not_called(alice, support, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    make(alice, "http://127.0.0.1:1/")
    say(desks=[support])
    webhooks.fan_out()
    posts.post_due()
    assert "private network" in WebhookPost.objects.get().reason


def test_an_address_must_be_one(alice):
    with pytest.raises(Invalid):
        make(alice, "ftp://example.com/")
    with pytest.raises(Invalid):
        make(alice, "nonsense")


def test_old_posts_are_forgotten_but_not_those_that_wait(listener, alice, support):
    make(alice, listener.url)
    say(desks=[support])
    say(desks=[support])
    webhooks.fan_out()
    WebhookPost.objects.filter(pk=WebhookPost.objects.first().pk).update(state="sent")
    with time_machine.travel(timezone.now() + posts.KEPT_FOR + timedelta(days=1)):
        assert posts.delete_old_posts() == 1
    assert WebhookPost.objects.get().state == "waiting"
