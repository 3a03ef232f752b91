"""Whatever happens to a message, nothing of it gets into a log."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from unsilo.accounts.models import User
from unsilo.channels import watch
from unsilo.channels.contract import Address, OutboundMessage, UncertainDelivery
from unsilo.channels.models import Arrival, Channel, Delivery, Outcome
from unsilo.channels.services import sending
from unsilo.channels.tests.factories import make_channel, make_delivery
from unsilo.channels.tests.fake import OtherSide
from unsilo.core.errors import ConnectorError
from unsilo.core.logs import JsonFormatter, LineFormatter
from unsilo.inbox.models import Message
from unsilo.intake.tests.conftest import Deliver, letter
from unsilo.triage import tasks as triage

pytestmark = pytest.mark.django_db
MARKER = "xylophagous"


@pytest.fixture(params=[LineFormatter, JsonFormatter])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What would be written in production."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def marked() -> bytes:
    return letter(
        sender=f'"{MARKER} Dana" <{MARKER}@whitlock.example>',
        subject=f"{MARKER} in the subject",
        text=f"Somebody {MARKER} wrote this, and it is awful.",
    )


def refuse_messages() -> None:
    """Have the database quote what it refuses, as it does with a row that breaks a rule."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'refused: %', NEW; END $$;"
            "CREATE TRIGGER refuse BEFORE INSERT ON inbox_message"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
        )


def test_a_mail_that_is_kept_read_and_answered_leaves_no_word_in_the_log(
    log: io.StringIO, deliver: Deliver, help_mail: Channel, bob: User
) -> None:
    arrival = deliver(help_mail, marked())
    assert arrival.outcome == Outcome.IMPORTED
    triage.work(1)
    assert Message.objects.filter(text__contains=MARKER).exists()
    page = Client()
    page.force_login(bob)
    found = page.get(reverse("inbox:conversation", args=[arrival.conversation_id]))
    assert MARKER in found.content.decode()
    assert page.get("/nowhere", {"q": MARKER}).status_code == 404
    assert MARKER not in log.getvalue()


def test_a_mail_that_the_database_refuses_leaves_no_word_in_the_log(
    log: io.StringIO, deliver: Deliver, help_mail: Channel
) -> None:
    refuse_messages()
    arrival = deliver(help_mail, marked())
    assert arrival.outcome == Outcome.PENDING
    said = log.getvalue()
    assert f"arrival {arrival.pk} can't be processed" in said
    assert "RaiseException [P0001]" in said
    assert MARKER not in said


@pytest.mark.parametrize(
    "failure",
    [
        RuntimeError(f"broke over {MARKER}"),
        ConnectorError(f"The server said: {MARKER}"),
        UncertainDelivery(f"after {MARKER}"),
    ],
)
def test_failing_channels_leave_no_word_in_the_log(
    log: io.StringIO, side: OtherSide, failure: Exception
) -> None:
    channel = make_channel("fake")
    side.fetch_error = failure
    with pytest.raises(ConnectorError):
        watch.fetch_once(channel)
    side.answers = [failure]
    make_delivery(
        channel,
        outbound=OutboundMessage(
            external_id="answer-1",
            subject=MARKER,
            text=MARKER,
            html=MARKER,
            to=(Address(f"{MARKER}@whitlock.example"),),
        ),
    )
    sending.send_due()
    assert Delivery.objects.exclude(state=Delivery.State.SENT).exists()
    assert MARKER not in log.getvalue()


def test_a_page_that_breaks_leaves_no_word_in_the_log(
    log: io.StringIO, deliver: Deliver, help_mail: Channel, bob: User
) -> None:
    arrival = deliver(help_mail, letter())
    refuse_messages()
    page = Client(raise_request_exception=False)
    page.force_login(bob)
    answered = page.post(
        reverse("inbox:note", args=[arrival.conversation_id]),
        {"kind": "note", "text": MARKER},
        headers={"X-Request-ID": "asked-by-proxy"},
    )
    assert answered.status_code == 500
    assert answered["X-Request-ID"] == "asked-by-proxy"
    said = log.getvalue()
    assert "asked-by-proxy" in said
    assert "inbox/services" in said
    assert MARKER not in said
    if said.startswith("{"):
        assert all(json.loads(line)["logger"] for line in said.splitlines())
    assert Arrival.objects.count() == 1


def test_errors_that_hang_on_each_other_are_told_and_end(log: io.StringIO) -> None:
    first, last = OSError(5, "the line"), ValueError("what it said")
    first.__context__, last.__context__ = last, first  # as after many tries with kept errors
    logging.getLogger("test").error("it failed", exc_info=last)
    assert "OSError [5]" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert "Recursion" not in log.getvalue()
