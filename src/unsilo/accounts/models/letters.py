"""What a row keeps whose letter is to be sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SendState(models.TextChoices):
    NONE = "", _("not sent")
    WAITING = "waiting", _("on its way")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not accepted")


class Posted(models.Model):
    """A row with a letter: whether it was sent, and when it is tried next."""

    state = models.CharField(max_length=7, choices=SendState.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
