"""What intents, feelings, languages and heads are called."""

from functools import lru_cache

from django.conf import locale
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from unsilo.triage.models import Faith, Feeling, Head
from unsilo.triage.reader.intents import BY_NAME

_FEELINGS = {one.value: one.label for one in Feeling}
_FAITHS = {one.value: one.label for one in Faith}
_URGENCIES = {"urgent": _("urgent"), "calm": _("not urgent")}
_OTHERS = {
    "sentiment": _("feeling"),
    "offensive": _("rude"),
    "hate": _("hateful"),
    "bad_faith": _("bad faith"),
    "urgency": _("urgent"),
    "human_touch": _("wants a human touch"),
    "news_value": _("may be a story"),
    "spam": _("spam"),
    "asks_for_person": _("asks for a person"),
}


def intent_label(name: str) -> str:
    kind = BY_NAME.get(name)
    return gettext(kind.label) if kind else gettext("not sure")


def answer_label(head: str, said: str) -> str:
    """What an answer of a head is called."""
    match head:
        case Head.FEELING:
            return str(_FEELINGS.get(said, gettext("not sure")))
        case Head.FAITH:
            return str(_FAITHS.get(said, gettext("not sure")))
        case Head.URGENCY:
            return str(_URGENCIES.get(said, gettext("not sure")))
    return intent_label(said)


def head_label(name: str) -> str:
    """What a word spoke for: an intent, a feeling, or one of the model's other heads."""
    if name in BY_NAME:
        return intent_label(name)
    return str(_FEELINGS.get(name) or _OTHERS.get(name) or name)


def language_label(code: str) -> str:
    return _language(code, get_language() or "en")


@lru_cache(maxsize=256)
def _language(code: str, shown_in: str) -> str:
    known = locale.LANG_INFO.get(code)
    return gettext(str(known["name"])) if known and "name" in known else code
