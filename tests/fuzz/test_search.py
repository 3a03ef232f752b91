"""Any line in the search box gets a page, at a bounded price."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.budget import bounded, fuzz_slow_door
from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.contract import RawArrival
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.intake.services import take_in

STATEMENTS = 60  # of one page of results; what a line asks decides, its length does not

pieces = st.sampled_from(
    ["from:", "to:", "is:", "has:", "tag:", "desk:", "before:", "after:", "subject:", "owner:", "person:",
     "channel:", "lang:", "intent:", "feeling:", "faith:", "urgent:", "story:", "clock:", "in:", "state:",
     "is:open", "is:mine", "is:unassigned", "before:today", "before:9999-99-99", "after:0001-01-01",
     "-", "(", ")", '"', "'", ":", "*", "&", "|", "!", "<->", "\\", "%", "_", "\0", "\ud800", "OR", "AND",
     "lantern", "é", "日本", "😀", "99999999999999999999", "-1", "1e309", "me", "today", "today-99999999999"]
)  # fmt: skip
lines = st.lists(pieces | st.text(max_size=20), max_size=12).map(
    lambda some: "".join(f"{one} " if len(one) % 2 else one for one in some)
) | st.integers(1, 400).map(lambda n: "is:open tag:a -b " * n)


@pytest.fixture
def letters(brand: Brand, support: Desk) -> None:
    mail = create_channel(
        kind="email", name="Help", brand=brand, desk=support, by=SYSTEM,
        config={"address": "help@marmaladefox.example"},
    )  # fmt: skip
    for number in range(3):
        raw = (
            f"From: p{number}@x.example\r\nSubject: Lantern {number}\r\n\r\nMy lantern is open.\r\n"
        )
        take_in(mail, RawArrival(f"{number}", raw.encode()), by=SYSTEM)


@pytest.mark.usefixtures("letters")
@fuzz_slow_door
@given(text=lines)
def test_r35_any_line_is_answered_at_a_bounded_price(bob: User, text: str) -> None:
    client = Client()
    client.force_login(bob)
    with bounded(), CaptureQueriesContext(connection) as asked:
        answer = client.get("/inbox/search/", {"q": text.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200, text
    assert len(asked) <= STATEMENTS, text
