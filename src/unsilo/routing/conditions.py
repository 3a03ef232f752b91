"""What a rule asks of a message and what it then does: plain values, compared without a database.

There is no action that hides, closes or answers: a rule can bring a complaint to somebody, it can
never make one disappear.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_PHRASES = 30

Phrase = Annotated[str, Field(min_length=1, max_length=100)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=MAX_PHRASES)]
Ids = Annotated[tuple[int, ...], Field(max_length=100)]
Words = Annotated[tuple[str, ...], Field(max_length=100)]

_WORD = re.compile(r"\w+")
_FIRST_WITHOUT_SPACES = "\u2e80"  # from here on stand the scripts that do not part words


class Conditions(BaseModel):
    """All that is named has to hold. ``unsure`` lets in messages of which the reading is not sure.

    ``begins`` asks for messages that begin a conversation, ``in_hours`` for those that come inside
    (or outside) the business hours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: bool = True
    channels: Ids = ()
    public: bool | None = None
    paid: bool | None = None
    any_words: Phrases = ()
    all_words: Phrases = ()
    no_words: Phrases = ()
    feelings: Words = ()
    intents: Words = ()
    faith: str = ""
    languages: Words = ()
    urgent: bool | None = None
    unsure: bool = False
    tiers: Ids = ()
    companies: Ids = ()
    known: bool | None = None
    in_hours: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every message would do."""
        return self.model_dump(exclude={"begins", "unsure"}) == Conditions().model_dump(
            exclude={"begins", "unsure"}
        )

    @property
    def asks_reading(self) -> bool:
        return bool(self.feelings or self.intents or self.faith or self.languages) or (
            self.urgent is not None
        )


class AssignTo(BaseModel):
    """Whom a conversation is given to on a desk: a colleague, or who sits there, in turn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    desk: int
    user: int | None = None


class Actions(BaseModel):
    """What is done with the conversation. What people set before stays as they set it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Ids = ()
    assign: AssignTo | None = None
    priority: int | None = None
    tags: Words = ()
    notify: Ids = ()

    @property
    def is_empty(self) -> bool:
        return self == Actions()


@dataclass(frozen=True, slots=True)
class Read:
    """What holds of a message's reading; empty where nobody is sure."""

    feeling: str = ""
    intents: Sequence[str] = ()
    faith: str = ""
    language: str = ""
    is_urgent: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that rules know of a message."""

    message_id: int
    conversation_id: int
    text: str
    begins: bool
    channel_id: int
    public: bool
    paid: bool
    read: Read
    tier_id: int | None
    company_id: int | None
    known: bool
    in_hours: bool


def matches(wanted: Conditions, facts: Facts) -> bool:
    """Whether a message is what a rule asks for."""
    return (
        (facts.begins or not wanted.begins)
        and _one_of(wanted.channels, facts.channel_id)
        and wanted.public in (None, facts.public)
        and wanted.paid in (None, facts.paid)
        and wanted.known in (None, facts.known)
        and wanted.in_hours in (None, facts.in_hours)
        and _one_of(wanted.tiers, facts.tier_id)
        and _one_of(wanted.companies, facts.company_id)
        and _reads(wanted, facts.read)
        and _says(wanted, facts.text)
    )


def _one_of(wanted: Collection[int], given: int | None) -> bool:
    return not wanted or given in wanted


def _reads(wanted: Conditions, read: Read) -> bool:
    sure = wanted.unsure  # what stands for "nobody knows"
    return (
        (not wanted.feelings or (read.feeling in wanted.feelings if read.feeling else sure))
        and (
            not wanted.intents
            or (not set(wanted.intents).isdisjoint(read.intents) if read.intents else sure)
        )
        and (not wanted.faith or (read.faith == wanted.faith if read.faith else sure))
        and (not wanted.languages or (read.language in wanted.languages if read.language else sure))
        and (
            wanted.urgent is None
            or (sure if read.is_urgent is None else read.is_urgent == wanted.urgent)
        )
    )


def _says(wanted: Conditions, text: str) -> bool:
    if not (wanted.any_words or wanted.all_words or wanted.no_words):
        return True
    words = Spoken(text)
    return (
        (not wanted.any_words or any(words.has(one) for one in wanted.any_words))
        and all(words.has(one) for one in wanted.all_words)
        and not any(words.has(one) for one in wanted.no_words)
    )


class Spoken:
    """A text in which whole words and phrases are looked for, however they are written."""

    def __init__(self, text: str) -> None:
        self._text = text.casefold()
        self._words = f" {' '.join(_WORD.findall(self._text))} "

    def has(self, phrase: str) -> bool:
        """``refund`` means that word, ``refund*`` also what begins with it."""
        folded = phrase.casefold()
        if any(sign >= _FIRST_WITHOUT_SPACES for sign in folded):
            return folded.rstrip("*") in self._text
        wanted = " ".join(_WORD.findall(folded))
        if not wanted:
            return False
        return f" {wanted}{'' if phrase.endswith('*') else ' '}" in self._words
