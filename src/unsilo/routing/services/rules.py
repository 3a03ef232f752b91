"""Rules themselves: written, put in order, switched on and off, put away."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.validation import check
from unsilo.inbox.services.tags import normal_name
from unsilo.routing.conditions import Actions, Conditions
from unsilo.routing.models import Rule


@transaction.atomic
def create_rule(
    *,
    name: str,
    conditions: Conditions,
    actions: Actions,
    by: Actor,
    note: str = "",
    ends: bool = False,
    at: datetime | None = None,
) -> Rule:
    """Write a rule down; it is off until somebody switches it on."""
    last = Rule.objects.aggregate(last=Max("position"))["last"]
    rule = Rule(position=0 if last is None else last + 1, created_at=at or timezone.now())
    _fill(rule, name=name, note=note, ends=ends, conditions=conditions, actions=actions)
    rule.save()
    _record("rule.created", rule, by=by, at=at)
    return rule


@transaction.atomic
def update_rule(
    rule: Rule,
    *,
    name: str,
    conditions: Conditions,
    actions: Actions,
    by: Actor,
    note: str = "",
    ends: bool = False,
) -> Rule:
    """Change a rule. What it did stays done; from now on it does the new thing."""
    before = {"name": rule.name, "conditions": rule.conditions, "actions": rule.actions}
    _fill(rule, name=name, note=note, ends=ends, conditions=conditions, actions=actions)
    rule.changed_at = timezone.now()
    rule.save()
    _record("rule.changed", rule, by=by, before=before)
    return rule


def _fill(
    rule: Rule, *, name: str, note: str, ends: bool, conditions: Conditions, actions: Actions
) -> None:
    if conditions.is_empty:
        raise Invalid(_("Say which messages it is for: this would run on every one."))
    worn = tuple(dict.fromkeys(word for tag in actions.tags if (word := normal_name(tag))))
    actions = actions.model_copy(update={"tags": worn})
    if actions.is_empty:
        raise Invalid(_("Say what it does."))
    rule.name, rule.note, rule.ends = " ".join(name.split()), note.strip(), ends
    rule.conditions = conditions.model_dump(mode="json", exclude_defaults=True)
    rule.actions = actions.model_dump(mode="json", exclude_defaults=True)
    check(rule)


@transaction.atomic
def switch(rule: Rule, *, on: bool, by: Actor, at: datetime | None = None) -> Rule:
    """Messages that come in from now on are its business, or no longer."""
    if rule.is_on != on:
        rule.is_on = on
        rule.save(update_fields=["is_on"])
        _record("rule.switched_on" if on else "rule.switched_off", rule, by=by, at=at)
    return rule


@transaction.atomic
def move(rule: Rule, *, up: bool, by: Actor) -> Rule:
    """One place up or down among those that are not put away."""
    order = list(Rule.objects.live().select_for_update().order_by("position", "id"))
    at = order.index(rule)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return rule
    order[at], order[to] = order[to], order[at]
    for position, one in enumerate(order):
        one.position = position
    Rule.objects.bulk_update(order, ["position"])
    _record("rule.moved", rule, by=by, to=to)
    return rule


@transaction.atomic
def archive(rule: Rule, *, by: Actor) -> Rule:
    """Put a rule away: it runs no more. What it did can still be looked up."""
    rule.archived_at, rule.is_on = timezone.now(), False
    rule.save(update_fields=["archived_at", "is_on"])
    _record("rule.archived", rule, by=by)
    return rule


@transaction.atomic
def restore(rule: Rule, *, by: Actor) -> Rule:
    """Undo of ``archive``; it comes back switched off."""
    rule.archived_at = None
    rule.save(update_fields=["archived_at"])
    _record("rule.restored", rule, by=by)
    return rule


def _record(kind: str, rule: Rule, *, by: Actor, at: datetime | None = None, **data: Any) -> None:
    events.record(kind, by=by, data={"rule": rule.pk, "name": rule.name, **data}, at=at)
