"""Rules at work: once for each message, after it has been read.

A message leaves the queue in the transaction in which its rules did what they do, so that whoever is
killed over it leaves it due, and nothing is done twice.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.accounts.services.notices import notify
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, NotFound, UnsiloError
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Conversation, Placement, Priority
from unsilo.inbox.services import placements, tags, undoing
from unsilo.inbox.services.changes import desk_ids_of
from unsilo.routing.conditions import AssignTo, Facts, matches
from unsilo.routing.models import DueRule, Rule, RuleRun
from unsilo.routing.queries.facts import facts_for
from unsilo.routing.services import due

logger = logging.getLogger(__name__)

BATCH = 20
# Waits between tries; then the message is left to people, with the reason.
BACKOFF = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=20))


@transaction.atomic
def run_due(limit: int = BATCH) -> int:
    """Run the rules over the next messages. Returns how many there were."""
    ids = due.claim(limit)
    if not ids:
        return 0
    rules = list(Rule.objects.on())
    failed = {one.message_id for one in facts_for(ids) if not _run_safely(rules, one)}
    DueRule.objects.filter(message_id__in=set(ids) - failed).delete()
    return len(ids)


def _run_safely(rules: Sequence[Rule], facts: Facts) -> bool:
    """False when it has to be tried again; one bad message never stops the next."""
    try:
        with transaction.atomic():
            run_rules(rules, facts)
    except Exception as error:
        logger.exception("rules failed on message %s", facts.message_id)
        waiting = DueRule.objects.get(pk=facts.message_id)
        later = BACKOFF[waiting.attempts] if waiting.attempts < len(BACKOFF) else None
        DueRule.objects.filter(pk=waiting.pk).update(
            attempts=F("attempts") + 1,
            next_try_at=timezone.now() + later if later else None,
            reason=f"{type(error).__name__}: {error}"[:400],
        )
        return False
    return True


def run_rules(rules: Sequence[Rule], facts: Facts, *, at: datetime | None = None) -> list[RuleRun]:
    """Run those of the rules that match, in their order, until one ends it."""
    runs = []
    for rule in rules:
        if not matches(rule.when, facts):
            continue
        if not RuleRun.objects.filter(rule=rule, message=facts.message_id).exists():
            runs.append(_Doing(rule, facts, at=at).do())
        if rule.ends:
            break
    return runs


class _Doing:
    """One rule over one message: what it did, to be taken back, and what could not be done."""

    def __init__(self, rule: Rule, facts: Facts, *, at: datetime | None) -> None:
        self.rule, self.facts, self.at = rule, facts, at
        self.pk = facts.conversation_id
        self.by = rule.actor
        self.events: list[int] = []
        self.skipped: list[str] = []

    def do(self) -> RuleRun:
        actions = self.rule.does
        for desk in Desk.objects.filter(pk__in=actions.place).order_by("position", "name"):
            self._try(partial(self._place, desk))
        if actions.assign is not None:
            self._try(partial(self._assign, actions.assign))
        if actions.priority is not None:
            self._prioritise(Priority(actions.priority))
        for name in actions.tags:
            self._try(partial(tags.tag, self.pk, name=name, by=self.by, at=self.at))
        run = RuleRun.objects.create(
            rule=self.rule,
            message_id=self.facts.message_id,
            conversation_id=self.pk,
            at=self.at or timezone.now(),
            event_ids=self.events,
        )
        conversation = Conversation.objects.get(pk=self.pk)
        self._record(run, conversation)
        if actions.notify:
            self._notify(actions.notify, conversation)
        return run

    def _try(self, verb: Callable[[], int | None]) -> None:
        """A desk that was archived or a colleague who left stops nothing else."""
        try:
            with transaction.atomic():
                event_id = verb()
        except UnsiloError as error:
            self.skipped.append(error.message)
            return
        if event_id is not None:
            self.events.append(event_id)

    def _place(self, desk: Desk) -> int | None:
        if desk.archived_at is not None:
            raise Conflict(f"{desk} is archived.")
        return placements.place(self.pk, desk=desk, by=self.by, at=self.at).event_id

    def _assign(self, wanted: AssignTo) -> int | None:
        """Never from a colleague who owns it already."""
        desk = Desk.objects.live().filter(pk=wanted.desk).first()
        if desk is None:
            raise NotFound("The desk to assign on is gone.")
        if (placed := self._place(desk)) is not None:
            self.events.append(placed)
        if Placement.objects.filter(conversation=self.pk, desk=desk, owner__isnull=False).exists():
            return None
        owner = self._named(wanted.user) if wanted.user else self._next_in_turn(desk)
        if owner is None:
            raise NotFound(f"Nobody sits on {desk}.")
        return placements.assign(self.pk, desk=desk, owner=owner, by=self.by, at=self.at).event_id

    def _named(self, user_id: int) -> User | None:
        found: User | None = User.objects.active().filter(pk=user_id).first()
        return found

    def _next_in_turn(self, desk: Desk) -> User | None:
        """Who sits there takes turns, in the order of their ids."""
        brand_id = Conversation.objects.values_list("brand_id", flat=True).get(pk=self.pk)
        rule = Rule.objects.select_for_update().get(pk=self.rule.pk)
        able = User.objects.working_on(desk, brand_id=brand_id).filter(seats__desk=desk)
        seated = list(able.distinct().order_by("pk"))
        last = rule.last_turn_id or 0
        found: User | None = next((one for one in seated if one.pk > last), None) or next(
            iter(seated), None
        )
        if found is not None:
            Rule.objects.filter(pk=rule.pk).update(last_turn_id=found.pk)
        return found

    def _prioritise(self, priority: Priority) -> None:
        """Where nobody has said how urgent it is."""
        held = Placement.objects.filter(conversation=self.pk, priority=Priority.NORMAL)
        for placement in held.select_related("desk"):
            self._try(partial(self._set_priority, placement.desk, priority))

    def _set_priority(self, desk: Desk, priority: Priority) -> int | None:
        return placements.set_priority(
            self.pk, desk=desk, priority=priority, by=self.by, at=self.at
        ).event_id

    def _record(self, run: RuleRun, conversation: Conversation) -> None:
        events.record(
            "rule.ran",
            by=self.by,
            conversation_id=conversation.pk,
            message_id=self.facts.message_id,
            person_id=conversation.person_id,
            brand_id=conversation.brand_id,
            desk_ids=desk_ids_of(conversation),
            data={
                "rule": self.rule.pk,
                "name": self.rule.name,
                "run": run.pk,
                "events": self.events,
                "skipped": self.skipped,
            },
            at=self.at,
        )

    def _notify(self, user_ids: Sequence[int], conversation: Conversation) -> None:
        """Those of the named who may read the conversation."""
        held = set(desk_ids_of(conversation))
        named = User.objects.active().filter(pk__in=user_ids)
        readers = named.seeing_brand(conversation.brand_id)
        told = [user for user in readers if not held.isdisjoint(Access.of(user).desk_ids)]
        notify(
            told,
            title=_("Rule: %(name)s") % {"name": self.rule.name},
            text=str(conversation),
            url=reverse("inbox:conversation", args=[conversation.pk]),
            key=f"rule:{self.rule.pk}:{self.facts.message_id}",
            by=self.by,
        )


@transaction.atomic
def undo_run(run: RuleRun, *, access: Access) -> int:
    """Take back what a rule did here, as far as nobody changed it since. Returns how much of it.

    Raises ``NothingToUndo`` when none of it stands as the rule left it.
    """
    held = RuleRun.objects.select_for_update().get(pk=run.pk)
    if held.undone_at is not None:
        raise NothingToUndo
    undone = 0
    for event_id in reversed(held.event_ids):
        try:
            with transaction.atomic():
                undoing.undo(event_id, access=access)
        except Conflict:
            continue
        undone += 1
    if held.event_ids and not undone:
        raise NothingToUndo
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at"])
    _record_undone(held, by=access.by)
    return undone


def _record_undone(run: RuleRun, *, by: Actor) -> None:
    conversation = run.conversation
    events.record(
        "rule.undone",
        by=by,
        conversation_id=conversation.pk,
        message_id=run.message_id,
        person_id=conversation.person_id,
        brand_id=conversation.brand_id,
        desk_ids=desk_ids_of(conversation),
        data={"rule": run.rule_id, "name": run.rule.name, "run": run.pk},
    )
