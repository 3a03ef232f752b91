"""What triage holds of a person, for export, erasure and retention."""

import json
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from unsilo.people.personal import Of, Part, deleted, emptied, held, register_personal_data
from unsilo.triage import near

_NO_WORDS = {"target": "", "why": [], "purchase": {"product": "", "place": "", "channel": ""}}
_COUNTED = _("language, feeling, intents: numbers are counted from them")


def connect() -> None:
    """Register; called once when Django starts."""
    of, part = Of.MESSAGE, Part.WORDS
    register_personal_data(
        held(
            "triage.ConversationReading", _("what was made of conversations"), Of.CONVERSATION,
            erase=None, keeps=_COUNTED,
        ),
        held(
            "triage.Reading", _("readings of messages"), of,
            part=part, erase=_without_words, keeps=_COUNTED,
        ),
        held(
            "triage.Correction", _("corrections of readings"), of,
            erase=None, keeps=_("what a colleague said of it, as a label"),
        ),
        held("triage.Embedding", _("places among similar messages"), of, part=part, erase=_unplace),
        held(
            "triage.Inquiry", _("what a bigger model was asked"), of,
            part=part, erase=emptied(sent=""), keeps=_("when, which model, and what it cost"),
        ),
        held("triage.DueReading", _("readings to come"), of, part=part, erase=deleted),
    )  # fmt: skip


def _without_words(rows: QuerySet[Any, Any]) -> int:
    ids = list(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE triage_reading SET judgement = judgement || %s::jsonb"
            " WHERE id = ANY(%s) AND judgement ? 'why'",
            [json.dumps(_NO_WORDS), ids],
        )
    return len(ids)


def _unplace(rows: QuerySet[Any, Any]) -> int:
    ids = list(rows.values_list("message_id", flat=True))
    if ids and near.has_index():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM triage_neighbour WHERE message_id = ANY(%s)", [ids])
    return rows.delete()[0]
