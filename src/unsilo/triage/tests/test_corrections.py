from typing import Any

import pytest
from django.test import Client

from unsilo.accounts.models import User
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.models import Event
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Message
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage.models import ConversationReading, Correction, Head, Reading
from unsilo.triage.services import corrections
from unsilo.triage.tests.conftest import Read, WordReader


def test_what_a_person_says_holds(converse: Converse, read: Read, bob: User) -> None:
    found = read(converse("The kettle? Sure."))
    corrections.correct(
        found.message_id, head=Head.INTENT, said="humour_banter", by=bob.actor, user=bob
    )
    found.refresh_from_db()
    assert (found.intent, found.intents) == ("humour_banter", ["humour_banter"])
    assert ConversationReading.objects.get().intent == "humour_banter"
    kept = Correction.objects.get()
    assert (kept.was, kept.said, kept.version, kept.by) == (
        "", "humour_banter", "words-1", bob.name,
    )  # fmt: skip
    event = Event.objects.get(kind="reading.corrected")
    assert (event.actor_id, event.data["said"]) == (bob.pk, "humour_banter")


def test_the_model_keeps_what_it_said(converse: Converse, read: Read, bob: User) -> None:
    found = read(converse("Where is it?"))
    corrections.correct(found.message_id, head=Head.INTENT, said="praise", by=bob.actor)
    found.refresh_from_db()
    assert found.judgement["intents"][0]["name"] == "where_to_buy"
    assert found.intents == ["praise"]


def test_a_correction_outlasts_another_version(
    converse: Converse, read: Read, model: WordReader, bob: User
) -> None:
    conversation = converse("I hate it")
    corrections.correct(
        read(conversation).message_id, head=Head.FEELING, said="positive", by=bob.actor
    )
    model.version = "words-2"
    assert read(conversation).feeling == "positive"


def test_it_can_be_taken_back_one_by_one(converse: Converse, read: Read, bob: User) -> None:
    found = read(converse("I hate it"))
    say: dict[str, Any] = {"head": Head.FEELING, "by": bob.actor, "user": bob}
    first = corrections.correct(found.message_id, said="neutral", **say)
    second = corrections.correct(found.message_id, said="positive", **say)
    with pytest.raises(NothingToUndo):
        corrections.undo(first.event_id, by=bob.actor)
    corrections.undo(second.event_id, by=bob.actor)
    found.refresh_from_db()
    assert (found.feeling, Correction.objects.get().said) == ("neutral", "neutral")


def test_without_a_correction_the_model_holds_again(
    converse: Converse, read: Read, bob: User
) -> None:
    found = read(converse("I hate it"))
    done = corrections.correct(found.message_id, head=Head.FEELING, said="positive", by=bob.actor)
    corrections.undo(done.event_id, by=bob.actor)
    found.refresh_from_db()
    assert (found.feeling, found.decided) == ("negative", {})
    assert not Correction.objects.exists()


def test_a_message_that_no_model_has_read_can_be_corrected(
    converse: Converse, bob: User, model: WordReader, read: Read
) -> None:
    conversation = converse("I love it")
    message = conversation.messages.get()
    corrections.correct(message.pk, head=Head.FAITH, said="bad", by=bob.actor)
    assert Reading.objects.current().get().faith == "bad"
    assert (read(conversation).faith, read(conversation).feeling) == ("bad", "positive")


def test_the_next_message_that_says_the_same_is_read_as_corrected(
    converse: Converse, read: Read, bob: User
) -> None:
    found = read(converse("That otter, the kettle"))
    assert found.intent == ""
    corrections.correct(found.message_id, head=Head.INTENT, said="humour_banter", by=bob.actor)
    following = read(converse("the kettle and the otter, again"))
    assert following.intent == "humour_banter"
    assert following.decided["intent"]["learned"] == {"said": "humour_banter", "by": "example"}
    assert read(converse("The kettle is broken")).intent == "complaint_product"


def test_all_of_it_can_be_right(converse: Converse, read: Read, bob: User) -> None:
    found = read(converse("It came broken"))
    corrections.confirm(found.message_id, by=bob.actor, user=bob)
    assert set(Correction.objects.values_list("head", "said", "was")) == {
        ("feeling", "negative", "negative"),
        ("intent", "complaint_product", "complaint_product"),
        ("faith", "good", "good"),
        ("urgency", "calm", "calm"),
    }


def test_only_answers_of_the_head_are_taken(converse: Converse, read: Read, bob: User) -> None:
    found = read(converse("Where is it?"))
    for head, said in (("feeling", "unsure"), ("intent", "lunch"), ("mood", "positive")):
        with pytest.raises(Invalid):
            corrections.correct(found.message_id, head=head, said=said, by=bob.actor)


def test_own_words_and_notes_have_no_reading_to_correct(
    converse: Converse, model: WordReader, bob: User
) -> None:
    message = converse("Where is it?").messages.get()
    Message.objects.filter(pk=message.pk).update(direction="out")
    with pytest.raises(NotFound):
        corrections.correct(message.pk, head=Head.FAITH, said="bad", by=bob.actor)


def visit(user: User) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(user)
    return client


def test_one_key_corrects_and_the_toast_takes_it_back(
    converse: Converse, read: Read, bob: User
) -> None:
    found = read(converse("I hate it"))
    page = visit(bob).get(f"/triage/c/{found.message.conversation_id}/teach/").content.decode()
    assert 'data-key="3"' in page
    answer = visit(bob).post(
        f"/triage/m/{found.message_id}/correct/", {"head": "feeling", "said": "positive"}
    )
    assert answer.status_code == 204
    found.refresh_from_db()
    assert found.feeling == "positive"
    event = Event.objects.get(kind="reading.corrected")
    assert f"/triage/undo/?events={event.pk}" in answer["HX-Trigger"]
    assert visit(bob).post(f"/triage/undo/?events={event.pk}").status_code == 204
    found.refresh_from_db()
    assert found.feeling == "negative"


def test_who_only_reads_can_not_correct_and_strangers_find_nothing(
    converse: Converse,
    read: Read,
    bob: User,
    vera: User,
    charlie: User,
    paul: User,
    press_room: Any,
) -> None:
    found = read(converse("I hate it"))
    base = f"/triage/m/{found.message_id}"
    said = {"head": "feeling", "said": "positive"}
    done = corrections.correct(found.message_id, head=Head.FAITH, said="bad", by=bob.actor)
    for user, status in ((vera, 403), (charlie, 404)):
        assert visit(user).get(f"{base}/teach/").status_code == status
        assert visit(user).post(f"{base}/correct/", said).status_code == status
        assert visit(user).post(f"{base}/confirm/").status_code == status
        assert visit(user).post(f"/triage/undo/?events={done.event_id}").status_code == status
    assert visit(vera).get(f"{base}/").status_code == 200
    assert visit(charlie).get(f"{base}/").status_code == 404
    placements.move(
        found.message.conversation_id,
        from_desk=found.message.conversation.placements.get().desk,
        to_desk=press_room,
        by=bob.actor,
    )
    assert visit(bob).get(f"{base}/teach/").status_code == 404
    assert visit(paul).get(f"{base}/teach/").status_code == 200
