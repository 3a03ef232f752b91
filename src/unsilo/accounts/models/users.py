"""Who works here and where."""

from datetime import tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.querysets import DeskQuerySet, InvitationQuerySet, TokenQuerySet, UserQuerySet
from unsilo.core.actor import Actor, ActorKind

slug_validator = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters, digits and dashes."))


class Role(models.TextChoices):
    """What a user may do; where, is decided by brands and seats."""

    ADMIN = "admin", _("Admin")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")


class Discipline(models.TextChoices):
    """The five trades that share one inbox."""

    SUPPORT = "support", _("Support")
    COMMUNITY = "community", _("Community")
    MARKETING = "marketing", _("Marketing")
    PR = "pr", _("PR")
    PRODUCT = "product", _("Product")


class Brand(models.Model):
    """A name under which the company speaks; channels belong to one."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.CharField(max_length=80, unique=True, validators=[slug_validator])
    website = models.URLField(_("website"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """A group of people of one discipline who look after conversations together.

    A restricted desk is invisible to everyone without a seat on it, admins excepted.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.CharField(max_length=60, unique=True, validators=[slug_validator])
    discipline = models.CharField(_("discipline"), max_length=12, choices=Discipline.choices)
    charter = models.TextField(_("charter"), blank=True, max_length=2000)
    is_restricted = models.BooleanField(_("restricted"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email__iexact=username)
        return user


class User(AbstractBaseUser):
    """A colleague who can log in."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    all_brands = models.BooleanField(_("all brands"), default=True)
    brands = models.ManyToManyField(Brand, blank=True, related_name="+")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=12, default="en")
    signature = models.TextField(_("signature"), blank=True, max_length=2000)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        try:
            ZoneInfo(self.time_zone)
        except (ValueError, ZoneInfoNotFoundError) as error:
            raise ValidationError({"time_zone": _("There is no such time zone.")}) from error

    @property
    def zone(self) -> tzinfo:
        """The user's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def actor(self) -> Actor:
        """This user as the doer of something."""
        return Actor(ActorKind.USER, self.pk, str(self))

    @property
    def is_staff(self) -> bool:
        """Asked by parts of Django; there is no Django admin here."""
        return False

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


class Seat(models.Model):
    """A user's place on a desk: gives the right to work what stands there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="seats")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "desk"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.desk}"


class Invitation(models.Model):
    """A letter that lets one person make a login. The secret is kept as a hash only."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    desks = models.ManyToManyField(Desk, blank=True, related_name="+", verbose_name=_("desks"))
    brands = models.ManyToManyField(Brand, blank=True, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_pending(self) -> bool:
        """Whether the link still works, as far as the time goes."""
        settled = self.accepted_at or self.revoked_at
        return not settled and self.expires_at > timezone.now()


class TokenScope(models.TextChoices):
    READ = "read", _("Read")
    DRAFT = "draft", _("Read, and leave drafts")
    WRITE = "write", _("Read and write")


class ApiToken(models.Model):
    """A key for programs. Acts with its user's rights, at most; kept as a hash only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(
        _("scope"), max_length=10, choices=TokenScope.choices, default=TokenScope.WRITE
    )
    prefix = models.CharField(max_length=12, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["user"], name="token_live", condition=Q(revoked_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.TOKEN, self.pk, f"{self.user} ({self.name})")
