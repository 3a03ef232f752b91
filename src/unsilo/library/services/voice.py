"""The voice guide of a brand, written and changed as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid, NotFound
from unsilo.core.models import Event
from unsilo.core.validation import check
from unsilo.library import rules
from unsilo.library.models import Phrase, PhraseLevel, VoiceGuide
from unsilo.library.services.kept import Kept

MANY = 40


@dataclass(frozen=True, slots=True)
class Banned:
    """A phrase as somebody writes it down."""

    words: str
    level: str = PhraseLevel.NEVER
    why: str = ""
    better: str = ""


@transaction.atomic
def save_guide(
    brand: Brand,
    *,
    by: Actor,
    tone: Iterable[str] = (),
    do: Iterable[str] = (),
    dont: Iterable[str] = (),
    disclosure: str = "",
    signature: str = "",
    phrases: Sequence[Banned] = (),
) -> Kept[VoiceGuide]:
    """Say how a brand speaks; what was there before stays in the log and can be set back."""
    Brand.objects.select_for_update().get(pk=brand.pk)
    guide = VoiceGuide.objects.filter(brand=brand).first() or VoiceGuide(brand=brand)
    before = as_data(guide)
    guide.tone, guide.do, guide.dont = _lines(tone), _lines(do), _lines(dont)
    guide.disclosure, guide.signature = _line(disclosure), _line(signature)
    guide.updated_at = timezone.now()
    check(guide)
    guide.save()
    _keep_phrases(guide, phrases)
    data = {"brand_id": brand.pk, "before": before, "after": as_data(guide)}
    event_id = events.record("voice.updated", by=by, brand_id=brand.pk, data=data)
    rules.forget()
    transaction.on_commit(rules.forget)
    return Kept(guide, event_id)


@transaction.atomic
def undo_change(guide: VoiceGuide, event_id: int, *, by: Actor) -> Kept[VoiceGuide]:
    """Set the guide back. Raises ``Conflict`` if it was changed again since."""
    event = Event.objects.filter(
        pk=event_id, kind="voice.updated", data__brand_id=guide.brand_id
    ).first()
    if event is None:
        raise NotFound
    if event.data["after"] != as_data(guide):
        raise Conflict(_("The guide was changed again since."))
    before = dict(event.data["before"])
    phrases = [Banned(**one) for one in before.pop("phrases")]
    return save_guide(guide.brand, by=by, phrases=phrases, **before)


def as_data(guide: VoiceGuide) -> dict[str, Any]:
    """What the log keeps of a guide."""
    phrases = Phrase.objects.filter(guide=guide) if guide.pk else ()
    return {
        "tone": guide.tone,
        "do": guide.do,
        "dont": guide.dont,
        "disclosure": guide.disclosure,
        "signature": guide.signature,
        "phrases": [
            {"words": one.words, "level": one.level, "why": one.why, "better": one.better}
            for one in phrases
        ],
    }


def _keep_phrases(guide: VoiceGuide, phrases: Sequence[Banned]) -> None:
    if len(phrases) > MANY:
        raise Invalid(_("At most %(n)d phrases.") % {"n": MANY}, field="phrases")
    Phrase.objects.filter(guide=guide).delete()
    for one in phrases:
        row = Phrase(
            guide=guide,
            words=_line(one.words),
            level=one.level,
            why=_line(one.why),
            better=_line(one.better),
        )
        try:
            check(row)
        except Invalid as error:
            raise Invalid(f"{row.words}: {error.message}", field="phrases") from error
        row.save()


def _lines(given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in map(_line, given) if one))[:MANY]


def _line(text: str) -> str:
    return " ".join(text.split())
