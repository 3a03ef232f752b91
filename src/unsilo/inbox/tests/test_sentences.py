"""Every kind of event the inbox shows has a sentence, in the words of a colleague."""

import pytest
from django.utils import timezone

from unsilo.core.models import Event
from unsilo.inbox.queries.thread import LINE_KINDS
from unsilo.inbox.sentences import _ICONS, sentence

DESKS = {1: "Support", 2: "PR"}
STEP = {"desk": 1, "before": {"priority": 0}, "after": {"priority": 2}}


def event(kind: str, **data: object) -> Event:
    return Event(
        at=timezone.now(), kind=kind, actor_kind="user", actor_id=7, actor_label="Theo", data=data
    )


def said(kind: str, **data: object) -> str:
    found = sentence(event(kind, **data), desks=DESKS)
    assert found
    return found.text


@pytest.mark.parametrize("kind", sorted({*LINE_KINDS, *_ICONS}))
def test_every_kind_has_words_and_an_icon_even_with_little_to_tell(kind: str) -> None:
    data = {"tag": "x", "from_name": "A", "to_name": "B", "channel": "Mail"}
    found = sentence(event(kind, **data))
    assert found
    assert found.text
    assert found.icon


def test_kinds_of_other_apps_have_none() -> None:
    assert sentence(event("person.merged")) is None


def test_words_say_who_what_and_where() -> None:
    assert said("conversation.assigned", owner=7, steps=[STEP]) == "Theo took this over on Support"
    assert (
        said("conversation.assigned", owner=8, owner_name="Ines", steps=[])
        == "Theo gave this to Ines"
    )
    assert said("conversation.prioritised", steps=[STEP]) == (
        "Theo set the priority to urgent on Support"
    )
    assert said("conversation.moved", from_name="Support", to_name="PR") == (
        "Theo moved this from Support to PR"
    )
    assert said("conversation.snoozed", until="2031-05-01T09:00:00+00:00", steps=[]) == (
        "Theo snoozed this until 1 May 2031 9:00"
    )
    assert said("conversation.tagged", tag="refund") == "Theo added the tag “refund”"


def test_a_desk_the_reader_may_not_know_is_not_named() -> None:
    step = {**STEP, "desk": 99}
    assert said("conversation.closed", steps=[step]) == "Theo closed this"
