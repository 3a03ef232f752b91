"""Arrivals, deliveries and webhooks as their pages show them."""

import pytest
from django.urls import reverse

from unsilo.channels.models import Arrival, Delivery, Outcome, Webhook, WebhookPost
from unsilo.channels.services import sending, webhooks
from unsilo.channels.tests.factories import make_delivery, one_arrival
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import ConnectorError

pytestmark = pytest.mark.django_db


def test_arrivals_are_listed_with_outcome_and_reason(get, channel, alice):
    one_arrival(channel, Outcome.IMPORTED, subject="Lantern", conversation_id=5)
    one_arrival(channel, Outcome.HELD, sender="otto@example.com", reason="not a participant")
    one_arrival(channel)
    shown = get(alice, "arrivals")
    assert "Lantern" in shown
    assert reverse("inbox:conversation", args=[5]) in shown
    assert "not a participant" in shown
    assert "not read yet" in shown
    held = get(alice, "arrivals", outcome="held")
    assert "Lantern" not in held
    assert "Held for review 1" in held
    assert "Nothing here" in get(alice, "arrivals", outcome="bounced")
    assert "Nothing here" in get(alice, "arrivals", channel="999")


def test_pages_of_arrivals_follow_one_another(get, channel, alice):
    for number in range(53):
        one_arrival(channel, Outcome.IMPORTED, subject=f"Letter {number:02}")
    first = get(alice, "arrivals")
    assert "Letter 52" in first
    assert "Letter 02" not in first
    cursor = first.split("?cursor=")[1].split('"')[0]
    second = get(alice, "arrivals", cursor=cursor)
    assert "Letter 02" in second
    assert "Letter 03" not in second
    get(alice, "arrivals", cursor="nonsense", status=422)


def test_raw_bytes_are_shown_as_text_and_only_downloaded(get, client, channel, alice):
    raw = b"<script>alert(1)</script>\0" + b"x" * 300_000
    arrival = one_arrival(channel, Outcome.FAILED, content=raw)
    shown = get(alice, "arrival", arrival.pk)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "the first 200 KB" in shown
    response = client.get(reverse("channels:arrival-raw", args=[arrival.pk]))
    assert b"".join(response.streaming_content) == raw
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_held_arrival_is_dealt_with_from_its_page(get, send, channel, alice):
    arrival = one_arrival(channel, Outcome.HELD, held_for=7)
    shown = get(alice, "arrival", arrival.pk)
    for name in ("arrival-accept", "arrival-retry", "arrival-dismiss"):
        assert reverse(f"channels:{name}", args=[arrival.pk]) in shown
    send(alice, "arrival-accept", arrival.pk)
    arrival.refresh_from_db()
    assert (arrival.outcome, arrival.held_for) == ("pending", 7)
    send(alice, "arrival-dismiss", arrival.pk, status=409)
    Arrival.objects.update(outcome="held", held_for=7)
    send(alice, "arrival-accept", arrival.pk, **{"as": "new"})
    arrival.refresh_from_db()
    assert (arrival.held_for, arrival.meta) == (None, {"let_in": True})
    Arrival.objects.update(outcome="failed")
    send(alice, "arrival-dismiss", arrival.pk)
    assert "Dismissed by Alice Moreau" in get(alice, "arrival", arrival.pk)
    send(alice, "arrival-retry", arrival.pk)
    arrival.refresh_from_db()
    assert arrival.outcome == "pending"


def test_deliveries_are_listed_with_recipients_and_reason(get, channel, alice, side):
    side.answers = [ConnectorError("no route to host")]
    make_delivery(channel, "rosa@example.com", "otto@example.com")
    sending.send_due()
    shown = get(alice, "deliveries")
    assert "rosa@example.com" in shown
    assert "no route to host" in shown
    assert "next try" in shown
    assert "Waiting 1" in shown
    assert "Nothing here" in get(alice, "deliveries", state="sent")


def test_a_waiting_answer_is_hurried_or_cancelled(get, send, channel, alice, side):
    side.answers = [ConnectorError("away")]
    delivery = make_delivery(channel)
    sending.send_due()
    assert "Try now" in get(alice, "delivery", delivery.pk)
    send(alice, "delivery-try", delivery.pk)
    assert sending.send_due() == 1
    assert "Handed over" in get(alice, "delivery", delivery.pk)
    send(alice, "delivery-cancel", delivery.pk, status=409)


def test_doubt_is_explained_and_settled_by_a_person(get, send, channel, alice):
    delivery = make_delivery(channel)
    sending.claim_one()
    Delivery.objects.update(state="uncertain", reason="interrupted")
    shown = get(alice, "delivery", delivery.pk)
    assert "Nobody can know whether this arrived" in shown
    send(alice, "delivery-sent", delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("sent", "Marked as sent by Alice Moreau.")
    Delivery.objects.update(state="failed")
    send(alice, "delivery-again", delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "waiting"


def test_a_webhook_is_made_and_its_secret_shown_once(get, send, alice):
    shown = send(
        alice, "webhook-new", url="https://a.example/", kinds="message.*\n", status=200
    )  # fmt: skip
    assert "whsec_" in shown
    webhook = Webhook.objects.get()
    assert (webhook.kinds, webhook.user_id) == (["message.*"], alice.pk)
    assert "whsec_" not in get(alice, "webhook", webhook.pk)
    assert "whsec_" in send(alice, "webhook-secret", webhook.pk, status=200)
    bad = send(alice, "webhook-new", url="https://a.example/", kinds="Everything!", status=422)
    assert "is no kind of event" in bad
    assert "Only http and https" in send(alice, "webhook-new", url="ftp://a.example/", status=422)


def test_the_log_shows_what_was_told_and_can_tell_it_again(get, send, alice):
    webhook, _ = webhooks.create_webhook(url="https://a.example/", kinds=(), user=alice, by=SYSTEM)
    post = WebhookPost.objects.create(
        webhook=webhook, event_id=4, kind="message.received", body='{"a": 1}',
        state="failed", attempts=11, status=500, reason="<b>broken</b>", duration_ms=12,
    )  # fmt: skip
    shown = get(alice, "webhook", webhook.pk)
    assert "message.received" in shown
    assert "&lt;b&gt;broken" in shown
    assert "12 ms" in shown
    send(alice, "post-replay", post.pk)
    post.refresh_from_db()
    assert (post.state, post.attempts) == ("waiting", 0)
    WebhookPost.objects.update(state="failed")
    send(alice, "webhook-replay", webhook.pk)
    post.refresh_from_db()
    assert post.state == "waiting"
    send(alice, "webhook-pause", webhook.pk)
    assert "Paused by Alice Moreau" in get(alice, "webhook", webhook.pk)
    send(alice, "webhook-resume", webhook.pk)
    send(alice, "webhook", webhook.pk, url="https://b.example/", kinds="")
    webhook.refresh_from_db()
    assert (webhook.url, webhook.is_active) == ("https://b.example/", True)
    send(alice, "webhook-delete", webhook.pk)
    assert not Webhook.objects.exists()
