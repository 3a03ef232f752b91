"""What is done with every message of some kind."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.core.actor import Actor, ActorKind
from unsilo.inbox.models import Conversation, Message
from unsilo.routing.conditions import Actions, Conditions
from unsilo.routing.querysets import RuleQuerySet


class Rule(models.Model):
    """If a message is like this, do that with its conversation. Rules run in the order of position.

    ``note`` says why it is there and what it must not do. ``conditions`` and ``actions`` are those
    of ``routing.conditions``. ``last_turn_id`` is the user to whom it gave a conversation last,
    where it takes turns.
    """

    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("why, and where not"), max_length=500, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(default=False)
    ends = models.BooleanField(_("no further rule"), default=False)
    conditions = models.JSONField(default=dict)
    actions = models.JSONField(default=dict)
    last_turn_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """The rule as the doer of something."""
        return Actor(ActorKind.RULE, self.pk, self.name)

    @property
    def when(self) -> Conditions:
        return Conditions.model_validate(self.conditions)

    @property
    def does(self) -> Actions:
        return Actions.model_validate(self.actions)


class RuleRun(models.Model):
    """That a rule did something because of a message; ``event_ids`` take it back."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="rule_runs", db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="rule_runs"
    )
    at = models.DateTimeField(default=timezone.now)
    event_ids = ArrayField(models.BigIntegerField(), default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "rule"], name="rule_run_once")
        ]
        indexes: ClassVar = [models.Index(fields=["rule", "-id"], name="rule_run_recent")]

    def __str__(self) -> str:
        return f"{self.rule_id} on {self.message_id}"


class DueRule(models.Model):
    """A message that waits for the rules: until it has been read, or that has been given up.

    ``attempts`` counts tries that failed; then ``next_try_at`` lies ahead, and is empty in the end.
    """

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="due_rule", primary_key=True
    )
    arrived_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="due_rule_next",
                condition=Q(next_try_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id}"
