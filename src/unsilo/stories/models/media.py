"""Who writes about us, what we offered them, and what appeared."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, User
from unsilo.inbox.models import Conversation, Message
from unsilo.listening.models import Mention
from unsilo.people.models import Person
from unsilo.stories.models.flags import Angle
from unsilo.stories.models.stories import Story
from unsilo.stories.querysets import CoverageQuerySet, DirectoryQuerySet, OfStoriesQuerySet
from unsilo.triage.models import Feeling


class OutletKind(models.TextChoices):
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    TRADE = "trade", _("Trade")
    BROADCAST = "broadcast", _("Radio and TV")
    ONLINE = "online", _("Blog or newsletter")


class ReachSource(models.TextChoices):
    """Where a reach comes from. One that nobody measured says so."""

    ENTERED = "entered", _("entered by hand")
    OUTLET = "outlet", _("as the outlet says")
    MEASURED = "measured", _("measured")


class Outlet(models.Model):
    """A paper, station or site. ``domains`` are those its articles appear on."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=OutletKind.choices)
    domains = ArrayField(models.CharField(max_length=190), default=list, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    reach = models.PositiveIntegerField(_("reach"), null=True, blank=True)
    reach_source = models.CharField(
        _("where that is from"), max_length=8, choices=ReachSource.choices, blank=True
    )
    reach_on = models.DateField(_("as of"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="outlet_name_once"),
            models.CheckConstraint(
                condition=Q(reach__isnull=True) | ~Q(reach_source=""),
                name="outlet_reach_sourced",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MediaContact(models.Model):
    """A journalist: a person with an outlet and a beat."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="media_contact")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(_("role"), max_length=80, blank=True)
    beats = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    do_not_pitch = models.BooleanField(_("wants no pitches"), default=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["outlet", "id"], name="contact_outlet")]

    def __str__(self) -> str:
        return str(self.person)


class Verdict(models.TextChoices):
    """What a journalist said; what the mail itself tells is read from it."""

    OPEN = "", _("No answer yet")
    INTERESTED = "interested", _("Interested")
    EMBARGO = "embargo", _("Embargo agreed")
    DECLINED = "declined", _("Not for them")
    COVERED = "covered", _("Published")


class Pitch(models.Model):
    """A story offered to one journalist, as a mail in a conversation of its own.

    Whether it has gone out and been answered stands in the conversation; ``verdict`` is what we
    make of the answer. ``uses`` are the customer's fields that the words contain.
    """

    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, related_name="pitches", db_index=False
    )
    contact = models.ForeignKey(MediaContact, on_delete=models.PROTECT, related_name="pitches")
    conversation = models.OneToOneField(
        Conversation, null=True, on_delete=models.SET_NULL, related_name="pitch"
    )
    message = models.ForeignKey(
        Message, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    angle = models.CharField(max_length=20, choices=Angle.choices, blank=True)
    uses = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    embargo_at = models.DateTimeField(_("embargo until"), null=True, blank=True)
    why_again = models.CharField(_("why again so soon"), max_length=300, blank=True)
    pitched_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    pitched_at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)

    objects = OfStoriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pitches"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["story", "contact"],
                name="pitch_once",
                condition=Q(cancelled_at__isnull=True),
                violation_error_message=_("This journalist has this story already."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["story", "-id"], name="pitch_story"),
            models.Index(fields=["contact", "-pitched_at"], name="pitch_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.story} to {self.contact}"


class CoverageKind(models.TextChoices):
    ARTICLE = "article", _("Article")
    BROADCAST = "broadcast", _("Broadcast")
    POST = "post", _("Post")
    OURS = "ours", _("Our own page")


class CoverageState(models.TextChoices):
    PROPOSED = "proposed", _("Found, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Not about this")


class Coverage(models.Model):
    """Something published about us. ``because`` says by what it was found; ``pulled`` are the key
    messages of the story that it carries."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="coverage"
    )
    pitch = models.ForeignKey(
        Pitch, null=True, blank=True, on_delete=models.SET_NULL, related_name="coverage"
    )
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.SET_NULL, related_name="coverage"
    )
    mention = models.OneToOneField(
        Mention, null=True, blank=True, on_delete=models.SET_NULL, related_name="coverage"
    )
    state = models.CharField(
        max_length=9, choices=CoverageState.choices, default=CoverageState.CONFIRMED
    )
    kind = models.CharField(
        _("kind"), max_length=9, choices=CoverageKind.choices, default=CoverageKind.ARTICLE
    )
    url = models.URLField(_("address"), max_length=1000)
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(_("author"), max_length=200, blank=True)
    text = models.TextField(_("words"), blank=True, max_length=20_000)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    found_at = models.DateTimeField(default=timezone.now)
    because = models.CharField(max_length=300, blank=True)
    confidence = models.PositiveSmallIntegerField(default=100)
    reach = models.PositiveIntegerField(_("reach"), null=True, blank=True)
    reach_source = models.CharField(
        _("where that is from"), max_length=8, choices=ReachSource.choices, blank=True
    )
    reach_on = models.DateField(_("as of"), null=True, blank=True)
    tone = models.CharField(_("tone"), max_length=8, choices=Feeling.choices, blank=True)
    pulled = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    links = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "coverage"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "url"],
                name="coverage_once",
                violation_error_message=_("This is noted already."),
            ),
            models.CheckConstraint(
                condition=Q(reach__isnull=True) | ~Q(reach_source=""),
                name="coverage_reach_sourced",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(story__isnull=False),
                name="coverage_proposed_for",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-published_at", "-id"], name="coverage_recent"),
        ]

    def __str__(self) -> str:
        return self.title
