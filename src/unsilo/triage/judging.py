"""From what the model says to what holds: one answer for each head, whoever gave it.

A judgement is kept as plain JSON (``as_json``), so that what holds can be worked out anew whenever
somebody else decides: a person above all, else what was learned here, else the model.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from unsilo.triage.models import Faith, Feeling, Head
from unsilo.triage.reader import INTENTS, Judgement

SURE = 0.5  # probabilities are calibrated: from here on it is rather so than not
URGENT, CALM = "urgent", "calm"
WORDS_KEPT = 12

ANSWERS: dict[str, tuple[str, ...]] = {
    Head.FEELING: (Feeling.NEGATIVE, Feeling.NEUTRAL, Feeling.POSITIVE),
    Head.INTENT: (*INTENTS, ""),
    Head.FAITH: (Faith.GOOD, Faith.BAD),
    Head.URGENCY: (URGENT, CALM),
}

Judged = Mapping[str, Any]
# By head: {"learned": {"said", "by"}, "person": {"said", "name"}}, each where there is one.
Decided = Mapping[str, Mapping[str, Mapping[str, Any]]]


def as_json(judgement: Judgement) -> dict[str, Any]:
    """The whole judgement as it is kept, with four digits."""
    kept = asdict(judgement)
    kept["sentiment"]["label"] = judgement.sentiment.label
    kept["why"] = kept["why"][:WORDS_KEPT]
    rounded: dict[str, Any] = _rounded(kept)
    return rounded


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value if isinstance(value, str | bool | int) else round(float(value), 4)


def answers_of(judged: Judged) -> dict[str, str]:
    """What the model answers for each head; "" where it does not know."""
    if not judged.get("is_read"):
        return {Head.FEELING: "", Head.INTENT: "", Head.FAITH: "", Head.URGENCY: ""}
    intents = judged["intents"]
    return {
        Head.FEELING: judged["sentiment"]["label"],
        Head.INTENT: intents[0]["name"] if intents else "",
        Head.FAITH: Faith.BAD if judged["bad_faith"] >= SURE else Faith.GOOD,
        Head.URGENCY: URGENT if judged["urgency"] >= SURE else CALM,
    }


def holding(judged: Judged, decided: Decided) -> dict[str, str]:
    """What holds for each head."""
    answers = answers_of(judged)
    for head, voices in decided.items():
        for voice in ("learned", "person"):
            if voice in voices:
                answers[head] = voices[voice]["said"]
    return answers


def columns(judged: Judged, decided: Decided) -> dict[str, Any]:
    """The fields of a reading that lists, filters and searches look at."""
    answers = holding(judged, decided)
    is_read = bool(judged.get("is_read"))
    named = [one["name"] for one in judged.get("intents", ())] if is_read else []
    if answers[Head.INTENT] != answers_of(judged)[Head.INTENT]:
        named = named[1:]
    intent = answers[Head.INTENT]
    return {
        "is_read": is_read or bool(decided),
        "language": judged.get("language", "")[:3],
        "feeling": answers[Head.FEELING],
        "faith": answers[Head.FAITH],
        "intent": intent,
        "intents": list(dict.fromkeys([intent, *named])) if intent else [],
        "is_urgent": answers[Head.URGENCY] == URGENT,
        "is_story": is_read and judged["news_value"] >= SURE,
        "is_spam": is_read and judged["spam"] >= SURE,
        "urgency": judged.get("urgency", 0.0) if is_read else 0.0,
        "news_value": judged.get("news_value", 0.0) if is_read else 0.0,
        "spam": judged.get("spam", 0.0) if is_read else 0.0,
    }
