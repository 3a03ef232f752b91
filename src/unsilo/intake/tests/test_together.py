"""What comes at the same moment is decided one after the other."""

import json
import threading

import pytest
from django.db import connections

from unsilo.accounts.models import Brand, Desk
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Outcome
from unsilo.channels.services import arrivals
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.intake import pipeline
from unsilo.people.models import Person

PICTURES = 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("thread_id", ["album", ""])
def test_r19_the_pictures_of_an_album_are_one_conversation(
    thread_id: str, brand: Brand, support: Desk
) -> None:
    forum = create_channel(
        kind="api", name="Forum", brand=brand, desk=support, by=SYSTEM, config={}
    )
    raws = [RawArrival(f"p{n}", _post(n, thread_id), "application/json") for n in range(PICTURES)]
    arrivals.receive(forum, raws, by=SYSTEM)
    claimed = arrivals.claim()
    assert len(claimed) == PICTURES
    start = threading.Barrier(PICTURES)
    failures: list[BaseException] = []

    def work(arrival: Arrival) -> None:
        try:
            start.wait()
            pipeline.process(arrival)
        except BaseException as error:  # noqa: BLE001 - the assertion below shows it
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Person.objects.count() == 1
    assert set(Arrival.objects.values_list("outcome", flat=True)) <= {
        Outcome.IMPORTED,
        Outcome.APPENDED,
    }
    if thread_id:
        [conversation] = Conversation.objects.all()
        assert conversation.message_count == conversation.messages.count() == PICTURES


def _post(n: int, thread_id: str) -> bytes:
    return json.dumps(
        {
            "external_id": f"p{n}",
            "author": {"id": "rosa", "name": "Rosa"},
            "text": f"Picture {n}",
            "thread_id": thread_id,
        }
    ).encode()
