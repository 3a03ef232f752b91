"""Hand-offs, promises and the dry run, by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import Route, expect

from unsilo.accounts.models import Desk, User
from unsilo.inbox.tests.browsing import Open, open_as
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.models import HandOff, Promise, Rule

__all__ = ["open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_x_hands_over_and_the_other_desk_takes_it_and_z_takes_it_back(
    open_as: Open, converse: Converse, bob: User, alice: User, pr: Desk, paul: User
) -> None:
    conversation = converse("Your game is 4 megabytes, you say. It is 4 gigabytes.")
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    expect(page.locator("#thread")).to_contain_text("gigabytes")
    page.keyboard.press("x")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Why")).to_be_focused()
    page.keyboard.type("He has readers")
    dialog.get_by_label("PR").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conv-top .duty")).to_contain_text("Support asks PR")
    expect(page.locator("#thread")).to_contain_text("handed this to PR: “He has readers”")
    page.keyboard.press("z")
    expect(page.locator("#conv-top .duty")).to_have_count(0)
    assert HandOff.objects.get().state == "withdrawn"

    page.keyboard.press("x")
    dialog.get_by_label("Why").fill("He has readers, really")
    dialog.get_by_label("PR").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conv-top .duty")).to_contain_text("really")
    theirs = open_as(paul, f"/inbox/c/{conversation.pk}/")
    theirs.locator(".duty").get_by_role("button", name="Take it").click()
    expect(theirs.locator(".duty")).to_contain_text("Paul Reyes has it for PR")
    expect(theirs.locator("#thread")).to_contain_text("took it over for PR")


def test_b_promises_and_the_promise_stands_on_top(
    open_as: Open, converse: Converse, bob: User
) -> None:
    conversation = converse("Where can I find your products?")
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    expect(page.locator("#thread")).to_contain_text("products")
    page.keyboard.press("b")
    expect(page.locator("#dialog").get_by_label("What")).to_be_focused()
    page.keyboard.type("the nearest stores")
    page.keyboard.press("Enter")
    duty = page.locator("#conv-top .duty")
    expect(duty).to_contain_text("Promised for when they write the nearest stores")
    duty.get_by_role("button", name="Kept").click()
    expect(duty).to_have_count(0)
    assert Promise.objects.get().state == "kept"


def test_a_button_stays_while_it_is_pressed(open_as: Open, converse: Converse, bob: User) -> None:
    conversation = converse("Where can I find your products?")
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route("**/news/**", hold_the_first)
    page.keyboard.press("b")
    expect(page.locator("#dialog").get_by_label("What")).to_be_focused()
    page.keyboard.type("the nearest stores")
    with page.expect_request("**/news/**"):
        page.keyboard.press("Enter")
    duty = page.locator("#conv-top .duty")
    duty.get_by_role("button", name="Kept").hover()
    page.mouse.down()
    heard = "document.addEventListener('htmx:afterRequest', () => document.body.id = 'heard')"
    page.evaluate(heard)
    held[0].continue_()
    expect(page.locator("body#heard")).to_be_attached()
    page.mouse.up()
    expect(duty).to_have_count(0)
    assert Promise.objects.get().state == "kept"


def test_a_rule_is_tried_out_before_it_is_switched_on(
    open_as: Open, converse: Converse, alice: User
) -> None:
    converse("I want my money back", name="Rosa Quill", sender="rosa@quill.example")
    converse("Lovely game", name="Piet Vos", sender="piet@vos.example")
    page = open_as(alice, reverse("routing:rule-new"))
    page.get_by_label("Name").fill("Refunds")
    page.get_by_label("Has any of these words").fill("money back\nrefund*")
    page.get_by_label("Tags").fill("money")
    page.get_by_role("button", name="Try it out").click()
    run = page.locator("#dry-run")
    expect(run).to_contain_text("1 of 2 messages would have matched")
    expect(run).to_contain_text("Rosa Quill")
    expect(run).not_to_contain_text("Piet Vos")
    assert not Rule.objects.exists()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#dry-run")).to_contain_text("1 of 2 messages")
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator(".rule")).to_contain_text("tag money")
    assert Rule.objects.get().is_on
    page.get_by_role("link", name="Refunds").click()
    page.locator("#dry-run").get_by_role("link", name="Rosa Quill").click()
    expect(page.locator("#thread")).to_contain_text("I want my money back")


def test_a_rule_is_written_with_the_pickers_by_keyboard(
    open_as: Open, alice: User, pr: Desk
) -> None:
    page = open_as(alice, "/settings/rules/new/")
    page.get_by_label("Name").fill("Presse")
    wants = page.locator("[data-pick]").filter(has=page.get_by_label("Find"))
    opener = page.locator("summary").filter(has_text="Wants")
    expect(opener).to_contain_text("anything")
    opener.focus()
    page.keyboard.press("Enter")
    field = wants.locator("[data-narrow]:visible")
    expect(field).to_be_focused()
    page.keyboard.type("where to buy")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(opener).not_to_contain_text("anything")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(field).to_be_hidden()
    place = page.locator("summary").filter(has_text="Place on")
    place.click()
    page.get_by_role("group", name="Place on").get_by_label("Support").check()
    expect(place).to_contain_text("Support")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: "/new/" not in url)
    rule = Rule.objects.get()
    assert rule.conditions["intents"] == ["where_to_buy"]
    assert len(rule.actions["place"]) == 1
