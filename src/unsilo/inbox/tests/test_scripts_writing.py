"""Writing in a real browser: answers, notes, files, and what is taken back."""

import re

import pytest
from playwright.sync_api import expect
from tests.waiting import wait_until

from unsilo.accounts.models import Desk, User
from unsilo.channels.contract import Address
from unsilo.channels.models import Channel
from unsilo.inbox.models import Conversation, Draft, Kind, ReadMark
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.services.replies import Answer, send_answer, undo_answer
from unsilo.inbox.tests.browsing import Open, heading, open_as, tell, toast
from unsilo.inbox.tests.conftest import Converse

__all__ = ["open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


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
