"""Facts and voice guides as the API shows and takes them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from unsilo.core.rest import Day, Given, Key, Line, Name, Shown
from unsilo.library.models import Phrase, VoiceGuide

StatusWord = Literal["confirmed", "not_confirmed", "do_not_say"]


class FactOut(Shown):
    """A fact without a brand holds for all. ``wrong`` are what people say instead of ``value``."""

    id: int
    brand_id: int | None
    statement: str
    status: StatusWord
    value: str
    wrong: list[str]
    about: list[str]
    source: str
    valid_until: date | None
    updated_at: datetime
    archived_at: datetime | None


class FactIn(Given):
    statement: Name = Field(max_length=500)
    status: StatusWord = "not_confirmed"
    value: Line = Field("", max_length=80)
    wrong: Annotated[list[Annotated[Line, Field(max_length=120)]], Field(max_length=30)] = []
    about: Annotated[list[Annotated[Line, Field(max_length=60)]], Field(max_length=30)] = []
    source: Line = Field("", max_length=300)
    valid_until: Day | None = None
    brand_id: Key | None = None


class PhraseOut(Shown):
    """``never`` stops an answer, ``rather_not`` only warns."""

    words: str
    level: Literal["never", "rather_not"]
    why: str
    better: str


class VoiceOut(Shown):
    brand_id: int
    tone: list[str]
    do: list[str]
    dont: list[str]
    disclosure: str
    signature: str
    phrases: list[PhraseOut]

    @classmethod
    def of(cls, guide: VoiceGuide, phrases: list[Phrase]) -> "VoiceOut":
        same = cls.model_fields.keys() - {"phrases"}
        shown = [PhraseOut.model_validate(one) for one in phrases]
        return cls(**{name: getattr(guide, name) for name in same}, phrases=shown)
