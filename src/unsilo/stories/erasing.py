"""What stories hold of a person, for export and erasure.

A consent is proof that we were allowed to do what we did. What was asked, answered and used stays;
the name under it only where something was published, and the law lets us keep the proof
(GDPR 17(3) b and e). Erasure withdraws it: what is out becomes a list of places to take it from.
"""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Notice
from unsilo.people.personal import (
    ERASED,
    NOWHERE,
    Of,
    PersonalData,
    Scope,
    deleted,
    emptied,
    held,
    register_personal_data,
)
from unsilo.stories.models import ANSWERED, Consent, ConsentStep, Takedown
from unsilo.stories.services import consents


def connect() -> None:
    """Register; called once when Django starts."""
    of = Of.CONVERSATION
    register_personal_data(
        PersonalData(
            model="accounts.Notice",
            label=_("notices about consent"),
            of=of,
            rows=_notices,
            erase=emptied(title=NOWHERE, text="", by=""),
        ),
        held(
            "stories.Flag", _("flags"), of,
            erase=emptied(what=NOWHERE, quote="", captured={}, reason_words=""),
            keeps=_("that a colleague flagged it, and what became of that"),
        ),
        held(
            "stories.Story", _("stories"), of,
            erase=emptied(
                title=NOWHERE, breath="", quote="", key_messages=[], put_away_words=""
            ),
            keeps=_("how far it came, and what was published"),
        ),
        held("stories.Evidence", _("evidence for stories"), of, erase=deleted),
        held(
            "stories.Pitch", _("pitches to them"), of,
            erase=emptied(why_again=""), keeps=_("that a story was offered, and what was said"),
        ),
        held(
            "stories.Relation", _("conversations on the same"), of, "first", "second",
            erase=emptied(because=""), keeps=_("that two belong together"),
        ),
        held(
            "stories.ConsentStep", _("signatures under consents"), of, "consent__conversation",
            erase=_unsign, keeps=_("the name under a consent that something was published with"),
        ),
        held(
            "stories.Consent", _("consents"), of,
            erase=_end, keeps=_("what was asked and answered, when, and what was used under it"),
        ),
        held(
            "stories.MediaContact", _("entry among journalists"), Of.PERSON,
            erase=emptied(role="", beats=[], note="", do_not_pitch=True),
            keeps=_("the outlet, for pitches made before"),
        ),
    )  # fmt: skip


def _notices(scope: Scope) -> QuerySet[Notice, Notice]:
    """What colleagues were told of their consents and stories."""
    own = Consent.objects.filter(conversation__in=scope.ids).values_list("story_id", flat=True)
    urls = [reverse("stories:story", args=[pk]) for pk in set(own)]
    return Notice.objects.filter(url__in=urls)


def _end(rows: QuerySet[Consent, Consent]) -> int:
    given = list(rows.filter(state__in=ANSWERED))
    for consent in given:
        consents.withdraw(consent)
    return len(rows)


def _unsign(rows: QuerySet[ConsentStep, ConsentStep]) -> int:
    used = Takedown.objects.filter(consent=OuterRef("consent"))
    by_them = rows.filter(kind__in=("opened", "answered", "changed", "withdrawn"))
    unused = ConsentStep.objects.filter(pk__in=by_them.values("pk")).filter(~Exists(used))
    unused.update(by=str(ERASED))
    return len(rows)
