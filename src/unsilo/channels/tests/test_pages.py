from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts import services
from unsilo.channels import ports
from unsilo.channels.contract import CheckResult, DeliveryReceipt, RecipientResult
from unsilo.channels.models import Arrival, Channel, Delivery, Outcome, WebhookPost
from unsilo.channels.services import arrivals, sending, webhooks
from unsilo.channels.tests.factories import make_channel, make_delivery, make_raw, one_arrival
from unsilo.core.actor import SYSTEM
from unsilo.core.secrets import unseal

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign_lead(other_brand, press_room):
    """A lead of another brand."""
    return services.create_user(
        email="lea@paperheron.example",
        name="Lea Brandt",
        role="lead",
        password="a heron in the tray",
        brands=[other_brand],
        by=SYSTEM,
    )


# --- Channels


def test_the_list_says_how_each_channel_is(get, channel, alice, side):
    one_arrival(channel)
    delivery = make_delivery(channel)
    everyone = [recipient.address for recipient in delivery.recipients.all()]
    gone = [RecipientResult(one, accepted=False, permanent=True) for one in everyone]
    side.answers = [DeliveryReceipt("answer", tuple(gone))]
    sending.send_due()
    shown = get(alice, "list")
    assert "Support mail" in shown
    assert "about to be asked for the first time" in shown
    assert "1 failed" in shown
    assert "Connect a channel" not in shown, "that is for admins"


def test_a_failing_channel_stands_on_top_with_what_to_do(get, channel, ada):
    Channel.objects.update(state="failing", state_reason="the login ran out", failures=4)
    shown = get(ada, "list")
    assert "Support mail: the login ran out" in shown
    assert "tried again and again by itself" in shown


def test_what_the_system_said_stands_behind_the_words(get, send, channel, side, alice):
    Channel.objects.update(
        state="failing", state_reason="It hung up.", state_original="[Errno 104] reset"
    )
    assert "[Errno 104] reset" in get(alice, "channel", channel.pk)
    side.checks = [CheckResult("Login", False, "The connection was refused.", "[Errno 111] no")]
    shown = send(alice, "check", channel.pk, status=200)
    assert "The connection was refused." in shown
    assert "<code>[Errno 111] no</code>" in shown
    row = Channel.objects.get(pk=channel.pk)
    assert (row.state_reason, row.state_original) == ("It hung up.", "[Errno 104] reset")


def test_pages_of_what_is_under_way_look_again(get, send, channel, ada):
    [held] = arrivals.receive(channel, [make_raw("k")], by=SYSTEM)
    assert 'hx-trigger="load delay:1500ms"' in get(ada, "arrival", held.pk)
    Arrival.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
    assert "Try now" in get(ada, "arrival", held.pk)
    send(ada, "arrival-retry", held.pk)
    assert Arrival.objects.filter(next_try_at__lte=timezone.now()).exists()
    Arrival.objects.update(outcome=Outcome.HELD)
    assert "load delay" not in get(ada, "arrival", held.pk)
    sent = make_delivery(channel, "rosa@orchard.example")
    assert "load delay" in get(ada, "delivery", sent.pk)
    Delivery.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
    assert "load delay" not in get(ada, "delivery", sent.pk)


def test_an_empty_list_leads_to_the_first_channel(get, ada):
    assert reverse("channels:choose") in get(ada, "list")


@pytest.mark.parametrize("kind", ["email", "webform", "api", "console"])
def test_every_kind_has_a_form_to_add_it(get, ada, kind):
    assert "Connect: " in get(ada, "add", kind)


def test_a_kind_that_is_not_there_is_not_found(get, ada):
    get(ada, "add", "carrier_pigeon", status=404)


