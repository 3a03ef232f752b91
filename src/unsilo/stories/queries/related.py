"""Which mail a public post is about: found by person, name, words and facts; said by a person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.inbox.models import Conversation, Message
from unsilo.stories.models import Relation
from unsilo.triage.queries.similar import similar_to

NEAR = timedelta(days=60)
ENOUGH, SHOWN, LOOKED_AT = 40, 3, 20
PERSON, NAME, SAME_WORDS, LIKE_WORDS, FACT = 50, 35, 45, 25, 25
# Amounts with a unit, order numbers, versions: what two people seldom say by chance.
_FACT = re.compile(
    r"\b\d[\d.,]*\s?(?:gb|mb|kb|tb|gigabytes?|megabytes?|miles|hours|dollars)\b|\b[A-Z]{2,}-?\d{3,}\b"
    r"|[$€£]\s?\d[\d.,]*|\b\d+\.\d+\.\d+\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A conversation this one may be about, with the reasons."""

    conversation: Conversation
    points: int
    because: tuple[str, ...]

    @property
    def reason(self) -> str:
        return ", ".join(self.because)


@dataclass(frozen=True, slots=True)
class Related:
    conversation: Conversation
    because: str


def related_to(access: Access, conversation: Conversation) -> list[Related]:
    """What somebody said belongs with it."""
    rows = list(_said(conversation).filter(is_related=True))
    others = {_other(row, conversation.pk): row.because for row in rows}
    visible = Conversation.objects.visible_to(access).filter(pk__in=others)
    found = visible.select_related("person", "channel").order_by("created_at")
    return [Related(one, others[one.pk]) for one in found]


def proposals(access: Access, conversation: Conversation) -> list[Proposal]:
    """What may belong with it: of the two, one is public. Best first."""
    points: dict[int, int] = {}
    because: dict[int, list[str]] = {}

    def note(pks: Iterable[int], worth: int, why: str) -> None:
        for pk in set(pks) - {conversation.pk}:
            points[pk] = points.get(pk, 0) + worth
            because.setdefault(pk, []).append(why)

    near = _near(access, conversation)
    note(_ids(near.filter(person=conversation.person_id)), PERSON, _("the same person"))
    name = " ".join(conversation.person.name.split())
    if " " in name:
        same = near.filter(person__name__iexact=name).exclude(person=conversation.person_id)
        note(_ids(same), NAME, _("the same name"))
    for one in similar_to(access, conversation).items:
        worth = SAME_WORDS if one.is_same else LIKE_WORDS
        note([one.row.id], worth, _("nearly the same words") if one.is_same else _("similar words"))
    for fact in facts_of(conversation):
        said = Message.objects.filter(
            search=SearchQuery(fact, search_type="phrase", config="unsilo")
        )
        pks = said.order_by("-id").values_list("conversation_id", flat=True)[:LOOKED_AT]
        note(pks, FACT, _("both say “%(fact)s”") % {"fact": fact})
    known = {_other(row, conversation.pk) for row in _said(conversation)}
    good = [pk for pk, worth in points.items() if worth >= ENOUGH and pk not in known]
    rows = near.filter(pk__in=good).select_related("person", "channel")
    found = [Proposal(one, points[one.pk], tuple(because[one.pk])) for one in rows]
    return sorted(found, key=lambda one: (-one.points, -one.conversation.pk))[:SHOWN]


def facts_of(conversation: Conversation) -> list[str]:
    """The facts that were said in it, the newest first."""
    texts = Message.objects.filter(conversation=conversation, kind="message").order_by("-id")
    found = [
        " ".join(fact.split())
        for text in texts.values_list("reply_text", flat=True)[:8]
        for fact in _FACT.findall(text)
    ]
    return list(dict.fromkeys(fact.casefold() for fact in found))[:3]


def _near(access: Access, conversation: Conversation) -> QuerySet[Conversation]:
    begun = conversation.created_at
    return Conversation.objects.visible_to(access).filter(
        brand=conversation.brand_id,
        is_spam=False,
        public=not conversation.public,
        created_at__range=(begun - NEAR, begun + NEAR),
    )


def _ids(found: QuerySet[Conversation]) -> list[int]:
    return list(found.order_by("-id").values_list("pk", flat=True)[:LOOKED_AT])


def _said(conversation: Conversation) -> QuerySet[Relation]:
    pk = conversation.pk
    return Relation.objects.filter(Q(first=pk) | Q(second=pk))


def _other(row: Relation, pk: int) -> int:
    return row.second_id if row.first_id == pk else row.first_id
