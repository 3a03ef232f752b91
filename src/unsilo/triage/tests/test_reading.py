from typing import Any

import pytest
from django.utils import timezone

from unsilo.channels.contract import MessageClass
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox.models import Message
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.tests.conftest import Converse
from unsilo.people.models import Person
from unsilo.triage import tasks
from unsilo.triage.models import (
    ConversationReading,
    DueReading,
    Embedding,
    ReaderState,
    Reading,
)
from unsilo.triage.reader import ReaderMissing
from unsilo.triage.services import due, reading
from unsilo.triage.tests.conftest import Read, WordReader
from unsilo.triage.texts import words_of


def test_a_message_is_read_and_its_conversation_summed_up(converse: Converse, read: Read) -> None:
    found = read(converse("Where can I buy the otter? I love it"))
    assert (found.version, found.language, found.feeling) == ("words-1", "en", "positive")
    assert found.intents == ["where_to_buy", "praise"]
    assert found.judgement["intents"][0] == {"name": "where_to_buy", "p": 0.97}
    assert not DueReading.objects.exists()
    summary = ConversationReading.objects.get(conversation=found.message.conversation_id)
    assert (summary.feeling, summary.intent, summary.faith) == ("positive", "where_to_buy", "good")
    assert Embedding.objects.get(message=found.message).version == "words-1"


def test_the_newest_message_gives_the_feeling_and_the_newest_with_an_intent_the_intent(
    converse: Converse, read: Read
) -> None:
    conversation = converse("Where is it? I love it", "It came broken", "Hello? now!")
    read(conversation)
    summary = ConversationReading.objects.get(conversation=conversation)
    assert (summary.feeling, summary.intent) == ("neutral", "complaint_product")
    assert summary.intents == ["complaint_product", "where_to_buy", "praise"]
    assert summary.is_urgent


def test_who_joins_in_does_not_say_what_the_conversation_is_about(
    converse: Converse, read: Read
) -> None:
    conversation = converse("Where is it?", "Mine came broken", "55804, thanks!")
    bystander = Person.objects.create(name="Kip")
    second = conversation.messages.order_by("id")[1]
    Message.objects.filter(pk=second.pk).update(person=bystander)
    read(conversation)
    summary = ConversationReading.objects.get(conversation=conversation)
    assert summary.intent == "where_to_buy"
    assert summary.intents == ["complaint_product", "where_to_buy"]


def test_where_only_others_said_something_that_is_what_it_is_about(
    converse: Converse, read: Read
) -> None:
    conversation = converse("Hello", "Mine came broken")
    bystander = Person.objects.create(name="Kip")
    Message.objects.filter(conversation=conversation, text="Mine came broken").update(
        person=bystander
    )
    read(conversation)
    assert ConversationReading.objects.get().intent == "complaint_product"


def test_only_what_people_outside_wrote_is_read(
    converse: Converse, model: WordReader, bob: Any
) -> None:
    conversation = converse("I love it", message_class=MessageClass.OUT_OF_OFFICE)
    add_note(conversation.pk, user=bob, text="Where is it?", by=bob.actor, at=timezone.now())
    due.await_reading(list(Message.objects.all()))
    assert not DueReading.objects.exists()


def test_a_language_nobody_reads_stays_unread(converse: Converse, read: Read) -> None:
    found = read(converse("¿Dónde está?"))
    assert (found.is_read, found.language, found.feeling, found.intents) == (False, "es", "", [])


