from typing import Any

from django.test import Client

from unsilo.accounts.models import User
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage.models import DueReading
from unsilo.triage.services import corrections, due
from unsilo.triage.tests.conftest import Read, WordReader

# The conversation alone, as it is opened from a list.
PART = {"HX-Request": "true", "HX-Target": "conversation"}


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_row_says_what_stands_out_and_is_quiet_otherwise(
    converse: Converse, read: Read, bob: User
) -> None:
    read(converse("It came broken now!", subject="Lid"))
    rows = page(bob, "/inbox/")
    assert "complaint: product" in rows
    assert 'class="feels neg"' in rows
    assert "Reads as urgent" in rows
    assert "good faith" not in rows


def test_a_message_says_what_it_is_and_why(converse: Converse, read: Read, bob: User) -> None:
    found = read(converse("Where is it?"))
    shown = page(bob, f"/inbox/c/{found.message.conversation_id}/")
    assert "where to buy .97" in shown
    assert "<mark>where</mark>" in shown
    corrections.correct(found.message_id, head="intent", said="praise", by=bob.actor)
    shown = page(bob, f"/inbox/c/{found.message.conversation_id}/")
    assert "Bob Nakamura said: praise. The model: where to buy." in shown


def test_what_can_not_be_read_says_so(
    converse: Converse, read: Read, model: WordReader, bob: User
) -> None:
    found = read(converse("¿Dónde?"))
    assert "Not read: Spanish" in page(bob, f"/inbox/c/{found.message.conversation_id}/")
    conversation = converse("Where?")
    due.await_reading([conversation.messages.get()])
    DueReading.objects.update(attempts=5, next_try_at=None, reason="The model fell over it.")
    shown = page(bob, f"/inbox/c/{conversation.pk}/")
    assert "Could not be read: The model fell over it." in shown


def test_only_who_works_here_is_offered_to_correct(
    converse: Converse, read: Read, bob: User, vera: User
) -> None:
    address = f"/inbox/c/{read(converse('Where is it?')).message.conversation_id}/"
    assert "/teach/" in page(bob, address)
    assert "/teach/" not in page(vera, address)


def test_words_of_the_message_are_escaped(converse: Converse, read: Read, bob: User) -> None:
    found = read(converse("Where is it?"))
    found.judgement["why"] = [{"word": "<b>x", "head": "where_to_buy", "weight": 1.0}]
    found.save()
    shown = page(bob, f"/inbox/c/{found.message.conversation_id}/")
    assert "<mark>&lt;b&gt;x</mark>" in shown


def test_pages_need_no_more_statements_for_more_readings(
    converse: Converse, read: Read, bob: User, django_assert_max_num_queries: Any
) -> None:
    made = [converse(*[f"Where is {n}.{m}?" for m in range(6)]) for n in range(12)]
    for one in made:
        read(one)
    client = Client()
    client.force_login(bob)
    with django_assert_max_num_queries(15):
        client.get("/inbox/")
    with django_assert_max_num_queries(20):
        client.get(f"/inbox/c/{made[0].pk}/", headers=PART)
