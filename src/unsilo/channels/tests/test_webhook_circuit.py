"""An address that fails is left in peace, probed, and caught up with. Tests tell at once."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from unsilo.accounts.models import Notice
from unsilo.channels.models import Webhook
from unsilo.channels.services import posts, webhooks
from unsilo.channels.tests.listener import make, say
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event

pytestmark = pytest.mark.django_db

DOWN: tuple[int, dict[str, str]] = (503, {})


def break_it(listener) -> None:
    """Five failures in a row: one of each round, since a round leaves a failing address alone."""
    listener.answers = [DOWN] * posts.BREAKS_AFTER
    for _ in range(posts.BREAKS_AFTER):
        assert posts.post_due() == 1
    assert not listener.answers


@pytest.fixture
def broken(listener, alice, ada, support) -> Webhook:
    make(alice, listener.url, "message.received")
    for _ in range(7):
        say(desks=[support])
    webhooks.fan_out()
    break_it(listener)
    return Webhook.objects.get()


def test_five_failures_in_a_row_break_it_and_the_admins_are_told_once(broken, listener, ada, alice):
    assert broken.is_active
    assert broken.broken_at is not None
    assert posts.post_due() == 0, "two more wait, and are spared"
    assert Event.objects.filter(kind="webhook.broken").count() == 1
    told = Notice.objects.filter(key__startswith="webhook:")
    assert set(told.values_list("user_id", flat=True)) == {ada.pk, alice.pk}
    assert "503" not in told[0].title
    assert "heard" in told[0].text


def probe_at() -> datetime:
    found = Webhook.objects.get().probe_at
    assert found is not None
    return found


def test_one_post_probes_and_probes_become_rarer(broken, listener):
    waits = []
    for _ in range(6):
        listener.answers = [DOWN]
        at = probe_at()
        with time_machine.travel(at - timedelta(seconds=1), tick=False):
            assert posts.post_due() == 0
        with time_machine.travel(at, tick=False):
            assert posts.post_due() == 1
            waits.append(probe_at() - at)
    assert waits == [timedelta(minutes=one) for one in (2, 4, 8, 15, 15, 15)]
    assert Event.objects.filter(kind="webhook.broken").count() == 1


def test_a_probe_that_is_taken_lets_everything_out(broken, listener):
    with time_machine.travel(broken.probe_at, tick=False):
        posts.post_due()
        assert broken.posts.filter(state="sent").count() == 7
    mended = Webhook.objects.get()
    assert (mended.failures, mended.broken_at, mended.probe_at) == (0, None, None)
    assert Event.objects.filter(kind="webhook.mended").count() == 1


def test_two_workers_probe_once(broken):
    with time_machine.travel(broken.probe_at, tick=False):
        assert posts._claim_one(set()) is not None
        assert posts._claim_one(set()) is None


def test_nothing_taken_for_three_days_pauses_it_however_many_wait(broken, listener):
    listener.answers = [DOWN]
    with time_machine.travel(broken.broken_at + timedelta(days=3, hours=1)):
        posts.post_due()
    paused = Webhook.objects.get()
    assert not paused.is_active
    assert paused.posts.filter(state="waiting").count() == 7
    webhooks.resume_webhook(paused, by=SYSTEM)
    posts.post_due()
    assert paused.posts.filter(state="sent").count() == 7


def test_success_in_between_counts_anew(listener, alice, support):
    make(alice, listener.url)
    for _ in range(12):
        say(desks=[support])
    webhooks.fan_out()
    listener.answers = [DOWN, DOWN, DOWN, DOWN, (200, {}), DOWN]
    for _ in range(5):
        posts.post_due()
    assert Webhook.objects.get().broken_at is None


def test_a_test_goes_out_though_it_is_broken_and_mends_it(broken, listener):
    listener.answers = [DOWN]
    failed = posts.ping(broken, by=SYSTEM)
    assert (failed.state, failed.status, failed.reason) == ("failed", 503, "heard")
    assert Webhook.objects.get().broken_at is not None
    assert posts.ping(broken, by=SYSTEM).state == "sent"
    assert Webhook.objects.get().broken_at is None
    posts.post_due()
    assert broken.posts.filter(state="sent").count() == 8
    assert broken.posts.filter(kind="webhook.pinged").count() == 2


def test_tests_are_for_one_webhook_alone(listener, ada):
    one, _ = make(ada, listener.url)
    other, _ = make(ada, listener.url)
    posts.ping(one, by=SYSTEM)
    webhooks.fan_out()
    assert not other.posts.filter(kind="webhook.pinged").exists()


def test_the_page_says_that_it_is_broken_and_how_a_test_went(client, broken, listener, ada):
    client.force_login(ada)
    page = client.get(reverse("channels:webhook", args=[broken.pk])).content.decode()
    assert "It does not answer." in page
    assert "does not answer" in client.get(reverse("channels:webhooks")).content.decode()
    url = reverse("channels:webhook-test", args=[broken.pk])
    listener.answers = [DOWN]
    assert "The test failed. heard" in client.post(url, follow=True).content.decode()
    page = client.post(url, follow=True).content.decode()
    assert "It answered 200 after" in page
    assert "It does not answer." not in page


def test_strangers_and_agents_test_nothing(client, broken, bob, charlie):
    url = reverse("channels:webhook-test", args=[broken.pk])
    for user in (bob, charlie):
        client.force_login(user)
        assert client.post(url).status_code == 403
    assert not broken.posts.filter(kind="webhook.pinged").exists()
