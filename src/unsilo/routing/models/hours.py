"""When somebody is there, and how soon they mean to answer."""

from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, Desk
from unsilo.inbox.models import Priority
from unsilo.routing.hours import DAY_MINUTES, Week


class BusinessHours(models.Model):
    """The hours of a desk, or of a brand for all its desks without hours of their own.

    ``week`` is seven lists of [from, to] in minutes from midnight, Monday first; ``closed`` names
    days, by their ISO date, on which nobody is there.
    """

    desk = models.OneToOneField(
        Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="hours"
    )
    brand = models.OneToOneField(
        Brand, null=True, blank=True, on_delete=models.CASCADE, related_name="hours"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    week = models.JSONField(default=list)
    closed = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "business hours"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(desk__isnull=True, brand__isnull=False)
                | Q(desk__isnull=False, brand__isnull=True),
                name="hours_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.desk or self.brand)

    def as_week(self) -> Week:
        """The same as a value to count with."""
        return Week(
            zone=ZoneInfo(self.time_zone),
            days=tuple(tuple((one[0], one[1]) for one in day) for day in self.week),
            closed=frozenset(date.fromisoformat(day) for day in self.closed),
        )

    @property
    def minutes_a_week(self) -> int:
        return sum(ends - begins for day in self.week for begins, ends in day)


class SlaPolicy(models.Model):
    """How soon a desk gives its first reply. Of several that fit, the most exact one holds.

    ``priority`` and ``public`` narrow it; empty means any.
    """

    desk = models.ForeignKey(
        Desk, on_delete=models.CASCADE, related_name="sla_policies", db_index=False
    )
    priority = models.SmallIntegerField(
        _("priority"), choices=Priority.choices, null=True, blank=True
    )
    public = models.BooleanField(_("public"), null=True, blank=True)
    minutes = models.PositiveIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(60 * DAY_MINUTES)]
    )
    in_business_hours = models.BooleanField(_("in business hours"), default=True)

    class Meta:
        verbose_name = "service level"
        ordering: ClassVar = ["desk", "-priority", "public"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["desk", "priority", "public"],
                name="sla_policy_once",
                nulls_distinct=False,
                violation_error_message=_("There is a service level for exactly this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.desk_id}"
