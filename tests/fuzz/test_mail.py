"""Any bytes are a mail: read in bounded time into text that can be kept, and never lost."""

from itertools import count

import pytest
from hypothesis import given

from tests.fuzz.budget import bounded, fuzz, fuzz_slow_door
from tests.fuzz.mails import mails
from unsilo.accounts.models import Brand, Desk
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Outcome
from unsilo.channels.services.channels import create_channel
from unsilo.connectors.email import limits
from unsilo.connectors.email.parser import parse_mail_json, parse_message
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import MalformedPayload
from unsilo.intake.services import take_in

_numbers = count()


@fuzz
@given(mails)
def test_r1_r32_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with bounded():
        try:
            message = parse_message(raw)
        except MalformedPayload:
            return
    texts = [
        message.external_id, message.subject, message.text, message.reply_text, message.html,
        message.author.value, message.author.name, message.in_reply_to, *message.references,
        *(one.value + one.name for one in (*message.to, *message.cc, *message.reply_to)),
        *(file.filename + file.content_type + file.content_id for file in message.attachments),
    ]  # fmt: skip
    assert "\0" not in "".join(texts)
    "".join(texts).encode()  # no halves of characters
    assert message.external_id
    assert len(message.external_id) <= limits.MAX_ID_CHARS
    assert len(message.attachments) <= limits.MAX_PARTS
    assert message == parse_message(raw)


@fuzz
@given(mails)
def test_parse_mail_prints_json_of_anything(raw: bytes) -> None:
    try:
        seen = parse_mail_json(raw)
    except MalformedPayload:
        return
    assert seen["message_id"]


@pytest.fixture
def channel(brand: Brand, support: Desk):
    return create_channel(
        kind="email", name="Help", brand=brand, desk=support, by=SYSTEM,
        config={"address": "support@fox.example"},
    )  # fmt: skip


@pytest.mark.django_db
@fuzz_slow_door
@given(raw=mails)
def test_r1_any_mail_ends_with_an_outcome(channel, raw: bytes) -> None:
    """What can't be read stays pending with its reason, to be tried again; all else is in."""
    arrival, is_new = take_in(channel, RawArrival(f"fuzz/{next(_numbers)}", raw), by=SYSTEM)
    assert is_new
    if arrival.outcome == Outcome.PENDING:
        with pytest.raises(MalformedPayload, match=r"."):
            parse_message(raw)
        assert arrival.reason
    assert Arrival.objects.get(pk=arrival.pk).outcome != Outcome.FAILED