def test_an_admin_connects_a_channel(send, ada, brand, support):
    data = {"name": "Forum", "brand": brand.pk, "desk": support.pk, "identity_kind": "forum"}
    send(ada, "add", "api", **data, own_ids="bot\n\nhelper\n")
    made = Channel.objects.get()
    assert made.config == {"identity_kind": "forum", "own_ids": ["bot", "helper"]}
    shown = send(ada, "add", "api", **{**data, "identity_kind": "Not A Name"}, status=422)
    assert "String should match pattern" in shown
    shown = send(ada, "add", "api", **data, status=422)
    assert "already exists" in shown


def test_secrets_are_kept_and_never_shown(get, send, ada, brand, support):
    data = {
        "name": "Mail", "brand": brand.pk, "desk": support.pk, "address": "help@fox.example",
        "max_message_mb": 50, "imap_host": "imap.fox.example", "imap_security": "tls",
        "imap_password": "geheim", "smtp_security": "starttls", "folders": "INBOX",
        "fallback_smtp_security": "starttls", "auth_method": "password", "oauth_provider": "google",
    }  # fmt: skip
    send(ada, "add", "email", **data)
    made = Channel.objects.get()
    shown = get(ada, "channel", made.pk)
    assert "geheim" not in shown
    assert "kept, type to replace it" in shown
    assert ">STARTTLS</option>" in shown
    send(ada, "channel", made.pk, **{**data, "imap_password": "", "name": "Post"})
    made.refresh_from_db()
    assert made.name == "Post"
    assert unseal(made.sealed_secrets) == {"imap_password": "geheim"}


def test_a_lead_looks_after_a_channel_but_does_not_change_it(get, send, channel, alice):
    assert "Health" in get(alice, "channel", channel.pk)
    assert "Settings</h2>" not in get(alice, "channel", channel.pk)
    send(alice, "channel", channel.pk, name="Mine", status=403)
    send(alice, "archive", channel.pk, status=403)
    get(alice, "choose", status=403)
    send(alice, "pause", channel.pk, reason="holiday")
    channel.refresh_from_db()
    assert (channel.state, channel.state_reason) == ("paused", "holiday")
    assert "paused: holiday" in get(alice, "channel", channel.pk)
    send(alice, "pause", channel.pk, reason=" ", status=422)
    send(alice, "resume", channel.pk)
    channel.refresh_from_db()
    assert channel.state == "active"


def test_a_test_of_the_connection_shows_every_step(send, channel, alice, side):
    good = send(alice, "check", channel.pk, status=200)
    assert "The connection works" in good
    side.checks = [
        CheckResult("Reading", ok=True),
        CheckResult("Sending", ok=False, detail="The server refuses the password <b>."),
    ]
    shown = send(alice, "check", channel.pk, status=200)
    assert "does not work yet" in shown
    assert "refuses the password &lt;b&gt;" in shown
    _, marker, health = shown.partition('<div id="health" hx-swap-oob="true">')
    assert marker
    assert health != good.partition(marker)[2]  # the card says so without the page loading again
    channel.refresh_from_db()
    assert channel.state == "failing"
    side.checks = []
    send(alice, "check", channel.pk, status=200)
    channel.refresh_from_db()
    assert channel.state == "active"


def test_archiving_waits_for_answers_on_their_way(send, get, channel, ada):
    delivery = make_delivery(channel)
    send(ada, "archive", channel.pk, status=409)
    send(ada, "delivery-cancel", delivery.pk)
    send(ada, "archive", channel.pk)
    get(ada, "channel", channel.pk, status=404)
    assert make_channel("fake", name="Support mail").slug == "support-mail"


def test_the_public_page_of_a_form_is_shown_with_its_snippet(get, ada, channel):
    form = make_channel("webform", name="Contact", answer_channel=channel.slug)
    shown = get(ada, "channel", form.pk)
    assert "/forms/contact/" in shown
    assert "No other site may embed it" in shown
    form.config["sites"] = ["https://www.fox.example"]
    form.save()
    shown = get(ada, "channel", form.pk)
    assert "&lt;script src=" in shown
    assert "/forms/contact/embed.js" in shown


