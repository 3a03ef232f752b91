"""Readings and corrections, as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from unsilo.core.rest import Given, Id, Shown
from unsilo.triage.models import Reading
from unsilo.triage.reader import INTENTS

HeadName = Literal["feeling", "intent", "faith", "urgency"]


class ReadingFilter(Given):
    """Which readings; all that is named must hold."""

    conversation: Id | None = None
    message: Id | None = None


class DecidedOut(Shown):
    """Who decided instead of the model: a person, or something learned here."""

    head: HeadName
    by: Literal["person", "example", "own", "bigger"]
    said: str
    name: str = ""


class ReadingOut(Shown):
    """What holds for a message. ``judgement`` is what the model itself said, with probabilities.

    Where ``is_read`` is false the model could not read it, and the rest is empty.
    """

    id: int
    message_id: int
    conversation_id: int
    version: str
    is_read: bool
    language: str
    feeling: Literal["negative", "neutral", "positive", "unsure", ""]
    faith: Literal["good", "bad", ""]
    intent: str
    intents: list[str]
    urgent: bool
    story: bool
    spam: bool
    judgement: dict[str, Any]
    decided: list[DecidedOut]
    made_at: datetime

    @classmethod
    def of(cls, reading: Reading) -> "ReadingOut":
        same = {
            "id", "message_id", "version", "is_read", "language", "feeling", "faith", "intent",
            "intents", "judgement", "made_at",
        }  # fmt: skip
        return cls(
            **{name: getattr(reading, name) for name in same},
            conversation_id=reading.message.conversation_id,
            urgent=reading.is_urgent,
            story=reading.is_story,
            spam=reading.is_spam,
            decided=_decided(reading),
        )


def _decided(reading: Reading) -> list[DecidedOut]:
    found = []
    for head, voices in reading.decided.items():
        if "person" in voices:
            said, name = voices["person"]["said"], voices["person"]["name"]
            found.append(DecidedOut(head=head, by="person", said=said, name=name))
        elif "learned" in voices:
            said, by = voices["learned"]["said"], voices["learned"]["by"]
            found.append(DecidedOut(head=head, by=by, said=said))
    return found


class CorrectionIn(Given):
    """What a message really is. ``said`` is one of the answers to ``head``."""

    head: HeadName
    said: str = Field(
        max_length=40,
        description="feeling: negative, neutral, positive. faith: good, bad. urgency: urgent, calm. "
        f"intent: {', '.join(INTENTS)}, or empty for none of these.",
    )


class CorrectionOut(Shown):
    """What somebody said instead of the model (or as well: then ``said`` is ``was``)."""

    id: int
    message_id: int
    text: Annotated[str, Field(description="The words of the message it is about.")]
    head: HeadName
    said: str
    was: str
    version: str
    by: str
    at: datetime
