"""Chainable reads of accounts."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from unsilo.core.errors import NotFound

if TYPE_CHECKING:
    from unsilo.accounts.access import Access
    from unsilo.accounts.models import (  # noqa: F401 - named in quotes
        ApiToken,
        Call,
        Desk,
        Invitation,
        Notice,
        Rota,
        User,
    )


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

    def seeing_brand(self, brand_id: int) -> Self:
        """Who may read what is a brand's: ``Access.sees_brand`` as a query."""
        allowed = Q(role="admin") | Q(all_brands=True) | Q(brands=brand_id)
        return self.filter(pk__in=self.filter(allowed).values("pk"))

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


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: "User") -> Self:
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class RotaQuerySet(models.QuerySet["Rota"]):
    def visible_to(self, access: "Access") -> Self:
        """The whole house's, and those of desks that may be read."""
        return self.filter(Q(desk__isnull=True) | Q(desk__in=access.desks))

    def get_for(self, access: "Access", rota_id: int) -> "Rota":
        rota = self.visible_to(access).select_related("desk").filter(pk=rota_id).first()
        if rota is None:
            raise NotFound
        return rota


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, access: "Access") -> Self:
        """Calls about desks that may be read, and those that went to the user."""
        mine = Q(notices__user=access.user)
        return self.filter(mine | Q(desk__isnull=True) | Q(desk__in=access.desk_ids)).distinct()

    def get_for(self, access: "Access", call_id: int) -> "Call":
        call = self.visible_to(access).select_related("desk", "settled_by").filter(pk=call_id)
        found = call.first()
        if found is None:
            raise NotFound
        return found
