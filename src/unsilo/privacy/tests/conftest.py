"""Edda, of whom every package holds something; and a way to look through everything that is kept."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Blob, Channel
from unsilo.channels.services import webhooks
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.inbox.services import notes
from unsilo.inbox.services.drafts import save_draft
from unsilo.inbox.services.replies import Answer, send_answer
from unsilo.intake.tests.conftest import Deliver, deliver, help_mail, press_mail
from unsilo.people import services as people
from unsilo.people.models import Person
from unsilo.routing.services import handoffs, promises
from unsilo.stories.services import consents, flags
from unsilo.stories.tests.conftest import POINTS
from unsilo.triage.tests.conftest import Read, WordReader, model, read

__all__ = ["Deliver", "Read", "WordReader", "deliver", "help_mail", "model", "press_mail", "read"]

# Whatever of these is found after an erasure was not erased.
MARKS = ("edda", "harbour.example", "lighthouse", "tidewater")
FIRST = "first@harbour.example"

MIME = """From: Edda Marsh <edda@harbour.example>
To: help@marmaladefox.example
Subject: My lighthouses
Message-ID: <first@harbour.example>
Date: Mon, 02 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

My kettle is broken and the lighthouse with it. Where is tidewater?
--cut
Content-Type: text/plain; name="lighthouse.txt"
Content-Disposition: attachment; filename="lighthouse.txt"

the tidewater lighthouse, as it was
--cut--
""".replace("\n", "\r\n").encode()


@pytest.fixture
def edda(
    help_mail: Channel, deliver: Deliver, model: WordReader, read: Read, bob: User, paul: User,
    alice: User, support: Desk, pr: Desk,
) -> Person:  # fmt: skip
    """She wrote, was answered, promised something, flagged as a story and asked for consent."""
    webhooks.create_webhook(url="https://watch.example/in", kinds=[], user=alice, by=SYSTEM)
    deliver(help_mail, MIME)
    conversation = Conversation.objects.get()
    read(conversation)
    person = conversation.person
    people.add_note(person, text="Keeper of a lighthouse", author=bob, by=bob.actor)
    people.update_person(person, name="Edda Marsh", place="Tidewater", by=bob.actor)
    people.add_identity(person, kind="bluesky", value="edda.example", name="@edda", by=SYSTEM)
    notes.add_note(conversation.pk, user=bob, text="Call Edda at Tidewater @alice", by=bob.actor)
    answer = Answer(
        text="Dear Edda, the lighthouse is fine.", recipients=_to(conversation), confirmed=True
    )
    send_answer(conversation.pk, answer, user=bob, desks=[support], by=bob.actor)
    promises.promise(conversation, text="Build a lighthouse", due=_soon(), by=bob.actor, owner=bob)
    handoffs.hand_off(conversation, to=pr, why="Edda is a story", by=bob.actor)
    save_draft(
        user=alice, conversation_id=conversation.pk, kind="reply", text="Dear Edda", fields={},
        seen_version=conversation.version,
    )  # fmt: skip
    flag = flags.flag(
        conversation, what="Edda keeps lighthouses", points=POINTS, angles=["human_interest"],
        quote="the lighthouse with it", user=bob, by=bob.actor,
    )  # fmt: skip
    story = flags.take(flag, user=paul, by=paul.actor, title="Edda of Tidewater")
    asked = consents.ask(
        story, conversation=conversation, text=f"Dear Edda, may we? {consents.LINK}",
        cells=[("name", "press")], user=paul, desks=[pr], by=paul.actor,
    )  # fmt: skip
    consents.answer(asked, allowed=[("name", "press")])
    webhooks.fan_out()
    return Person.objects.get(pk=person.pk)


def _to(conversation: Conversation):
    from unsilo.inbox.recipients import latest_answerable, suggest

    latest = latest_answerable(conversation)
    return suggest(conversation, latest, kind="reply", own=frozenset())


def _soon():

    return timezone.now() + timedelta(days=2)


def found_in_database(marks: Iterable[str] = MARKS) -> list[str]:
    """Tables in which a row says one of these, whatever the column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for mark in marks:
                cursor.execute(
                    f'SELECT t::text FROM "{table}" AS t WHERE t::text ILIKE %s', [f"%{mark}%"]
                )
                found += [f"{table} has {mark}: {row[0][:300]}" for row in cursor.fetchall()]
    return found


def found_on_disk(marks: Iterable[str] = MARKS) -> list[str]:
    root = Path(settings.STORAGES["blobs"]["OPTIONS"]["location"])
    mine = {root / name[:2] / name for name in Blob.objects.values_list("pk", flat=True)}
    return [
        f"{path.name[:8]}: {mark}"
        for path in mine
        for mark in marks
        if mark in path.read_bytes().decode("utf-8", "replace").casefold()
    ]
