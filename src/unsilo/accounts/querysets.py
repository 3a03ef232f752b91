"""Chainable reads of accounts."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from unsilo.accounts.models import ApiToken, Desk, Invitation, User  # noqa: F401 - named in quotes


class DeskQuerySet(models.QuerySet["Desk"]):
    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def visible_to(self, user: "User") -> Self:
        """Desks whose conversations ``user`` may read."""
        if user.role == "admin":
            return self
        return self.filter(Q(is_restricted=False) | Q(seats__user=user)).distinct()


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def working_on(self, desk: "Desk", *, brand_id: int) -> Self:
        """Who may answer what stands on ``desk`` for a brand: ``Access.can_work`` as a query."""
        seated = Q(seats__desk=desk)
        leads = Q(role="lead") & (seated if desk.is_restricted else Q())
        brands = Q(all_brands=True) | Q(brands=brand_id)
        allowed = Q(role="admin") | (brands & (leads | (Q(role="agent") & seated)))
        return self.filter(pk__in=self.active().filter(allowed).values("pk"))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        return self.filter(
            accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
        )


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self) -> Self:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())).filter(
            revoked_at__isnull=True, user__is_active=True
        )
