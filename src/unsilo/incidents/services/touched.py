"""Conversations an incident touches: found, answered one by one, skipped."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk
from unsilo.channels import registry
from unsilo.channels.ports import desks_of_conversations
from unsilo.channels.queries import answering_channel
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict
from unsilo.inbox.models import Conversation, DraftKind, Message, State
from unsilo.inbox.ports import Done
from unsilo.inbox.recipients import latest_answerable, suggest
from unsilo.inbox.rights import conversation_to_work, work_desks
from unsilo.inbox.services.replies import Answer, send_answer
from unsilo.incidents.models import Incident, Statement, StatementState, Touched, TouchedState
from unsilo.incidents.services.log import locked, record

MOST = 2_000


@transaction.atomic
def touch(incident: Incident, *, conversation_ids: Iterable[int], why: str, by: Actor) -> list[int]:
    """Add conversations; those that are in already stay as they are. Returns the new ones."""
    wanted = list(dict.fromkeys(conversation_ids))
    if not wanted:
        return []
    incident = locked(incident.pk)
    known = set(incident.touched.values_list("conversation_id", flat=True))
    real = set(Conversation.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    new = [pk for pk in wanted if pk in real and pk not in known]
    if len(known) + len(new) > MOST:
        raise Conflict(_("An incident can touch %(n)d conversations at most.") % {"n": MOST})
    Touched.objects.bulk_create(
        Touched(incident=incident, conversation_id=pk, why=why[:200], added_by=by.label[:200])
        for pk in new
    )
    for desks, told in _by_who_may_know(new):
        record(
            "touched", incident, by=by, only=desks, count=len(told), why=why,
            conversations=told[:100],
        )  # fmt: skip
    return new


def _by_who_may_know(conversation_ids: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Conversations that everybody may hear of (no desks named), and those of restricted desks."""
    held = desks_of_conversations(conversation_ids)
    restricted = set(Desk.objects.filter(is_restricted=True).values_list("pk", flat=True))
    found: dict[tuple[int, ...], list[int]] = {}
    for pk in conversation_ids:
        desks = held.get(pk, [])
        among = tuple(sorted(desks)) if desks and restricted.issuperset(desks) else ()
        found.setdefault(among, []).append(pk)
    return [(list(desks), told) for desks, told in found.items()]


@transaction.atomic
def untouch(touched: Touched, *, by: Actor) -> None:
    """Take a conversation out that has nothing to do with it."""
    if touched.state == TouchedState.ANSWERED:
        raise Conflict(_("This one was answered from here already."))
    pk = touched.conversation_id
    [(desks, told)] = _by_who_may_know([pk])
    record("untouched", touched.incident, by=by, only=desks, conversations=told)
    touched.delete()


@transaction.atomic
def answer(
    touched: Touched,
    *,
    statement_id: int,
    first_line: str,
    access: Access,
    seen_version: int,
    confirmed: bool = False,
) -> Message:
    """Answer one person: a line of their own, then the approved text. A normal reply in all else.

    Raises ``Conflict`` when the text has changed since it was on the screen, or somebody was
    quicker; ``NewerMessages`` and ``DraftStopped`` as any reply does.
    """
    incident = locked(touched.incident_id)
    touched = Touched.objects.select_for_update().get(pk=touched.pk)
    if touched.state != TouchedState.OPEN:
        raise Conflict(_("Somebody was quicker: this one is settled."))
    statement = Statement.objects.get(pk=statement_id, incident=incident)
    if statement.state != StatementState.APPROVED:
        raise Conflict(_("The text changed meanwhile. Read the new one before you send."))
    conversation = conversation_to_work(access, touched.conversation_id)
    message = send_answer(
        conversation.pk,
        _composed(conversation, statement, first_line, seen_version, confirmed),
        user=access.user,
        desks=work_desks(access, conversation),
        by=access.by,
    )
    touched.state, touched.statement, touched.message_id = (
        TouchedState.ANSWERED,
        statement,
        message.pk,
    )
    touched.settled_by, touched.settled_at = access.user, timezone.now()
    touched.save()
    record(
        "answered", incident, by=access.by, conversations=[conversation.pk],
        version=statement.version,
    )  # fmt: skip
    return message


def _composed(
    conversation: Conversation,
    statement: Statement,
    first_line: str,
    seen_version: int,
    confirmed: bool,
) -> Answer:
    answered = latest_answerable(conversation)
    carrier = answering_channel(conversation.channel)
    own = registry.build(carrier).own_addresses() if carrier else frozenset()
    return Answer(
        text=f"{first_line.strip()}\n\n{statement.text}".strip(),
        recipients=suggest(conversation, answered, kind=DraftKind.REPLY, own=own),
        answered_id=answered.pk if answered else None,
        seen_version=seen_version,
        confirmed=confirmed,
        then=State.WAITING,
    )


@transaction.atomic
def skip(touched: Touched, *, remark: str, access: Access) -> Touched:
    """Answer it not from here: it was answered before, or needs words of its own."""
    touched = (
        Touched.objects.select_for_update(of=("self",))
        .select_related("incident")
        .get(pk=touched.pk)
    )
    if touched.state != TouchedState.OPEN:
        raise Conflict(_("Somebody was quicker: this one is settled."))
    touched.state, touched.remark = TouchedState.SKIPPED, " ".join(remark.split())[:200]
    touched.settled_by, touched.settled_at = access.user, timezone.now()
    touched.save()
    record(
        "skipped", touched.incident, by=access.by, conversations=[touched.conversation_id],
        remark=touched.remark,
    )  # fmt: skip
    return touched


@transaction.atomic
def bring_back(touched: Touched, *, by: Actor) -> Touched:
    """To be answered after all: undo of a skip, or once more, from a newer text."""
    touched.state, touched.message_id, touched.statement = TouchedState.OPEN, None, None
    touched.settled_by, touched.settled_at, touched.remark = None, None, ""
    touched.save()
    record("brought_back", touched.incident, by=by, conversations=[touched.conversation_id])
    return touched


def follow_undo(done: Done) -> None:
    """An answer that was taken back in time was none."""
    found = Touched.objects.filter(
        conversation=done.conversation, message_id=done.data.get("message")
    ).select_related("incident")
    for touched in found:
        bring_back(touched, by=done.by)
