"""The inbox in a real browser: keys, writing, taking back, and colleagues at the same time."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.waiting import wait_until

from unsilo.accounts.models import Desk, User
from unsilo.accounts.tests.cast import PASSWORD
from unsilo.channels.contract import Address
from unsilo.channels.models import Channel
from unsilo.inbox.models import Conversation, Draft, Kind, Placement, Presence, ReadMark, State
from unsilo.inbox.queries.conversation import tags_of
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.services.replies import Answer, send_answer, undo_answer
from unsilo.inbox.tests.conftest import Converse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def open_as(browser: Browser, live_server) -> Iterator[Open]:
    """A page of a colleague's own browser; what its scripts stumble over fails the test."""
    faults: list[str] = []
    contexts = []

    def _open(user: User, address: str = "/inbox/", *, width: int = 1440) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/")
        page.goto(address)
        return page

    yield _open
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state("networkidle")
            page.goto("about:blank")  # says that nobody looks any more
    wait_until(lambda: not Presence.objects.exists(), what="the browsers have left")
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def three(converse: Converse) -> list[Conversation]:
    """Three open conversations, the newest last."""
    return [
        converse(f"Words {n}", subject=f"Letter {n}", sender=f"p{n}@a.example") for n in range(3)
    ]


def heading(page: Page):
    return page.locator("#conversation .conv-head h2")


def toast(page: Page):
    return page.locator("#toasts")


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


