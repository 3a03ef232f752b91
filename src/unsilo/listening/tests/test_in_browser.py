"""Watch, by keyboard, while something is going on."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.inbox.tests.browsing import Open, open_as
from unsilo.listening.models import Alert, Query
from unsilo.listening.services import hours, scoring, topics
from unsilo.listening.tests.conftest import Tell

__all__ = ["open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_threat_is_seen_acknowledged_and_judged_by_keyboard(
    open_as: Open, otto: Query, tell: Tell, bob: User
) -> None:
    now = scoring.floor(timezone.now())
    for day in range(1, 8):
        tell("Where can I buy Otto?", at=now - timedelta(days=day))
    for number in range(11):
        tell(
            f"Otto’s eye came off, batch 0417, said {number}",
            at=now - timedelta(minutes=10 * number + 6),
        )
    hours.recount(now)
    scoring.score(now)
    page = open_as(bob, "/inbox/")
    expect(page.locator("nav .count.hot")).to_have_text("1")
    page.keyboard.press("g")
    page.keyboard.press("a")
    card = page.locator(".card.alarm")
    expect(card).to_contain_text("All private so far.")
    expect(card).to_contain_text("0417")
    expect(card.locator(".m-row")).to_have_count(5)
    expect(page.locator(".chart .plot svg").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("You look after it.")
    expect(card).to_contain_text("Bob Nakamura")
    page.keyboard.press("e")
    page.get_by_label("It was real").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Closed.")
    expect(page.locator("aside")).to_contain_text("Nothing stands out")
    alert = Alert.objects.get()
    assert (alert.closing, alert.acknowledged_by, alert.people) == ("real", bob, 11)


def test_a_query_shows_what_it_would_find_while_it_is_written(
    open_as: Open, tell: Tell, alice: User
) -> None:
    now = timezone.now()
    tell("The dumplings of Otto", at=now - timedelta(days=2), count=False)
    topics.ensure_automatic(by=SYSTEM)
    page = open_as(alice, "/watch/queries/new/")
    page.get_by_label("Any of these").fill("otto")
    expect(page.locator("#preview")).to_contain_text("dumplings")
    page.get_by_label("Name").fill("Otto")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Otto")
    assert Query.objects.get(name="Otto").any_of == ["otto"]
