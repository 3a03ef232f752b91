"""Connected accounts and the two ledgers: what came in, what went out."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, Desk, slug_validator
from unsilo.channels.querysets import ArrivalQuerySet, ChannelQuerySet, DeliveryQuerySet


class Channel(models.Model):
    """A connected account. ``kind`` is the connector's key; secrets of its config are sealed."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        FAILING = "failing", _("Failing")

    kind = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.CharField(max_length=80, unique=True, validators=[slug_validator])
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="channels")
    desk = models.ForeignKey(
        Desk,
        on_delete=models.PROTECT,
        related_name="channels",
        verbose_name=_("desk"),
        help_text=_("New conversations are placed here."),
    )
    config = models.JSONField(default=dict, blank=True)
    sealed_secrets = models.BinaryField(default=b"", editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    state_reason = models.CharField(max_length=500, blank=True)
    state_original = models.CharField(max_length=500, blank=True)
    state_at = models.DateTimeField(default=timezone.now)
    cursor = models.JSONField(default=dict, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_try_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_arrival_at = models.DateTimeField(null=True, blank=True)
    lag_seconds = models.FloatField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Blob(models.Model):
    """Bytes kept once, named by what they are (SHA-256); the content is in the blob storage."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.sha256[:12]


class Outcome(models.TextChoices):
    """How an arrival ended. Every arrival ends."""

    PENDING = "pending", _("Waiting")
    IMPORTED = "imported", _("Imported")
    APPENDED = "appended", _("Appended")
    DUPLICATE = "duplicate", _("Duplicate")
    HELD = "held", _("Held for review")
    BOUNCED = "bounced", _("Bounce")
    IGNORED = "ignored", _("Ignored")
    FAILED = "failed", _("Failed")


class Arrival(models.Model):
    """One thing that came in, kept raw before anybody looked inside, and what became of it.

    Once its raw bytes are erased (``meta["erased"]`` says when) the blob is an empty one. If what it
    said is erased too, its key is a tombstone, so that it is known should it come again.
    """

    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="arrivals", db_index=False
    )
    external_key = models.CharField(max_length=400)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", db_index=False)
    content_type = models.CharField(max_length=100, default="message/rfc822")
    size = models.BigIntegerField()
    meta = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    reason = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, null=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    held_for = models.BigIntegerField(null=True, blank=True)
    message_id = models.BigIntegerField(null=True, blank=True)
    conversation_id = models.BigIntegerField(null=True, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_key"], name="arrival_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"], name="arrival_due", condition=Q(outcome="pending")
            ),
            models.Index(fields=["outcome", "-id"], name="arrival_outcome"),
            models.Index(fields=["channel", "-id"], name="arrival_channel"),
            BrinIndex(fields=["received_at"], name="arrival_received", autosummarize=True),
            # What a person sent that became no message, and further copies of what did.
            models.Index(
                Lower("sender"),
                name="arrival_apart",
                condition=Q(message_id__isnull=True) & ~Q(sender=""),
            ),
            models.Index(
                fields=["message_id"],
                name="arrival_copies",
                condition=Q(outcome__in=("duplicate", "bounced")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.external_key}"

    @property
    def is_live(self) -> bool:
        """It has just been written: neither imported nor fetched from the time before the channel."""
        return not self.meta.get("import") and not self.meta.get("backfill")

    @property
    def is_erased(self) -> bool:
        """Its raw bytes are gone."""
        return "erased" in self.meta


class Pause(models.Model):
    """Nothing of a brand that was scheduled for later goes out while its pause holds."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    reason = models.CharField(max_length=300)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand"], name="pause_once", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Delivery(models.Model):
    """One answer on its way out. Complete and frozen; sent at most once per recipient.

    ``payload`` is the ``OutboundMessage`` without its files, which stay blobs. ``sending`` is
    written and committed before the line is opened: a delivery found in that state after a crash
    is uncertain, never simply tried again. One that somebody ``scheduled`` for later waits longer
    while a pause of its brand holds it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        PARTLY = "partly", _("Partly sent")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Not certain")
        CANCELLED = "cancelled", _("Cancelled")

    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    message_id = models.BigIntegerField(unique=True)
    conversation_id = models.BigIntegerField()
    external_id = models.CharField(max_length=400)
    subject = models.CharField(max_length=300, blank=True)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(null=True)
    scheduled = models.BooleanField(default=False)
    held_by = models.ForeignKey(
        Pause, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"], name="delivery_due", condition=Q(state="waiting")
            ),
            models.Index(
                fields=["claimed_at"], name="delivery_claimed", condition=Q(state="sending")
            ),
            models.Index(fields=["state", "-id"], name="delivery_state"),
            models.Index(fields=["channel", "-id"], name="delivery_channel"),
            models.Index(fields=["external_id"], name="delivery_external"),
        ]

    def __str__(self) -> str:
        return self.external_id


class DeliveryRecipient(models.Model):
    """One address of a delivery and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        BOUNCED = "bounced", _("Bounced")
        UNKNOWN = "unknown", _("Not certain")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="recipients")
    address = models.CharField(max_length=320)
    role = models.CharField(max_length=3, choices=[("to", "To"), ("cc", "Cc"), ("bcc", "Bcc")])
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "address"], name="recipient_once")
        ]

    def __str__(self) -> str:
        return self.address


class Upload(models.Model):
    """A file someone put into a draft or form, before it belongs to a message."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    user_id = models.BigIntegerField(null=True)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.filename


class Webhook(models.Model):
    """An address outside that is told of events, signed.

    ``failures`` are those in a row. After some it is broken: only probes are posted, not before
    ``probe_at``, until one is taken.
    """

    url = models.URLField(_("address"), max_length=500)
    kinds = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("events")
    )
    sealed_secret = models.BinaryField(editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    paused_reason = models.CharField(max_length=300, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    broken_at = models.DateTimeField(null=True, editable=False)
    probe_at = models.DateTimeField(null=True, editable=False)
    user_id = models.BigIntegerField()
    cursor = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.url


POST_STATES = [("waiting", _("Waiting")), ("sent", _("Sent")), ("failed", _("Given up"))]


class WebhookPost(models.Model):
    """One event on its way to one webhook, with every try's result."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="posts")
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=POST_STATES, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="post_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"], name="post_due", condition=Q(state="waiting")
            ),
            models.Index(fields=["webhook", "-id"], name="post_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.webhook_id}"