# --- Who may come in


@pytest.mark.parametrize("name", ["list", "arrivals", "deliveries", "webhooks"])
def test_lists_are_for_leads_and_admins(get, client, name, ada, alice, bob, vera, charlie):
    for user in (ada, alice):
        get(user, name)
    for user in (bob, vera, charlie):
        get(user, name, status=403)
    client.logout()
    assert client.get(reverse(f"channels:{name}")).status_code == 302


def test_what_is_not_yours_is_not_there(get, send, channel, alice, foreign_lead):
    arrival = one_arrival(channel, Outcome.HELD)
    delivery = make_delivery(channel)
    webhook, _ = webhooks.create_webhook(
        url="https://a.example/", kinds=(), user=alice, by=SYSTEM
    )  # fmt: skip
    post = WebhookPost.objects.create(webhook=webhook, event_id=1, kind="x.y", body="{}")
    for name, row in (
        ("channel", channel), ("arrival", arrival), ("arrival-raw", arrival),
        ("delivery", delivery), ("webhook", webhook),
    ):  # fmt: skip
        get(foreign_lead, name, row.pk, status=404)
    for name, row in (
        ("check", channel), ("pause", channel), ("resume", channel),
        ("arrival-retry", arrival), ("arrival-accept", arrival), ("arrival-dismiss", arrival),
        ("delivery-try", delivery), ("delivery-cancel", delivery), ("delivery-again", delivery),
        ("delivery-sent", delivery), ("webhook", webhook), ("webhook-secret", webhook),
        ("webhook-pause", webhook), ("webhook-resume", webhook), ("webhook-delete", webhook),
        ("webhook-replay", webhook), ("post-replay", post),
    ):  # fmt: skip
        send(foreign_lead, name, row.pk, status=404, reason="x")
    for name in ("list", "arrivals", "deliveries", "webhooks"):
        shown = get(foreign_lead, name)
        assert "Support mail" not in shown
        assert "a.example" not in shown


def test_what_belongs_to_a_closed_desk_is_not_shown_in_the_ledgers(
    get, channel, ada, alice, support, press_room, monkeypatch
):
    desks = {7: [press_room.pk], 8: [press_room.pk, support.pk]}
    monkeypatch.setattr(ports, "_desks_of", [lambda ids: {i: desks[i] for i in ids if i in desks}])
    secret = one_arrival(channel, Outcome.IMPORTED, subject="Leak", conversation_id=7)
    shared = one_arrival(channel, Outcome.IMPORTED, subject="Shared", conversation_id=8)
    sent = make_delivery(channel, conversation_id=7)
    assert "Leak" in get(ada, "arrivals")
    assert "Leak" not in get(alice, "arrivals")
    assert "Shared" in get(alice, "arrivals")
    get(alice, "arrival", secret.pk, status=404)
    get(alice, "arrival", shared.pk)
    get(alice, "delivery", sent.pk, status=404)
    assert "lantern" not in get(alice, "deliveries")


# --- Arrivals


# --- Deliveries


# --- Webhooks


# --- Growth


@pytest.mark.parametrize("name", ["list", "arrivals", "deliveries", "webhooks"])
def test_pages_cost_the_same_however_much_is_on_them(client, name, ada, channel, brand, support):
    def grow(times):
        for _ in range(times):
            more = make_channel("fake", brand=brand, desk=support)
            one_arrival(more, Outcome.IMPORTED, conversation_id=5)
            make_delivery(more, "rosa@example.com", "otto@example.com")
            webhooks.create_webhook(url="https://a.example/", kinds=(), user=ada, by=SYSTEM)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"channels:{name}")).status_code == 200
        return sum("channels_" in query["sql"] for query in queries)  # the frame has its own

    client.force_login(ada)
    grow(1)
    cost()  # the first one builds what is then kept
    grow(2)
    few = cost()
    grow(20)
    assert cost() == few
    assert few <= 6
