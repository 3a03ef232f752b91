"""The words the scripts show, translated on the server and handed over once a page."""

import json
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from .errors import PROBLEMS

WORDS = {
    "now": _("now"),
    "minutes": _("{n} min"),
    "hours": _("{n} h"),
    "in": _("in {duration}"),
    "undo": _("Undo"),
    "close": _("Close"),
    "late": _("{duration} late"),
    "network": _("The server did not answer. Nothing was changed; try again."),
    "timeout": _("The server took too long. Look whether it happened before you try again."),
    "actions": _("Actions on this page"),
    "places": _("Places"),
    "found": _("Found"),
    "nothing": _("Nothing found. Try fewer letters."),
    "results": _("{n} results"),
    "general": _("Everywhere"),
    "here": _("On this page"),
}


def words_json() -> str:
    """The words of the active language as JSON, for a data attribute."""
    return _words_json(get_language())


@cache
def _words_json(language: str | None) -> str:
    # The language is part of the key only: gettext reads the active one.
    words = {key: gettext(text) for key, text in WORDS.items()}
    for status, problem in PROBLEMS.items():
        words[f"http{status}"] = f"{problem.happened} {problem.todo}"
    return json.dumps(words, ensure_ascii=False)
