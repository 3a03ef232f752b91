"""What a brand's words are held against, kept in memory for a moment.

Checks run while people type and whenever something is sent. They must not ask the database each
time, so what is known of a brand is kept for a few seconds; what this process changes, it knows at
once.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unsilo.library.models import Fact, FactStatus, Phrase, PhraseLevel, VoiceGuide

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class BannedPhrase:
    words: str
    never: bool
    why: str
    better: str


@dataclass(frozen=True, slots=True)
class KnownFact:
    statement: str
    about: tuple[str, ...]
    value: str
    wrong: tuple[str, ...]
    status: FactStatus
    source: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Rules:
    phrases: Sequence[BannedPhrase]
    facts: Sequence[KnownFact]
    disclosure: str


_kept: dict[int, tuple[float, Rules]] = {}


def rules_of(brand_id: int) -> Rules:
    until, rules = _kept.get(brand_id, (0.0, None))
    now = time.monotonic()
    if rules is None or now >= until:
        rules = _read(brand_id)
        _kept[brand_id] = (now + SECONDS, rules)
    return rules


def forget() -> None:
    """Something has changed here."""
    _kept.clear()


def _read(brand_id: int) -> Rules:
    guide = VoiceGuide.objects.filter(brand=brand_id).first()
    phrases = Phrase.objects.filter(guide=guide) if guide else ()
    return Rules(
        phrases=[
            BannedPhrase(one.words, one.level == PhraseLevel.NEVER, one.why, one.better)
            for one in phrases
        ],
        facts=[
            KnownFact(
                one.statement,
                tuple(one.about),
                one.value,
                tuple(one.wrong),
                FactStatus(one.status),
                one.source,
                one.valid_until,
            )
            for one in Fact.objects.live().of_brand(brand_id)
        ],
        disclosure=guide.disclosure if guide else "",
    )
