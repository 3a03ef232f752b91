"""What can be asked of conversations: ``feeling:negative``, ``intent:praise``, in searches and lists."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.inbox.ports import Choice, Question
from unsilo.triage import words
from unsilo.triage.models import ConversationReading, Faith, Feeling
from unsilo.triage.reader import INTENTS

Found = QuerySet[Any, Any] | None

# What people may say instead of the word that is kept.
_FEELINGS = {
    **{one.value: one.value for one in Feeling},
    "unhappy": Feeling.NEGATIVE.value,
    "happy": Feeling.POSITIVE.value,
}
_YES = {"yes": True, "no": False}


def questions() -> list[Question]:
    return [
        Question(
            "feeling",
            _("Feels"),
            "feeling:negative",
            _("how the newest message sounds; also positive, neutral, unsure"),
            _of_feeling,
            lambda access: [(one.value, one.label) for one in (Feeling.NEGATIVE, Feeling.POSITIVE)],
        ),
        Question(
            "faith",
            _("Faith"),
            "faith:bad",
            _("trolls and insults without a claim; also good"),
            _of_faith,
            lambda access: [(Faith.BAD.value, Faith.BAD.label)],
        ),
        Question(
            "urgent",
            _("Urgency"),
            "urgent:yes",
            _("what reads as if it can't wait"),
            lambda word: _holding(is_urgent=_YES[word]) if word in _YES else None,
            lambda access: [("yes", _("urgent"))],
        ),
        Question(
            "story",
            _("News"),
            "story:yes",
            _("what may be worth telling"),
            lambda word: _holding(is_story=_YES[word]) if word in _YES else None,
            lambda access: [("yes", _("may be a story"))],
        ),
        Question(
            "lang",
            _("Language"),
            "lang:de",
            _("the language of the newest message, by its two letters"),
            _of_language,
            lambda access: (),
        ),
        Question(
            "intent",
            _("Wants"),
            "intent:where_to_buy",
            _("what somebody wants; also a beginning, such as intent:complaint"),
            _of_intent,
            _intents,
        ),
    ]


def _holding(**conditions: Any) -> QuerySet[Any, Any]:
    return ConversationReading.objects.filter(**conditions).values("conversation_id")


def _of_intent(word: str) -> Found:
    meant = [name for name in INTENTS if name == word] or [
        name for name in INTENTS if word and name.startswith(word)
    ]
    return _holding(intents__overlap=meant) if meant else None


def _intents(access: Access) -> list[Choice]:
    return sorted(((name, words.intent_label(name)) for name in INTENTS), key=lambda one: one[1])


def _of_feeling(word: str) -> Found:
    return _holding(feeling=_FEELINGS[word]) if word in _FEELINGS else None


def _of_faith(word: str) -> Found:
    return _holding(faith=word) if word in Faith.values else None


def _of_language(word: str) -> Found:
    return _holding(language=word) if len(word) == 2 and word.isalpha() else None
