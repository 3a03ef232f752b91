"""The inbox in a real browser: keys, writing, taking back, and colleagues at the same time."""

import re

import pytest
from playwright.sync_api import Route, expect
from tests.waiting import wait_until

from unsilo.accounts.models import Desk, User
from unsilo.inbox import search
from unsilo.inbox.models import Conversation, Placement, State
from unsilo.inbox.queries.conversation import tags_of
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.tests.browsing import Open, heading, open_as, tell, toast
from unsilo.inbox.tests.conftest import Converse

__all__ = ["open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_keys_lead_through_the_list_and_back(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Letter 2")
    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Letter 1")
    expect(page).to_have_url(re.compile(rf"/inbox/c/{three[1].pk}/$"))
    expect(page.locator("#rows [aria-current]")).to_contain_text("Letter 1")
    page.keyboard.press("k")
    expect(heading(page)).to_have_text("Letter 2")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/inbox/$"))
    page.go_back()
    expect(heading(page)).to_have_text("Letter 2")
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.get_by_text("No conversation is open")).to_be_visible()


def test_done_goes_on_to_the_next_and_z_brings_it_back(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[2].pk}/")
    expect(page.locator("#rows .row")).to_have_count(3)
    page.keyboard.press("e")
    expect(heading(page)).to_have_text("Letter 1")
    expect(page.locator("#rows .row")).to_have_count(2)
    expect(toast(page)).to_contain_text("Done.")
    page.keyboard.press("z")
    expect(toast(page)).to_contain_text("Undone.")
    expect(page.locator("#rows .row")).to_have_count(3)
    assert Placement.objects.filter(state=State.OPEN).count() == 3


def test_the_focus_stays_where_the_work_is(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[2].pk}/")
    expect(page.locator("#rows .row")).to_have_count(3)
    page.keyboard.press("e")
    expect(heading(page)).to_have_text("Letter 1")
    expect(page.locator("#thread-scroll")).to_be_focused()
    page.keyboard.press("Shift+T")
    page.keyboard.type("refund")
    page.keyboard.press("Enter")
    expect(page.locator(".conv-facts .tag")).to_contain_text("refund")
    expect(page.locator("#thread-scroll")).to_be_focused()
    page.get_by_role("button", name="Done E").focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Letter 0")
    expect(page.get_by_role("button", name="Done E")).to_be_focused()
    page.locator("#rows .row a").focus()
    page.keyboard.press("e")
    expect(page.get_by_text("No conversation is open")).to_be_visible()
    expect(page.locator("#list :focus")).to_have_count(1)


