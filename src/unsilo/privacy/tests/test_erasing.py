"""Whoever asks to be erased is: nothing of them is left, and what they sent does not come back."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.test import TestCase
from django.utils import timezone

from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel, Delivery
from unsilo.channels.services.arrivals import receive
from unsilo.channels.services.channels import create_channel
from unsilo.connectors.bluesky.tests.conftest import Make, connect, server
from unsilo.connectors.bluesky.tests.fake import PASSWORD, FakeServer
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Forbidden
from unsilo.core.events import record
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation, Message, Placement, State
from unsilo.intake import pipeline
from unsilo.intake.services import take_in
from unsilo.intake.tests.conftest import Deliver, letter
from unsilo.listening.services.mentions import Post, hear
from unsilo.people.models import Person
from unsilo.people.personal import personal_data
from unsilo.people.scrubbing import scrub
from unsilo.privacy.errors import Held
from unsilo.privacy.models import Erasure, ErasureState
from unsilo.privacy.services import erasing, retention
from unsilo.privacy.tests.conftest import FIRST, MIME, found_in_database, found_on_disk
from unsilo.stories.models import Consent, ConsentState, Pitch

__all__ = ["connect", "server"]

pytestmark = pytest.mark.django_db


def erase(person: Person) -> Erasure:
    asked = erasing.ask(person, reason="Asked to", user=None, by=SYSTEM, at_once=True)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert erasing.run(asked.pk)
    asked.refresh_from_db()
    return asked


def comes_again(channel: Channel, key: str, content: bytes, **meta: object) -> Arrival:
    """Bytes that come once more; the key under which they are kept may be a tombstone by now."""
    (arrival,) = receive(channel, [RawArrival(key, content, meta=meta)], by=SYSTEM)
    with TestCase.captureOnCommitCallbacks(execute=True):
        pipeline.process(arrival)
    arrival.refresh_from_db()
    return arrival


def test_every_table_that_refers_to_people_says_what_erasing_does_to_it() -> None:
    targets = {"people.Person", "people.Identity", "inbox.Message", "inbox.Conversation"}
    plain = {"person_id", "message_id", "conversation_id"}
    numbers_only = {"insights.KeptAnswer"}
    known = {part.model for part in personal_data()}
    silent = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name in plain or (field.is_relation and field.related_model._meta.label in targets)
    }
    assert silent - known - numbers_only == set()


def test_what_stays_is_said_to_stay() -> None:
    assert [part.model for part in personal_data() if part.erase is None and not part.keeps] == []


def test_nothing_of_a_person_is_left_in_any_table_or_file(edda: Person) -> None:
    assert len(found_in_database()) > 30
    assert found_on_disk()

    report = erase(edda)

    assert found_in_database() == []
    assert found_on_disk() == []
    edda.refresh_from_db()
    assert (edda.name, edda.identities.exclude(value="").count()) == ("Erased person", 0)
    assert report.state == ErasureState.DONE
    assert report.counts["inbox.Message:message:rest"] == Message.objects.count()
    assert Consent.objects.get().state == ConsentState.WITHDRAWN
    assert not Placement.objects.exclude(state=State.DONE).exists()
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()
    assert Pitch.objects.count() == 0
    with pytest.raises(Conflict):
        erasing.ask(edda, reason="Again", user=None, by=SYSTEM)


def test_names_that_look_like_codes_leave_the_log_and_codes_stay(brand: Brand) -> None:
    said = {"author": "edda", "to": ["edda"], "state": "open", "desk_name": "Support"}
    record("message.received", by=SYSTEM, brand_id=brand.pk, data=said)
    scrub(Event.objects.filter(kind="message.received"))
    left = Event.objects.get(kind="message.received").data
    assert left == {"author": "", "to": [""], "state": "open", "desk_name": "Support"}


def test_an_erasure_that_dies_goes_on_where_it_was(
    help_mail: Channel, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        deliver(help_mail, letter(message_id=f"{number}@whitlock.example", subject=f"No. {number}"))
    person = Person.objects.get()
    asked = erasing.ask(person, reason="Asked to", user=None, by=SYSTEM, at_once=True)
    monkeypatch.setattr(erasing, "CONVERSATIONS", 1)
    real, calls = erasing.erase_conversations, []

    def dies(*args: object, **more: object) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "erase_conversations", dies)
    with pytest.raises(KeyboardInterrupt):
        erasing.run(asked.pk)
    monkeypatch.setattr(erasing, "erase_conversations", real)
    asked.refresh_from_db()
    counted = asked.counts
    assert Conversation.objects.filter(erased_at__isnull=True).count() == 2

    assert erasing.run_due() == 1

    asked.refresh_from_db()
    assert asked.state == ErasureState.DONE
    assert asked.counts["inbox.Conversation:conversation:rest"] == 4
    assert counted == asked.counts
    assert found_in_database(["whitlock"]) == []


def test_for_a_day_it_can_be_taken_back(help_mail: Channel, deliver: Deliver, bob: User) -> None:
    deliver(help_mail, letter())
    person = Person.objects.get()
    asked = erasing.ask(person, reason="Asked to", user=bob, by=bob.actor)
    assert erasing.run_due() == 0
    with pytest.raises(Conflict):
        erasing.ask(person, reason="Asked to", user=bob, by=bob.actor)
    erasing.cancel(asked, by=bob.actor)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert erasing.run_due() == 0
        assert Message.objects.get().text

        again = erasing.ask(person, reason="Asked to", user=bob, by=bob.actor)
    with time_machine.travel(timezone.now() + timedelta(hours=50)):
        assert erasing.run_due() == 1
    assert Message.objects.get().text == ""
    with pytest.raises(Conflict):
        erasing.cancel(again, by=bob.actor)


def test_only_an_admin_erases_at_once(
    help_mail: Channel, deliver: Deliver, alice: User, ada: User
) -> None:
    deliver(help_mail, letter())
    person = Person.objects.get()
    with pytest.raises(Forbidden):
        erasing.ask(person, reason="Asked to", user=alice, by=alice.actor, at_once=True)
    assert erasing.ask(person, reason="Asked to", user=ada, by=ada.actor, at_once=True).pk


def test_what_is_on_hold_is_not_erased(help_mail: Channel, deliver: Deliver, alice: User) -> None:
    deliver(help_mail, letter())
    conversation = Conversation.objects.get()
    person = conversation.person
    asked = erasing.ask(person, reason="Asked to", user=alice, by=alice.actor)
    retention.hold(conversation, reason="A claim", by=alice.actor)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert erasing.run_due() == 0
        assert Message.objects.get().text
    erasing.cancel(asked, by=alice.actor)
    with pytest.raises(Held):
        erasing.ask(person, reason="Asked to", user=alice, by=alice.actor)
    retention.release(conversation, by=alice.actor)
    assert erasing.ask(person, reason="Asked to", user=alice, by=alice.actor).pk


def test_a_line_that_is_open_is_waited_for(
    help_mail: Channel, deliver: Deliver, edda: Person
) -> None:
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(state="sending")
    asked = erasing.ask(edda, reason="Asked to", user=None, by=SYSTEM, at_once=True)
    assert not erasing.run(asked.pk)
    assert Message.objects.exclude(text="").exists()
    with pytest.raises(Conflict):  # a promise that could not be kept
        retention.hold(edda.conversations.get(), reason="A claim", by=SYSTEM)


def test_r10_erased_mail_does_not_come_back_by_any_way(
    help_mail: Channel, press_mail: Channel, deliver: Deliver
) -> None:
    first = deliver(help_mail, MIME, key="mailbox/7")
    erase(Person.objects.get())
    assert Arrival.objects.get(pk=first.pk).is_erased

    # The same letter of the same mailbox, fetched again.
    assert receive(help_mail, [RawArrival("mailbox/7", MIME)], by=SYSTEM) == []
    # Under another key, by another mailbox, from an archive.
    again = [
        comes_again(help_mail, "other/1", MIME),
        comes_again(press_mail, "other/2", MIME, backfill=True),
        comes_again(press_mail, "other/3", MIME, **{"import": True}),
    ]
    # And what she wrote before, which nobody had fetched until now.
    older = letter(
        sender="edda@harbour.example",
        message_id="older@harbour.example",
        Date="Mon, 06 Jul 2026 09:00:00 +0000",
    )
    again.append(comes_again(help_mail, "other/4", older, **{"import": True}))

    assert {(one.outcome, one.is_erased) for one in again} == {("ignored", True)}
    assert Message.objects.exclude(text="").count() == 0
    assert Person.objects.live().count() == 0
    assert found_in_database(["edda", "harbour", "lighthouse"]) == []
    assert found_on_disk() == []


def test_r10_what_was_erased_is_not_taken_by_the_api_again(brand: Brand, support: Desk) -> None:
    forum, shop = (
        create_channel(kind="api", name=name, brand=brand, desk=support, config={}, by=SYSTEM)
        for name in ("Forum", "Shop")
    )
    posted = {"external_id": "p1", "author": {"id": "edda"}, "text": "My lighthouse"}
    raw = RawArrival("p1", json.dumps(posted).encode(), "application/json")
    taken, _is_new = take_in(forum, raw, by=SYSTEM)
    erase(Person.objects.get())

    again, is_new = take_in(forum, raw, by=SYSTEM)
    with TestCase.captureOnCommitCallbacks(execute=True):
        elsewhere, _is_new = take_in(shop, raw, by=SYSTEM)

    assert (again.pk, again.is_erased, is_new) == (taken.pk, True, False)
    assert (elsewhere.outcome, elsewhere.is_erased) == ("ignored", True)
    assert found_in_database(["edda", "lighthouse"]) == []
    assert found_on_disk() == []


def test_r10_a_post_that_was_erased_is_not_fetched_from_bluesky_again(
    server: FakeServer, connect: Make, brand: Brand, support: Desk
) -> None:
    config = {"handle": server.handle, "app_password": PASSWORD, "service": server.url}
    fox, twin = (
        create_channel(
            kind="bluesky", name=name, brand=brand, desk=support, config=config, by=SYSTEM
        )
        for name in ("Fox", "Twin")
    )
    server.notify("mention", "3aaaaaaaaaaa2", "My lighthouse")
    (raw,) = [
        raw for page in connect(backfill_days=7).fetch({}, limit=100) for raw in page.arrivals
    ]
    (arrival,) = receive(fox, [raw], by=SYSTEM)
    pipeline.process(arrival)
    assert Message.objects.get().text == "My lighthouse"
    erase(Person.objects.get())

    assert receive(fox, [raw], by=SYSTEM) == []
    again = comes_again(twin, raw.external_key, raw.content)

    assert (again.outcome, again.is_erased) == ("ignored", True)
    assert found_in_database(["dana", "lighthouse"]) == []


def test_what_an_erased_person_writes_from_then_on_is_of_somebody_new(
    help_mail: Channel, deliver: Deliver
) -> None:
    deliver(help_mail, MIME)
    gone = Person.objects.get()
    old = Conversation.objects.get()
    erase(gone)

    answer = letter(
        sender="Edda Marsh <edda@harbour.example>",
        message_id="second@harbour.example",
        In_Reply_To=f"<{FIRST}>",
    )
    deliver(help_mail, answer)

    new = Person.objects.live().get()
    assert (new.pk != gone.pk, new.name) == (True, "Edda Marsh")
    assert Conversation.objects.exclude(pk=old.pk).get().person == new
    erase(new)  # and again
    assert found_in_database(["edda", "harbour"]) == []
    assert Person.objects.filter(erased_at__isnull=False).count() == 2


def test_a_post_that_was_erased_is_not_heard_again(
    help_mail: Channel, deliver: Deliver, edda: Person
) -> None:
    brand = help_mail.brand
    post = Post(url="https://posts.example/1", author="edda.example", text="My lighthouse")
    assert len(hear([post], brand=brand, by=SYSTEM)) == 1
    erase(edda)
    assert hear([post], brand=brand, by=SYSTEM) == []
    assert found_in_database(["edda", "lighthouse"]) == []


def test_what_they_wrote_to_others_goes_and_what_others_wrote_stays(
    help_mail: Channel, deliver: Deliver
) -> None:
    deliver(
        help_mail,
        letter(
            sender="Rosa <rosa@pier.example>", message_id="r1@pier.example", text="Rosa asks",
            Cc="edda@harbour.example",
        ),
    )  # fmt: skip
    deliver(
        help_mail,
        letter(
            sender="Edda Marsh <edda@harbour.example>", message_id="e1@harbour.example",
            In_Reply_To="<r1@pier.example>", text="Me too",
        ),
    )  # fmt: skip
    conversation = Conversation.objects.get()
    assert conversation.person.name == "Rosa"

    erase(Person.objects.get(name="Edda Marsh"))

    conversation.refresh_from_db()
    assert conversation.erased_at is None
    texts = conversation.messages.order_by("pk").values_list("author_name", "reply_text")
    assert list(texts) == [("Rosa", "Rosa asks"), ("Erased person", "")]
