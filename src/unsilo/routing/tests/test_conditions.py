"""What matches a rule and what does not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from unsilo.routing.conditions import Actions, Conditions, Facts, Read, Spoken, matches

FACTS = Facts(
    message_id=1,
    conversation_id=1,
    text="My refund never came. Worst shop ever!",
    begins=True,
    channel_id=7,
    public=True,
    paid=False,
    read=Read("negative", ("complaint_order", "refund"), "good", "en", False),
    tier_id=3,
    company_id=None,
    known=False,
    in_hours=True,
)
UNSURE = replace(FACTS, read=Read())


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, True),
        ({"channels": (7, 8)}, True),
        ({"channels": (8,)}, False),
        ({"public": True}, True),
        ({"public": False}, False),
        ({"paid": True}, False),
        ({"known": False}, True),
        ({"in_hours": False}, False),
        ({"tiers": (3,)}, True),
        ({"companies": (3,)}, False),
        ({"feelings": ("negative",)}, True),
        ({"feelings": ("positive",)}, False),
        ({"intents": ("praise", "refund")}, True),
        ({"faith": "bad"}, False),
        ({"languages": ("de", "en")}, True),
        ({"urgent": True}, False),
        ({"any_words": ("refund", "otter")}, True),
        ({"all_words": ("refund", "otter")}, False),
        ({"no_words": ("otter",)}, True),
        ({"no_words": ("worst shop",)}, False),
        ({"any_words": ("refund",), "public": False}, False),
    ],
)
def test_all_that_is_named_has_to_hold(wanted: dict[str, Any], expected: bool) -> None:
    assert matches(Conditions(**wanted), FACTS) is expected


def test_a_rule_for_beginnings_leaves_the_rest_alone() -> None:
    later = replace(FACTS, begins=False)
    assert not matches(Conditions(public=True), later)
    assert matches(Conditions(public=True, begins=False), later)


@pytest.mark.parametrize(
    "wanted",
    [
        {"feelings": ("negative",)},
        {"intents": ("refund",)},
        {"faith": "bad"},
        {"languages": ("en",)},
        {"urgent": False},
    ],
)
def test_where_the_reading_is_not_sure_only_who_wants_that_matches(wanted: dict[str, Any]) -> None:
    assert not matches(Conditions(**wanted), UNSURE)
    assert matches(Conditions(**wanted, unsure=True), UNSURE)


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("refund", True),
        ("REFUND", True),
        ("refun", False),
        ("refun*", True),
        ("never came", True),
        ("came, worst", True),  # signs do not part words
        ("fund", False),
        ("", False),
        ("*", False),
        (".*", False),
    ],
)
def test_words_are_whole_words(phrase: str, found: bool) -> None:
    assert Spoken(FACTS.text).has(phrase) is found


def test_scripts_without_spaces_are_searched_as_they_stand() -> None:
    assert Spoken("返金してください").has("返金")


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_phrase_is_too_strange(text: str, phrase: str) -> None:
    assert Spoken(text).has(phrase) in (True, False)


def test_there_is_no_action_that_hides_closes_or_answers() -> None:
    assert set(Actions.model_fields) == {"place", "assign", "priority", "tags", "notify"}
    with pytest.raises(ValidationError):
        Actions.model_validate({"hide": True})


def test_an_empty_rule_is_recognised() -> None:
    assert Conditions(begins=False, unsure=True).is_empty
    assert not Conditions(known=True).is_empty
