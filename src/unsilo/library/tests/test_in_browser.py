"""A draft that only deflects, and a complaint that one person wants gone, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.inbox import ports
from unsilo.inbox.models import Direction, Hiding, Message
from unsilo.inbox.services.hiding import carry_out_due
from unsilo.inbox.tests.browsing import Open, open_as
from unsilo.library.models import Fact, VoiceGuide
from unsilo.library.tests.conftest import Comment

__all__ = ["open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_deflecting_draft_is_stopped_mended_and_sent(
    open_as: Open, comment: Comment, guide: VoiceGuide, save_size: Fact, bob: User
) -> None:
    conversation = comment("How large is a save of Tidewick?")
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    page.keyboard.press("r")
    draft = page.locator("#draft-text")
    draft.type("Please email us!")
    expect(page.locator(".lint")).to_contain_text("This only deflects.")
    before = draft.bounding_box()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-override]")).to_contain_text("Not sent.")
    assert not Message.objects.filter(direction=Direction.OUT).exists()

    draft.fill("A save takes 3 megabytes at most.")
    expect(page.locator(".lint")).to_contain_text("“3 megabytes” is wrong.")
    after = draft.bounding_box()
    assert before
    assert after
    assert before["x"] == after["x"]
    page.keyboard.press("Alt+Enter")
    expect(draft).to_have_value("A save takes 3 GB at most.")
    expect(page.locator(".lint")).to_have_count(0)
    expect(page.locator("[data-override]")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.out")).to_contain_text("A save takes 3 GB at most.")
    assert Message.objects.filter(direction=Direction.OUT).count() == 1


def test_it_goes_out_all_the_same_with_a_reason(open_as: Open, comment: Comment, bob: User) -> None:
    page = open_as(bob, f"/inbox/c/{comment().pk}/")
    page.keyboard.press("r")
    page.locator("#draft-text").type("DM us!")
    page.keyboard.press("Control+Enter")
    page.get_by_label("Why it goes out as it stands").select_option("personal_data")
    page.get_by_role("button", name="Send all the same").click()
    expect(page.locator(".msg.out")).to_contain_text("DM us!")
    expect(page.locator("#thread")).to_contain_text("sent this all the same")


def test_a_fact_is_put_into_the_answer(
    open_as: Open, comment: Comment, guide: VoiceGuide, save_size: Fact, bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{comment().pk}/")
    page.keyboard.press("Shift+L")
    expect(page.locator("#dialog")).to_contain_text("Not “any inconvenience”")
    page.keyboard.type("tide")
    page.get_by_role("button", name=re.compile("^Insert: A save")).click()
    expect(page.locator("#draft-text")).to_have_value("A save of Tidewick takes 3 GB at most")


def test_hiding_a_complaint_needs_a_second_person(
    open_as: Open,
    comment: Comment,
    bob: User,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needed = ports.SecondPerson("It reads as a complaint.", is_complaint=True)
    monkeypatch.setattr(ports, "_hide_guards", [lambda message, user: needed])
    conversation = comment("Mine came broken and nobody answers")
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    page.keyboard.press("h")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("A second person has to agree.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hiding")).to_contain_text("Bob Nakamura asks to hide this.")
    expect(page.get_by_role("button", name="Agree and hide")).to_have_count(0)

    other = open_as(alice, "/inbox/hidden/")
    other.get_by_role("button", name="Agree and hide").click()
    expect(other.get_by_role("main")).to_contain_text("Nothing to decide")
    carry_out_due(by=SYSTEM)
    assert Hiding.objects.get().state == Hiding.State.HIDDEN
    other.goto(f"/inbox/c/{conversation.pk}/")
    expect(other.locator(".hiding")).to_contain_text("Bob Nakamura asked, Alice Moreau agreed")
