"""The least that storing a mail can cost: look two ids up, insert a conversation and a message, commit."""

import time

from django.db import connection, transaction
from django.utils import timezone

from unsilo.channels.contract import Author
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.people.services import find_or_create_person

TIMES = 200

_LOOK_UP = "SELECT conversation_id FROM inbox_reference WHERE external_id IN (%s, %s)"
_CONVERSATION = """
INSERT INTO inbox_conversation (subject, channel_id, brand_id, person_id, external_thread, public,
    paid, permalink, preview, message_count, version, is_spam, created_at, last_message_at)
VALUES ('The least', %s, %s, %s, '', false, false, '', '', 1, 1, false, now(), now()) RETURNING id
"""
_MESSAGE = """
INSERT INTO inbox_message (conversation_id, channel_id, direction, kind, message_class, class_reason,
    person_id, author_name, author_address, subject, text, reply_text, html, markup, remote_images,
    addresses, file_names, external_id, in_reply_to, permalink, fingerprint, sent_at, created_at)
VALUES (%s, %s, 'in', 'message', 'human', '', %s, 'Somebody', 'somebody@least.example', 'The least',
        %s, '', '', '', 0, '{}', '', '', '', '', '', now(), now())
"""
_CLEAR = (
    "DELETE FROM inbox_message WHERE subject = 'The least' AND id > %s",
    "DELETE FROM inbox_conversation WHERE subject = 'The least' AND message_count = 1 AND id > %s",
)


def least_transactions(channel: Channel) -> float:
    """How many of them this database takes in a second, from this process."""
    somebody = find_or_create_person(
        author=Author("email", "somebody@least.example"), at=timezone.now(), by=SYSTEM
    )
    text = "The least that can be said. " * 20
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM inbox_message")
        last_message = _one(cursor.fetchone())
        cursor.execute("SELECT COALESCE(max(id), 0) FROM inbox_conversation")
        last_conversation = _one(cursor.fetchone())
        begun = time.perf_counter()
        for number in range(TIMES):
            with transaction.atomic():
                cursor.execute(_LOOK_UP, [f"{number}@least.example", f"{number}@nobody.example"])
                cursor.execute(_CONVERSATION, [channel.pk, channel.brand_id, somebody.pk])
                made = _one(cursor.fetchone())
                cursor.execute(_MESSAGE, [made, channel.pk, somebody.pk, text])
        speed = TIMES / (time.perf_counter() - begun)
        for statement, last in zip(_CLEAR, (last_message, last_conversation), strict=True):
            cursor.execute(statement, [last])
    return speed


def _one(row: tuple[int, ...] | None) -> int:
    assert row is not None
    return row[0]
