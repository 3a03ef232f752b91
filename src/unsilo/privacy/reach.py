"""Which conversations and messages are a person's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from unsilo.accounts.access import Access
from unsilo.inbox.models import Conversation, Message, Participant
from unsilo.people.models import Person
from unsilo.people.personal import Of, Scope, scope_of
from unsilo.people.queries import person_for
from unsilo.privacy.errors import NotAll


@dataclass(frozen=True, slots=True)
class Reach:
    """All that is theirs: whole conversations, and messages in those of others."""

    person: Scope
    conversations: Sequence[int]
    elsewhere: Sequence[int]  # conversations of others in which they wrote

    @property
    def messages(self) -> QuerySet[Message, Message]:
        theirs = Q(conversation__in=self.elsewhere, person__in=self.person.ids)
        return Message.objects.filter(Q(conversation__in=self.conversations) | theirs)

    def scope(self, of: Of) -> Scope:
        if of is Of.PERSON:
            return self.person
        if of is Of.CONVERSATION:
            return Scope(self.conversations)
        return Scope(self.messages.values("pk"))


def reach_of(person: Person) -> Reach:
    scope = scope_of(person)
    own = Conversation.objects.filter(person__in=scope.ids).order_by("pk")
    took_part = Participant.objects.filter(address__in=list(scope.addresses))
    others = took_part.exclude(conversation__person__in=scope.ids)
    written = Message.objects.filter(
        conversation__in=others.values("conversation"), person__in=scope.ids
    )
    elsewhere = written.order_by("conversation_id").values_list("conversation_id", flat=True)
    return Reach(scope, list(own.values_list("pk", flat=True)), list(elsewhere.distinct()))


def person_to_act_on(access: Access, person_id: int) -> Person:
    """A person for those who may export or erase them: leads who may read all there is.

    Raises ``NotFound``, ``Forbidden`` or ``NotAll``.
    """
    person = person_for(person_id)
    access.require_lead()
    if not access.user.role == "admin" and not _reads_all(access, reach_of(person)):
        raise NotAll
    return person


def _reads_all(access: Access, reach: Reach) -> bool:
    every: list[Any] = [*reach.conversations, *reach.elsewhere]
    visible = Conversation.objects.visible_to(access).filter(pk__in=every)
    return visible.count() == len(every)
