"""What is known, and what is said: facts, statements, updates of the status page."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, User
from unsilo.incidents.models.incidents import Incident
from unsilo.incidents.querysets import FactLineQuerySet


class Column(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    UNSAYABLE = "unsayable", _("Do not say")


class FactLine(models.Model):
    """One line of the fact sheet: what we know, what we don't yet, what nobody says."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="facts")
    column = models.CharField(max_length=11, choices=Column.choices)
    text = models.CharField(max_length=300)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    is_public = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = FactLineQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(column="unsayable", is_public=True),
                name="fact_line_unsayable_is_not_public",
            )
        ]

    def __str__(self) -> str:
        return self.text


class StatementUse(models.TextChoices):
    HOLDING = "holding", _("Holding statement")
    ANSWER = "answer", _("Answer to people who wrote")


class StatementState(models.TextChoices):
    WAITING = "waiting", _("waits for approval")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("to be changed")
    REPLACED = "replaced", _("replaced")


class Statement(models.Model):
    """One version of words that go out. Another person approves them than who wrote them.

    ``sheet_version`` is that of the facts it was written from.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="statements")
    use = models.CharField(max_length=7, choices=StatementUse.choices)
    version = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000)
    state = models.CharField(
        max_length=8, choices=StatementState.choices, default=StatementState.WAITING
    )
    sheet_version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "use", "version"], name="statement_version_once"
            ),
            models.UniqueConstraint(
                fields=["incident", "use"],
                name="statement_approved_once",
                condition=Q(state="approved"),
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=True)
                | ~Q(state="approved")
                | ~Q(settled_by=models.F("written_by")),
                name="statement_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_use_display()} {self.version}"


class Update(models.Model):
    """What the status page said at a time. It is corrected, never deleted."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="updates")
    text = models.TextField(max_length=3000)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=200)
    correction = models.TextField(blank=True, max_length=3000)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]


class StatusPage(models.Model):
    """A brand's page for everybody: what is going on, or that all is well."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(_("the page can be seen"), default=False)
    all_well = models.CharField(
        _("when nothing is wrong"),
        max_length=300,
        blank=True,
        help_text=_("Empty: “Nothing is wrong that we know of.”"),
    )
    contact = models.CharField(_("contact"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.brand}"
