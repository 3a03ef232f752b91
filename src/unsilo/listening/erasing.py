"""What listening holds of a person, for export, erasure and retention."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from unsilo.core.tombstones import tombstone
from unsilo.listening.models import Mention, Sighting
from unsilo.people.personal import Of, PersonalData, Scope, held, register_personal_data

_COUNTED = _("that a post was heard, when, where, and how it felt: series count it")


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(
        held(
            "listening.Sighting", _("what series counted"), Of.MESSAGE,
            erase=_anonymous, keeps=_("that a message was counted, and when"),
        ),
        *(
            PersonalData(
                model="listening.Mention",
                label=label,
                of=of,
                rows=rows,
                erase=_empty_mentions,
                keeps=_COUNTED,
            )
            for of, label, rows in (
                (Of.CONVERSATION, _("mentions brought into the inbox"), _brought_in),
                (Of.PERSON, _("mentions by their accounts"), _by_author),
            )
        ),
    )  # fmt: skip


def _brought_in(scope: Scope) -> QuerySet[Mention, Mention]:
    return Mention.objects.filter(conversation__in=scope.ids)


def _by_author(scope: Scope) -> QuerySet[Mention, Mention]:
    """Posts that carry one of their addresses or handles. A name alone could be anybody's."""
    handles = [name for name in scope.names if name.startswith("@")]
    known = {*scope.addresses, *handles, *(name.removeprefix("@") for name in handles)}
    return Mention.objects.alias(by=Lower(F("author"))).filter(by__in=list(known))


def _empty_mentions(rows: QuerySet[Mention, Mention]) -> int:
    found = list(rows)
    _anonymous(Sighting.objects.filter(mention__in=found))
    for mention in found:
        mention.key = tombstone(mention.key)
        mention.title = mention.author = mention.text = mention.url = ""
    Mention.objects.bulk_update(found, ["key", "title", "author", "text", "url"], batch_size=500)
    return len(found)


def _anonymous(rows: QuerySet[Any, Any]) -> int:
    """Writers stay apart, so that one who wrote thirty times still counts as one."""
    ids = list(rows.values_list("pk", flat=True))
    mine = Sighting.objects.filter(pk__in=ids)
    for author in mine.exclude(author__startswith="p").values_list("author", flat=True).distinct():
        mine.filter(author=author).update(author=tombstone(author))
    return len(ids)
