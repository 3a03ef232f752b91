"""The words the scripts show, translated on the server and handed over once a page."""

import json
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

WORDS = {
    "now": _("now"),
    "seconds": _("{n} s"),
    "minutes": _("{n} min"),
    "hours": _("{n} h"),
    "in": _("in {duration}"),
    "undo": _("Undo"),
    "close": _("Close"),
    "late": _("{duration} late"),
    "network": _("The server did not answer. Nothing was changed; try again."),
    "timeout": _("The server took too long. Look whether it happened before you try again."),
    "http400": _("The server did not understand that. Reload the page and try again."),
    "http401": _("You are logged out. Log in again; what you wrote is still here."),
    "http403": _("You may not do this. Ask an admin if you should."),
    "http404": _("That is gone, or not yours to see."),
    "http409": _("Somebody changed this a moment ago. Reload to see it as it is now."),
    "http413": _("That is too large to send."),
    "http429": _("That was too quick. Wait a moment and try again."),
    "http500": _("Something broke on our side. It is logged; nothing was half done. Try again."),
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
    return json.dumps({key: gettext(text) for key, text in WORDS.items()}, ensure_ascii=False)
