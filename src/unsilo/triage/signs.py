"""Readings as small signs: chips in rows of lists, a line below a message.

Written with format_html, since every list and thread pays for them. Quiet on purpose: what is
neutral, calm and in good faith is not said in lists.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.addresses import address
from unsilo.inbox.models import Conversation, Message
from unsilo.triage import words
from unsilo.triage.judging import SURE, answers_of
from unsilo.triage.models import Head
from unsilo.triage.queries.shown import Gist, ReadingShown, gists, readings_shown
from unsilo.triage.services.due import is_for_reading
from unsilo.ui import icons
from unsilo.ui.templatetags.ui import button, chip

FACES = {"negative": ("neg", "frown"), "positive": ("pos", "smile"), "neutral": ("", "meh")}
GRAVE = ("safety_harm", "legal_threat")  # stand out in a list
HOME_LANGUAGE = "en"  # others are named
WHY_WORDS = 8
TARGET = 40  # characters
INTENTS_SHOWN = 3


def row_signs(conversation_ids: Sequence[int]) -> dict[int, list[SafeString]]:
    """What rows of a list show of what triage says."""
    language = get_language() or ""
    return {pk: _row(gist, language) for pk, gist in gists(conversation_ids).items()}


@lru_cache(maxsize=4096)
def _row(gist: Gist, _language: str) -> list[SafeString]:
    signs = []
    if gist.intent:
        signs.append(_intent(gist.intent))
    if gist.faith == "bad":
        signs.append(chip(_("bad faith"), "line"))
    if gist.language not in ("", HOME_LANGUAGE):
        signs.append(chip(gist.language, "line", title=words.language_label(gist.language)))
    if gist.is_urgent:
        signs.append(_sign("zap", "urgent", _("Reads as urgent")))
    if gist.feeling in ("negative", "positive"):
        tone, face = FACES[gist.feeling]
        signs.append(_sign(face, tone, words.answer_label(Head.FEELING, gist.feeling)))
    if gist.is_story:
        signs.append(_sign("news", "", _("May be a story")))
    return signs


def _intent(name: str) -> SafeString:
    return chip(words.intent_label(name), "danger" if name in GRAVE else "")


def _sign(icon: str, tone: str, label: str) -> SafeString:
    picture = icons.icon(icon, label=label)
    return format_html('<span class="feels {}" title="{}">{}</span>', tone, label, picture)


def head_part(conversation: Conversation, can_work: bool) -> SafeString:
    """The button that corrects the reading of the newest message."""
    if not can_work:
        return SafeString()
    teach_url = address("triage:teach-newest", conversation.pk)
    return button(
        _("Correct"),
        icon="target",
        variant="quiet sm only-wide",
        key="t",
        hx_get=teach_url,
        hx_target="#dialog",
        hx_swap="innerHTML",
        aria_label=_("Correct what was read from the newest message"),
    )


def message_parts(access: Access, messages: Sequence[Message]) -> dict[int, SafeString]:
    """The line below each message from outside."""
    readable = [message.pk for message in messages if is_for_reading(message)]
    if not readable:
        return {}
    return {pk: reading_line(access, one) for pk, one in readings_shown(readable).items()}


_LINE = '<div class="reading" id="reading-{}" data-fresh="{}">{}</div>'


def reading_line(access: Access, shown: ReadingShown) -> SafeString:
    """What was read from a message, why, and a way to correct it; or why it was not read."""
    gist = shown.gist
    if gist is None:
        inside = _not_yet(shown)
    elif not gist.is_read:
        inside = format_html("{}{}", _unread(gist), _correct(access, shown))
    else:
        inside = format_html(
            "{}{}{}", SafeString("".join(_chips(shown, gist))), _why(shown), _correct(access, shown)
        )
    return format_html(_LINE, shown.message_id, _address("triage:reading", shown), inside)


def _not_yet(shown: ReadingShown) -> SafeString:
    if not shown.is_due or (not shown.reason and not shown.attempts):
        return SafeString()  # it will be read in a moment
    text = _("Not read yet: %(reason)s") % {"reason": shown.reason}
    if shown.next_try_at is None:
        text = _("Could not be read: %(reason)s") % {"reason": shown.reason}
    return format_html('<span class="faint small">{}</span>', text)


def _unread(gist: Gist) -> SafeString:
    if gist.language:
        text = _("Not read: %(language)s") % {"language": words.language_label(gist.language)}
    else:
        text = _("Not read: no words that could be understood")
    return format_html('<span class="faint small">{}</span>', text)


def _chips(shown: ReadingShown, gist: Gist) -> list[SafeString]:
    sure = {one["name"]: one["p"] for one in shown.judgement.get("intents", ())}
    chips = [_intent_chip(name, sure) for name in shown.intents[:INTENTS_SHOWN]]
    if not chips:
        chips.append(chip(_("not sure what it wants"), "line"))
    if gist.feeling in FACES:
        chips.append(chip(_feeling(shown, gist), *FACES[gist.feeling]))
    if gist.faith == "bad":
        chips.append(chip(words.answer_label(Head.FAITH, gist.faith), "warn"))
    elif gist.feeling == "negative":  # a complaint is not a troll: say so where it could be asked
        chips.append(chip(words.answer_label(Head.FAITH, gist.faith), "line"))
    if gist.is_urgent:
        chips.append(chip(_("urgent"), "warn", "zap"))
    if shown.judgement.get("asks_for_person", 0) >= SURE:
        chips.append(chip(_("asks for a person"), "line", "user"))
    if gist.is_story:
        chips.append(chip(_("may be a story"), "info", "news"))
    if gist.language not in ("", HOME_LANGUAGE):
        chips.append(chip(words.language_label(gist.language), "line", "language"))
    return chips


def _feeling(shown: ReadingShown, gist: Gist) -> str:
    """The feeling, and what it is about where the model is the one who says so."""
    label = words.answer_label(Head.FEELING, gist.feeling)
    about = shown.judgement.get("target", "")[:TARGET]
    is_models = answers_of(shown.judgement)[Head.FEELING] == gist.feeling
    return f"{label}: {about}" if about and is_models and gist.feeling != "neutral" else label


def _intent_chip(name: str, sure: Mapping[str, float]) -> SafeString:
    label = words.intent_label(name)
    if name in sure:
        label = f"{label} {sure[name]:.2f}".replace(" 0.", " .")
    return chip(label, "danger" if name in GRAVE else "")


_WHY = '<details class="reading-why"><summary>{}</summary><ul>{}</ul></details>'


def _why(shown: ReadingShown) -> SafeString:
    """The words that decided, and who decided otherwise."""
    lines = [*_others(shown), *_purchase(shown.judgement), *_deciding_words(shown.judgement)]
    if not lines:
        return SafeString()
    return format_html(
        _WHY, _("Why"), format_html_join("", "<li>{}</li>", [(one,) for one in lines])
    )


def _others(shown: ReadingShown) -> list[str]:
    model = answers_of(shown.judgement)
    said = []
    for head, voices in shown.decided.items():
        was = words.answer_label(head, model[head])
        if "person" in voices:
            known = {
                "name": voices["person"]["name"],
                "said": words.answer_label(head, voices["person"]["said"]),
                "was": was,
            }
            said.append(_("%(name)s said: %(said)s. The model: %(was)s.") % known)
        elif "learned" in voices:
            known = {"said": words.answer_label(head, voices["learned"]["said"]), "was": was}
            said.append(_LEARNED[voices["learned"]["by"]]() % known)
    return said


_LEARNED = {
    "example": lambda: _("Nearly the same message was corrected to: %(said)s. The model: %(was)s."),
    "own": lambda: _("Learned from your corrections: %(said)s. The model: %(was)s."),
    "bigger": lambda: _("The bigger model said: %(said)s. The small one: %(was)s."),
}


def _purchase(judgement: Mapping[str, Any]) -> list[str]:
    """What somebody wants to buy, where and how, in their own words."""
    labels = {"product": _("Product"), "place": _("Place"), "channel": _("Way to buy")}
    named = judgement.get("purchase", {})
    return [f"{label}: {named[part]}" for part, label in labels.items() if named.get(part)]


def _deciding_words(judgement: Mapping[str, Any]) -> list[SafeString]:
    by_head: dict[str, list[str]] = {}
    for one in judgement.get("why", ())[:WHY_WORDS]:
        if one["weight"] > 0:
            by_head.setdefault(one["head"], []).append(one["word"])
    return [
        format_html(
            "{} {}",
            words.head_label(head) + ":",
            format_html_join(", ", "<mark>{}</mark>", [(word,) for word in many]),
        )
        for head, many in by_head.items()
    ]


def _correct(access: Access, shown: ReadingShown) -> SafeString:
    if not access.can_work(list(shown.desk_ids)):
        return SafeString()
    return format_html(
        '<button class="linkish" type="button" hx-get="{}" hx-target="#dialog" hx-swap="innerHTML">'
        "{}</button>",
        _address("triage:teach", shown),
        _("Correct"),
    )


def _address(name: str, shown: ReadingShown) -> str:
    return address(name, shown.message_id)
