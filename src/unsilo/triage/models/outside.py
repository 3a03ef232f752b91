"""Bigger models elsewhere, for what the small one can't do; off until an admin turns one on."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.inbox.models import Message


class Task(models.TextChoices):
    """What a bigger model may be asked."""

    UNSURE = "unsure", _("Messages of which the model is not sure what they want")
    UNREAD = "unread", _("Messages in languages that the model does not read")


class BiggerModel(models.Model):
    """Where one task is sent, what it may cost in a month, and how long to wait for an answer.

    Prices are for a million tokens, in the currency of the budget.
    """

    task = models.CharField(max_length=6, choices=Task.choices, unique=True)
    is_on = models.BooleanField(_("on"), default=False)
    base_url = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^https?://\S+$", _("Begin with https:// or http://."))],
    )
    sealed_key = models.BinaryField(null=True, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    allow_local = models.BooleanField(_("may be in our own network"), default=False)
    timeout_seconds = models.PositiveSmallIntegerField(
        _("seconds to wait"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    monthly_budget = models.DecimalField(
        _("budget of a month"), max_digits=9, decimal_places=2, default=Decimal(10)
    )
    price_in = models.DecimalField(
        _("price of a million tokens sent"), max_digits=9, decimal_places=3, default=Decimal(0)
    )
    price_out = models.DecimalField(
        _("price of a million tokens answered"), max_digits=9, decimal_places=3, default=Decimal(0)
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_on=False) | (~Q(base_url="") & ~Q(model="")),
                name="bigger_model_complete",
            ),
            models.CheckConstraint(
                condition=Q(monthly_budget__gte=0, price_in__gte=0, price_out__gte=0),
                name="bigger_model_prices",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.model}"


class Inquiry(models.Model):
    """One message that was put to a bigger model: what left the house, and what came back.

    ``sent`` is without personal data, exactly as it went out. ``answer`` maps heads to answers.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        ANSWERED = "answered", _("Answered")
        FAILED = "failed", _("Failed")
        REFUSED = "refused", _("Not sent")

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="inquiries", db_index=False
    )
    task = models.CharField(max_length=6, choices=Task.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=400, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    host = models.CharField(max_length=253, blank=True)
    model = models.CharField(max_length=120, blank=True)
    sent = models.TextField(blank=True)
    answer = models.JSONField(default=dict)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    milliseconds = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "task"], name="inquiry_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="inquiry_due",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["sent_at"], name="inquiry_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.task}"
