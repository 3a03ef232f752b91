"""The nouns of routing."""

from unsilo.routing.models.clocks import Clock, ClockKind, Outcome
from unsilo.routing.models.handoffs import HandOff, HandOffState
from unsilo.routing.models.hours import BusinessHours, SlaPolicy
from unsilo.routing.models.promises import Promise, PromiseState
from unsilo.routing.models.rules import DueRule, Rule, RuleRun

__all__ = [
    "BusinessHours",
    "Clock",
    "ClockKind",
    "DueRule",
    "HandOff",
    "HandOffState",
    "Outcome",
    "Promise",
    "PromiseState",
    "Rule",
    "RuleRun",
    "SlaPolicy",
]
