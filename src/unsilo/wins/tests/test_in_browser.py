"""The ways above an answer, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from unsilo.accounts.models import User
from unsilo.inbox.tests.browsing import Open, open_as
from unsilo.wins.models import Link
from unsilo.wins.tests.conftest import Converse, Directory

__all__ = ["open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_key_puts_a_way_into_the_answer_and_z_takes_it_out(
    open_as: Open,
    shops: Directory,
    converse: Converse,
    bob: User,
) -> None:
    conversation = converse("Where can I buy Biscuit Heist near 55804?")
    page = open_as(bob, f"/inbox/c/{conversation.pk}/")
    draft = page.locator("#draft-text")
    expect(page.locator("#wins-strip .way")).to_have_count(2)
    page.keyboard.press("1")
    expect(draft).to_have_value(re.compile(r"6\.5 miles from 55804.*/go/[2-9A-Z]{8}/$", re.S))
    expect(draft).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(draft).to_have_value("")
    assert not Link.objects.exists()
    page.keyboard.press("w")
    expect(page.locator("#dialog .way")).to_have_count(4)
    page.keyboard.press("3")
    expect(draft).to_have_value(re.compile("Bazaarly has Biscuit Heist"))
    expect(page.locator("#dialog")).to_be_hidden()


def test_the_person_stays_beside_the_ways(
    open_as: Open,
    shops: Directory,
    converse: Converse,
    bob: User,
) -> None:
    conversation = converse("Where can I buy Biscuit Heist near 55804?")
    page = open_as(bob, f"/inbox/c/{conversation.pk}/", width=1920)
    expect(page.locator("#person #wins-panel")).to_contain_text("Copper Kettle, Lake Ave")
    expect(page.locator("#person")).to_contain_text("dana@whitlock.example")