def test_commands_of_the_palette_are_verbs(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    expect(page.locator("#rows .row")).to_have_count(3)
    page.keyboard.press("Control+k")
    commands = page.locator("#palette-hits [role=group]").first.locator(".hit .clip")
    expect(commands.filter(has_text="Mark as done")).to_have_count(1)
    verbs = {
        "add", "assign", "attach", "choose", "correct", "find", "forward", "go", "insert", "leave", "make", "mark",
        "move", "narrow", "open", "place", "preview", "quote", "reply", "search", "send", "show",
        "snooze", "start", "switch", "take", "write", "log", "offer", "use", "ask", "declare", "flag",
        "hand", "promise",
    }  # fmt: skip
    assert [one for one in commands.all_inner_texts() if one.split()[0].lower() not in verbs] == []


def test_pickers_need_no_mouse(
    open_as: Open, three: list[Conversation], bob: User, alice: User, community: Desk
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    page.keyboard.press("a")
    expect(page.get_by_role("searchbox", name="Find a colleague")).to_be_focused()
    page.keyboard.type("moreau")
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Given to Alice Moreau.")
    page.keyboard.press("d")
    page.keyboard.type("comm")
    page.keyboard.press("Enter")
    expect(page.locator(".conv-facts")).to_contain_text("Community")
    page.keyboard.press("Shift+T")
    page.keyboard.type("where to buy")
    page.keyboard.press("Enter")
    expect(page.locator(".conv-facts .tag")).to_contain_text("where to buy")
    assert tags_of(three[0]) == ("where to buy",)


def test_many_are_ticked_and_closed(open_as: Open, three: list[Conversation], bob: User) -> None:
    page = open_as(bob)
    page.locator("#rows .row").nth(0).hover()
    page.locator("#rows .pick").nth(0).click()
    page.locator("#rows .pick").nth(2).click(modifiers=["Shift"])
    expect(page.locator("#many-count")).to_have_text("3 chosen")
    page.locator("#many").get_by_role("button", name="Done").click()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#rows .row")).to_have_count(3)


def test_on_a_phone_one_pane_shows_at_a_time(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, width=360)
    page.locator("#rows .row a").first.click()
    expect(heading(page)).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    page.get_by_role("button", name="About Dana Whitlock").click()
    expect(page.locator("#person")).to_contain_text("p2@a.example")
    expect(heading(page)).to_be_hidden()
    page.get_by_role("button", name="Back to the conversation").click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#list")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_formatted_mail_stands_in_a_frame_as_high_as_itself(
    open_as: Open, converse: Converse, bob: User
) -> None:
    conversation = converse(
        "Plain", html="<p>" + "<b>High</b><br>" * 60 + "<script>parent.x=1</script>"
    )
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    page.get_by_role("button", name="Show formatted").click()
    frame = page.locator("iframe.formatted")
    expect(page.frame_locator("iframe.formatted").locator("b").first).to_have_text("High")
    expect(frame).to_have_attribute("style", re.compile(r"height: \d{4}px"))
    assert page.evaluate("window.x") is None
    page.get_by_role("button", name="Show as text").click()
    expect(page.locator("#thread")).to_contain_text("Plain")


def test_what_comes_in_above_is_told_of_and_scrolled_to(
    open_as: Open, converse: Converse, bob: User, support: Desk, community: Desk
) -> None:
    for n in range(25):
        converse("Words", subject=f"Letter {n}", sender=f"p{n}@a.example")
    page = open_as(bob, f"/inbox/desks/{support.slug}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#list-scroll").evaluate("pane => pane.scrollTo(0, 600)")
    new = converse("Words", subject="The latest", sender="new@a.example")
    tell(page, new, kind="message.received", desk=community)
    tell(page, new, kind="note.added", desk=support)
    page.wait_for_timeout(1500)  # longer than events are gathered
    assert not [url for url in asked if "/rows/" in url]
    tell(page, new, kind="message.received", desk=support)
    pill = page.get_by_role("button", name="1 new")
    pill.click()
    expect(page.locator("#rows .row").first).to_contain_text("The latest")
    expect(page.locator("#rows .row").first).to_be_in_viewport()
    expect(page.locator("#fresh")).to_be_hidden()


def test_people_are_merged_without_a_mouse_and_parted_again(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/people/{three[0].person_id}/")
    page.keyboard.press("m")
    page.keyboard.type("p1@a.example")
    expect(page.locator(".picks button")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Merge Ctrl")).to_be_focused()
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Undo")
    assert Conversation.objects.filter(person=three[0].person_id).count() == 2
    page.keyboard.press("z")
    expect(toast(page)).not_to_contain_text("Undo")
    wait_until(
        lambda: Conversation.objects.filter(person=three[0].person_id).count() == 1,
        what="they are two again",
    )


def test_a_search_that_looks_far_back_goes_on_by_itself(
    open_as: Open, converse: Converse, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = converse("one walrus sings", subject="The first")
    for n in range(10):
        converse("a walrus, and one that sings", subject=f"Later {n}")
    add_note(first.pk, text="The walrus sings again.", user=bob, by=bob.actor)
    converse("a walrus, and one that sings", subject="The last")
    monkeypatch.setitem(search._kept_span, "until", 0.0)
    monkeypatch.setattr(search, "SPAN_KEPT", 0.0)
    monkeypatch.setattr(search, "WINDOW", 2)
    monkeypatch.setattr(search, "SECONDS", 0.0)
    page = open_as(bob, "/inbox/search/?q=%22walrus+sings%22")
    expect(page.locator("#older")).to_have_count(0)  # it has come to the end
    expect(page.locator("#rows .row")).to_have_count(1)
    expect(page.locator("#rows")).to_contain_text("The first")
    expect(page.locator("#list-empty")).to_be_hidden()

    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.fulfill(status=503, body="The database is away.")

    page.route("**/inbox/search/*after=*", fail_once)
    page.goto(page.url.replace("walrus+sings", "walrus+one"))
    expect(page.get_by_text("Nothing found")).to_be_visible()
    expect(page.locator("#older")).to_have_count(0)
    assert failed
