"""What is true about our things."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand
from unsilo.library.querysets import FactQuerySet


class FactStatus(models.TextChoices):
    """Whether it may be said."""

    CONFIRMED = "confirmed", _("confirmed")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    DO_NOT_SAY = "do_not_say", _("do not say")


class Fact(models.Model):
    """One statement, whether it may be said, and how it is known.

    ``about`` are words that somebody uses who speaks of it: names of the thing, the topic. ``value``
    is the number or words in it that must be right; ``wrong`` are what people say instead. A fact
    without a brand holds for all of them.
    """

    brand = models.ForeignKey(
        Brand,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("brand"),
    )
    statement = models.CharField(_("statement"), max_length=500)
    about = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    value = models.CharField(_("what must be right"), max_length=80, blank=True)
    wrong = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=13, choices=FactStatus.choices, default=FactStatus.NOT_CONFIRMED
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("statement"),
                "brand",
                name="fact_once",
                nulls_distinct=False,
                violation_error_message=_("This is noted already."),
            ),
        ]
        indexes: ClassVar = [models.Index(Lower("statement"), "id", name="fact_by_statement")]

    def __str__(self) -> str:
        return self.statement

    @property
    def is_over(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()