def test_an_answer_is_written_kept_sent_and_taken_back(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    page.keyboard.press("r")
    page.keyboard.type("It is ")
    page.keyboard.press("Control+b")
    page.keyboard.type("on its way")
    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    page.reload()
    expect(page.locator("#draft-text")).to_have_value("It is **on its way**")
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread article.out strong")).to_have_text("on its way")
    expect(page.locator("#draft-text")).to_have_value("")
    assert not Draft.objects.exists()
    page.keyboard.press("z")
    expect(page.locator("#draft-text")).to_have_value("It is **on its way**")
    expect(page.locator("#thread article.out")).to_have_count(0)


def test_undo_leads_back_to_an_answer_whose_conversation_was_left(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[2].pk}/?order=oldest")
    expect(page.locator("#rows .row")).to_have_count(3)
    page.keyboard.press("r")
    page.keyboard.type("All done")
    page.keyboard.press("Control+Shift+Enter")
    expect(toast(page)).to_contain_text("Sent and done.")
    expect(page.locator("#rows .row")).to_have_count(2)
    page.locator("#rows .row a").first.click()
    expect(heading(page)).to_have_text("Letter 0")
    page.keyboard.press("z")
    expect(heading(page)).to_have_text("Letter 2")
    expect(page).to_have_url(re.compile(rf"/inbox/c/{three[2].pk}/\?order=oldest$"))
    expect(page.locator("#draft-text")).to_have_value("All done")
    expect(page.locator("#draft-text")).to_be_focused()
    expect(page.locator("#rows .row")).to_have_count(3)


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


def test_a_new_conversation_has_an_address(open_as: Open, mail: Channel, bob: User) -> None:
    page = open_as(bob, "/inbox/new/")
    expect(page.get_by_role("dialog", name="New conversation")).to_be_visible()
    expect(page.get_by_role("textbox", name="To", exact=True)).to_be_focused()


def test_r37_a_colleague_who_was_quicker_is_seen_before_anything_is_sent(
    open_as: Open, three: list[Conversation], bob: User, alice: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    page.keyboard.press("r")
    page.keyboard.type("My answer")
    add_note(three[0].pk, user=alice, text="I have rung her", by=alice.actor)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#composer-problem")).to_contain_text("I have rung her")
    expect(page.locator("#draft-text")).to_have_value("My answer")
    page.get_by_role("button", name="Look first").click()
    expect(page.locator("#thread article.note")).to_contain_text("I have rung her")
    expect(page.locator("#composer-problem")).to_be_empty()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread article.out .text")).to_have_text("My answer")


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
        "snooze", "start", "switch", "take", "write", "log", "offer", "use", "ask",
    }  # fmt: skip
    assert [one for one in commands.all_inner_texts() if one.split()[0].lower() not in verbs] == []


def test_names_are_offered_in_notes(
    open_as: Open, three: list[Conversation], bob: User, alice: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    page.keyboard.press("n")
    page.keyboard.type("See this @mor")
    expect(page.get_by_role("option", name="Alice Moreau")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#draft-text")).to_have_value("See this @Alice Moreau ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread article.note b")).to_have_text("@Alice Moreau")
    note = three[0].messages.get(kind=Kind.NOTE)
    assert list(note.mentions.values_list("user", flat=True)) == [alice.pk]


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


def test_words_survive_leaving_in_the_middle_of_them(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    expect(page.locator("#rows .row")).to_have_count(3)
    page.keyboard.press("r")
    page.keyboard.type("Unfinished")
    page.locator("#rows .row a").first.click()
    expect(heading(page)).to_have_text("Letter 2")
    page.locator("#rows .row a").last.click()
    expect(page.locator("#draft-text")).to_have_value("Unfinished")


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


def tell(page: Page, conversation: Conversation, *, kind: str, desk: Desk, **more: object) -> None:
    """As if an event had come in: the live stream itself has its own tests."""
    page.evaluate(
        "detail => document.dispatchEvent(new CustomEvent('unsilo:event', { detail, bubbles: true }))",
        {"kind": kind, "conversation": conversation.pk, "desks": [desk.pk], **more},
    )


def test_an_answer_taken_back_leaves_no_trace_on_a_colleagues_page(
    open_as: Open, three: list[Conversation], bob: User, alice: User, support: Desk
) -> None:
    page = open_as(alice, f"/inbox/c/{three[0].pk}/")
    page.keyboard.press("r")
    page.keyboard.type("I would say")
    answer = Answer(
        text="No.",
        recipients=Recipients(to=(Address("p0@a.example"),)),
        seen_version=three[0].version,
    )
    sent = send_answer(three[0].pk, answer, user=bob, desks=[support], by=bob.actor)
    tell(page, three[0], kind="message.queued", desk=support, message=sent.pk)
    expect(page.locator("#thread article.out")).to_contain_text("No.")
    expect(page.locator("#came-in")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#composer-problem")).to_contain_text("Not sent.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    undo_answer(sent.pk, user=bob, by=bob.actor)
    tell(page, three[0], kind="delivery.cancelled", desk=support, message=sent.pk)
    tell(page, three[0], kind="message.unsent", desk=support, data={"message": sent.pk})
    expect(page.locator("#thread article.out")).to_have_count(0)
    expect(page.locator("#thread")).to_contain_text("took an answer back")
    expect(page.locator("#came-in")).to_be_hidden()
    expect(page.locator("#composer-problem")).to_be_empty()
    assert not [url for url in asked if "/inbox/m/" in url]
    page.get_by_label("Your answer").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread article.out .text")).to_have_text("I would say")


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


def test_what_one_writes_oneself_is_gone_to(open_as: Open, converse: Converse, bob: User) -> None:
    conversation = converse(*[f"Words {n}\n\nand more" for n in range(20)])
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    page.locator("#thread-scroll").evaluate("pane => pane.scrollTo(0, 0)")
    expect(page.locator("#thread article").first).to_be_in_viewport()
    page.keyboard.press("r")
    page.keyboard.type("Last of all")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread article.out")).to_be_in_viewport()
    expect(page.locator("#below")).to_be_hidden()
    wait_until(
        lambda: ReadMark.objects.filter(user=bob, message_count=21).exists(), what="it is read"
    )


def test_a_file_that_is_refused_is_named(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Attach").click()
    choosing.value.set_files({"name": "nothing.txt", "mimeType": "text/plain", "buffer": b""})
    expect(toast(page)).to_contain_text("“nothing.txt” is empty.")
    expect(page.locator("#composer .uploads li")).to_have_count(0)


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


def test_a_picture_is_put_into_the_words(
    open_as: Open, three: list[Conversation], bob: User
) -> None:
    page = open_as(bob, f"/inbox/c/{three[0].pk}/")
    page.keyboard.press("r")
    page.keyboard.type("See: ")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Picture").click()
    choosing.value.set_files({"name": "map.png", "mimeType": "image/png", "buffer": PNG})
    upload = page.locator("#composer [data-upload]")
    expect(upload).to_contain_text("map.png")
    expect(page.locator("#draft-text")).to_have_value(re.compile(r"^See: !\[map.*\]\(cid:u\d+\)"))
    upload.get_by_role("button").click()
    expect(page.locator("#draft-text")).to_have_value(re.compile(r"^See:\s*$"))