def test_messages_go_on_without_a_model(
    converse: Converse, model: WordReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> WordReader:
        raise ReaderMissing("The weights are not here.")

    due.await_reading([converse("I love it").messages.get()])
    monkeypatch.setattr(reading, "load", missing)
    assert tasks.work(1) is False
    assert ReaderState.objects.get().problem == "The weights are not here."
    assert DueReading.objects.get().attempts == 0
    monkeypatch.setattr(reading, "load", lambda: model)
    tasks.work(1)
    assert ReaderState.objects.get().problem == ""
    assert Reading.objects.get().feeling == "positive"


def test_one_message_the_model_falls_over_does_not_stop_the_others(
    converse: Converse, model: WordReader
) -> None:
    model.refuses = "poison"
    bad, good = converse("poison").messages.get(), converse("I love it").messages.get()
    due.await_reading([bad, good])
    tasks.work(5)
    assert Reading.objects.get().message == good
    left = DueReading.objects.get()
    assert (left.message, left.attempts) == (bad, 1)
    assert "too much" in left.reason
    assert left.next_try_at is not None
    assert left.next_try_at > timezone.now()


def test_after_some_tries_it_is_given_up_until_somebody_asks_again(
    converse: Converse, model: WordReader
) -> None:
    model.refuses = "poison"
    bad = converse("poison").messages.get()
    due.await_reading([bad])
    for _try in range(len(due.BACKOFF) + 1):
        DueReading.objects.update(next_try_at=timezone.now())
        tasks.work(5)
    assert DueReading.objects.get().next_try_at is None
    model.refuses = "\0"
    assert due.try_again() == 1
    tasks.work(5)
    assert Reading.objects.filter(message=bad).exists()


def test_a_fresh_reading_is_told_to_those_who_may_see_the_conversation(
    converse: Converse, read: Read, support: Any
) -> None:
    found = read(converse("Where is it?"))
    event = Event.objects.get(kind="reading.made")
    assert (event.message_id, event.desk_ids) == (found.message_id, [support.pk])
    assert event.data["intent"] == "where_to_buy"


def test_old_messages_are_told_of_together(converse: Converse, read: Read) -> None:
    conversation = converse("Where is it?", "I love it")
    Message.objects.update(sent_at=timezone.now() - reading.FRESH)
    read(conversation)
    assert not Event.objects.filter(kind="reading.made").exists()
    assert Event.objects.get(kind="reading.made_many").data["count"] == 2


def test_another_version_becomes_the_current_one_and_the_old_is_kept(
    converse: Converse, read: Read, model: WordReader
) -> None:
    conversation = converse("Where is it?")
    old = read(conversation)
    model.version = "words-2"
    new = read(conversation)
    old.refresh_from_db()
    assert (old.is_current, new.is_current, new.version) == (False, True, "words-2")
    assert read(conversation).pk == new.pk


@pytest.mark.parametrize(
    "text", ["", " ", "🙂", "x" * 100_000, "\u202eabc\u202c", "a\u200bb", "{" * 5_000]
)
def test_odd_texts_get_a_reading(text: str, converse: Converse, read: Read) -> None:
    assert read(converse(text)).version == "words-1"


def test_the_subject_is_read_where_it_says_something_new() -> None:
    assert words_of("Broken lid", "It came so.", "") == "Broken lid\nIt came so."
    assert words_of("Re: Broken lid", "It came so.", "") == "It came so."
    assert words_of("It came", "It came so.", "") == "It came so."
    assert words_of("", " ", "> quoted") == "> quoted"


def test_reading_adds_one_statement_to_the_intake(
    converse: Converse, django_assert_num_queries: Any
) -> None:
    messages = [converse(f"Where is {n}?").messages.get() for n in range(5)]
    with django_assert_num_queries(1):
        due.await_reading(messages)


def test_a_model_that_nobody_needs_gives_its_memory_back(
    converse: Converse, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    unloaded = []
    monkeypatch.setattr(reading, "unload", lambda: unloaded.append(True))
    conversation = converse("Where is it?")
    read(conversation)
    reading.rest()
    assert unloaded == []
    monkeypatch.setattr(reading, "IDLE_SECONDS", -1)
    reading.rest()
    reading.rest()
    assert unloaded == [True]
    assert read(conversation).intent == "where_to_buy"


def test_nothing_is_loaded_when_nothing_is_due(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> WordReader:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(reading, "load", load)
    assert tasks.work(1) is False


def test_the_system_reads_as_itself(converse: Converse, read: Read) -> None:
    read(converse("Where is it?"))
    assert Event.objects.get(kind="reading.made").actor_label == SYSTEM.label
