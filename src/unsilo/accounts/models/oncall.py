"""Who is on call when, and the calls that went out to them."""

from datetime import datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models.users import Desk, User
from unsilo.accounts.querysets import CallQuerySet, RotaQuerySet

NINE = time(9, 0)


class Severity(models.IntegerChoices):
    """How bad it is; the more severe, the sooner and the more senior."""

    WATCH = 0, _("0 · watch")
    ISSUE = 1, _("1 · issue")
    ESCALATING = 2, _("2 · escalating")
    SERIOUS = 3, _("3 · serious")
    CRISIS = 4, _("4 · crisis")
    EXISTENTIAL = 5, _("5 · existential")


class Rota(models.Model):
    """Who takes turns at being on call for a desk, or, without one, for the whole house."""

    desk = models.OneToOneField(
        Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="rota"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    starts_on = models.DateField(_("first day of the first turn"))
    hands_over_at = models.TimeField(_("hands over at"), default=NINE)
    turn_days = models.PositiveSmallIntegerField(
        _("days of a turn"), default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    wait_minutes = models.PositiveSmallIntegerField(
        _("minutes before the next person"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RotaQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [F("desk__position").asc(nulls_first=True), "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), name="rota_one_house", condition=Q(desk__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.desk.name if self.desk else str(_("Whole house"))

    def turn_at(self, at: datetime) -> int:
        """The number of the turn that holds at a time; before the first one it is negative."""
        return self._local_day(at) // self.turn_days

    def turn_starts(self, turn: int) -> datetime:
        """When a turn begins, at the same hour of the wall clock, whatever summer time does."""
        day = self.starts_on + timedelta(days=turn * self.turn_days)
        return datetime.combine(day, self.hands_over_at, tzinfo=ZoneInfo(self.time_zone))

    def _local_day(self, at: datetime) -> int:
        local = at.astimezone(ZoneInfo(self.time_zone))
        days = (local.date() - self.starts_on).days
        return days if local.time() >= self.hands_over_at else days - 1


class RotaLayer(models.Model):
    """A line of a rota: the first is called first, the second when the first does not answer."""

    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="layers")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rota", "position"], name="rota_layer_once")
        ]

    def __str__(self) -> str:
        return f"{self.rota} {self.position + 1}"


class RotaMember(models.Model):
    """Somebody who takes turns in a layer, in the order of ``position``."""

    layer = models.ForeignKey(RotaLayer, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["layer", "user"], name="rota_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.layer})"


class Cover(models.Model):
    """Somebody stands in for whoever's turn it is. The one made last holds."""

    layer = models.ForeignKey(RotaLayer, on_delete=models.CASCADE, related_name="covers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cover_ends_after_start",
                violation_error_message=_("It ends before it begins."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["layer", "ends_at"], name="cover_times")]

    def __str__(self) -> str:
        return f"{self.user} ({self.layer})"


class QuietHours(models.Model):
    """When a user is not to be called, unless it is bad enough. In the user's own time zone."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField(_("quiet from"))
    ends = models.TimeField(_("until"))
    unless = models.PositiveSmallIntegerField(
        _("unless the severity is at least"), choices=Severity.choices, default=Severity.SERIOUS
    )

    def __str__(self) -> str:
        return f"{self.user} {self.starts:%H:%M}-{self.ends:%H:%M}"

    def silences(self, severity: int, at: datetime) -> bool:
        """Whether a call of ``severity`` waits for another time, or goes to somebody else."""
        return severity < self.unless and self.hold_at(at)

    def hold_at(self, at: datetime) -> bool:
        local = at.astimezone(self.user.zone).time()
        if self.starts <= self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends


class CallState(models.TextChoices):
    RINGING = "ringing", _("Waits for an answer")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Call(models.Model):
    """unsilo asks the person on call to look at something, then the next, then every lead.

    ``next_at`` is when the next of them is called; it is empty once everybody has been.
    """

    key = models.CharField(max_length=120, unique=True)
    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, max_length=2000)
    url = models.CharField(max_length=500, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    by = models.CharField(max_length=200)
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=CallState.choices, default=CallState.RINGING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="call_due",
                condition=Q(state="ringing", next_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ringing(self) -> bool:
        return self.state == CallState.RINGING


class Outcome(models.TextChoices):
    """What a step of a call did."""

    CALLED = "called", _("called")
    QUIET = "quiet", _("has quiet hours")
    LEADS = "leads", _("every lead called")
    NOBODY = "nobody", _("there is nobody to call")


class CallStep(models.Model):
    """One step of a call: a person called or passed over, or all leads at once."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="steps")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.call}: {self.outcome}"
