"""The gate: nothing of a customer leaves without their yes for that field and that use.

What a text uses is found in the text itself, so that nobody has to remember to say so.
"""

import re
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from unsilo.inbox.models import Direction, Message
from unsilo.people.models import Person
from unsilo.stories.errors import NoConsent
from unsilo.stories.models import ANSWERED, Consent, Evidence, Field, Grant, Story, Use

RUN = 6  # words in a row that somebody else wrote before us are theirs
_WORD = re.compile(r"\w+", re.UNICODE)
_COMMON = {"the", "and", "for", "from", "van", "von", "der", "den", "das", "los", "las"}


def require(story: Story, *, fields: Iterable[str], use: str) -> None:
    """Let through what everybody concerned allowed. Raises ``NoConsent`` naming what is missing."""
    missing = missing_fields(story, fields=fields, use=use)
    if missing:
        names = ", ".join(str(Field(one).label).lower() for one in missing)
        raise NoConsent(
            _("Nobody allowed this for %(use)s: %(fields)s. Ask first, or leave it out.")
            % {"use": str(Use(use).label).lower(), "fields": names},
            fields=list(missing),
        )


def missing_fields(story: Story, *, fields: Iterable[str], use: str) -> list[str]:
    """Those of the fields that are not granted by everybody whose story it is."""
    wanted = [one for one in Field.values if one in set(fields)]
    if not wanted:
        return []
    consents = list(Consent.objects.filter(story=story).values_list("pk", "state"))
    if not consents or any(state not in ANSWERED for _pk, state in consents):
        return wanted
    allowed = Grant.objects.filter(consent__story=story, use=use, allowed=True, field__in=wanted)
    pairs = set(allowed.values_list("consent_id", "field"))
    return [one for one in wanted if any((pk, one) not in pairs for pk, _state in consents)]


def require_any(story: Story, *, use: str) -> None:
    """A story with a customer in it goes on with a yes to something. Raises ``NoConsent``."""
    if story.told_by_us or story.conversation_id is None:
        return
    granted = Grant.objects.filter(
        consent__story=story, consent__state__in=ANSWERED, use=use, allowed=True
    )
    if not granted.exists():
        raise NoConsent(
            _("The customer has not said yes to %(use)s yet.")
            % {"use": str(Use(use).label).lower()}
        )


def used_fields(story: Story, text: str, *, has_files: bool = False) -> list[str]:
    """What of the people in a story stands in a text: their name, their words, their picture."""
    found = []
    if any(_is_named(person, text) for person in people_of(story)):
        found.append(Field.NAME.value)
    if _quotes(story, text):
        found.append(Field.WORDS.value)
    if has_files:
        found.append(Field.PICTURE.value)
    return found


def people_of(story: Story) -> list[Person]:
    """Everybody outside whose story this is."""
    held = Q(conversations__evidence__story=story) | Q(consents__story=story)
    if story.conversation_id:
        held |= Q(conversations=story.conversation_id)
    return list(Person.objects.filter(held).distinct())


def _is_named(person: Person, text: str) -> bool:
    words = {word.casefold() for word in _WORD.findall(text)}
    names = [part.casefold() for part in _WORD.findall(person.name) if len(part) > 2]
    return any(part in words for part in names if part not in _COMMON)


def _quotes(story: Story, text: str) -> bool:
    """Whether the text has their words: a run of them, or the quote itself."""
    quote = " ".join(_WORD.findall(story.quote)).casefold()
    if quote and quote in " ".join(_WORD.findall(text)).casefold():
        return True
    runs = _runs(text)
    if not runs:
        return False
    ids = Evidence.objects.filter(story=story, conversation__isnull=False)
    conversations = [*ids.values_list("conversation_id", flat=True), story.conversation_id]
    heard = Message.objects.filter(conversation__in=conversations, direction=Direction.IN)
    texts = [*heard.values_list("reply_text", flat=True), story.quote]
    return any(runs & _runs(one) for one in texts)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
