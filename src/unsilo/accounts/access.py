"""What one user may see and do, worked out once per request."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef

from unsilo.accounts.models import Brand, Desk, Role, Seat, User
from unsilo.core.actor import Actor
from unsilo.core.errors import Forbidden


@dataclass(frozen=True, eq=False)
class Access:
    """The rights of ``user``, acting as ``by`` (the user or one of the user's tokens).

    ``read_only`` narrows a user further (a token with scope "read").
    """

    user: User
    by: Actor
    read_only: bool = False

    @classmethod
    def of(cls, user: User) -> "Access":
        return cls(user, user.actor)

    @cached_property
    def _desks_and_seats(self) -> list[tuple[Desk, bool]]:
        """The readable desks, each with whether the user has a seat there. A seat lets one read."""
        seats = Seat.objects.filter(desk=OuterRef("pk"), user=self.user)
        found = Desk.objects.visible_to(self.user).annotate(seated=Exists(seats))
        return [(desk, desk.seated) for desk in found]  # type: ignore[attr-defined]  # annotated

    @cached_property
    def readable_desks(self) -> list[Desk]:
        """Desks whose conversations may be read; the archived too, behind the others."""
        found = [desk for desk, _ in self._desks_and_seats]
        return sorted(found, key=lambda desk: desk.archived_at is not None)

    @cached_property
    def desks(self) -> list[Desk]:
        """The live ones of them, in their order: what there is to choose."""
        return [desk for desk in self.readable_desks if desk.archived_at is None]

    @cached_property
    def desk_ids(self) -> list[int]:
        return [desk.pk for desk in self.readable_desks]

    @cached_property
    def seat_ids(self) -> frozenset[int]:
        """Desks on which the user has a seat."""
        return frozenset(desk.pk for desk, seated in self._desks_and_seats if seated)

    @cached_property
    def brand_ids(self) -> list[int] | None:
        """Brands that may be read, None for all."""
        if self.user.all_brands or self.user.role == Role.ADMIN:
            return None
        return list(self.user.brands.values_list("pk", flat=True))

    @cached_property
    def brands(self) -> list[Brand]:
        every = Brand.objects.all()
        return list(every if self.brand_ids is None else every.filter(pk__in=self.brand_ids))

    @property
    def is_admin(self) -> bool:
        return self.user.role == Role.ADMIN and not self.read_only

    @property
    def is_lead(self) -> bool:
        return self.user.role in (Role.ADMIN, Role.LEAD) and not self.read_only

    @property
    def can_write(self) -> bool:
        return self.user.role != Role.VIEWER and not self.read_only

    def can_work(self, desk_ids: list[int]) -> bool:
        """Whether the user may answer and change what stands on any of these desks."""
        if not self.can_write:
            return False
        return self.is_lead or not self.seat_ids.isdisjoint(desk_ids)

    def sees_brand(self, brand_id: int | None) -> bool:
        return self.brand_ids is None or brand_id in self.brand_ids

    def require_admin(self) -> None:
        if not self.is_admin:
            raise Forbidden("Only an admin can do this.")

    def require_lead(self) -> None:
        if not self.is_lead:
            raise Forbidden("Only a lead or an admin can do this.")

    def require_write(self) -> None:
        if not self.can_write:
            raise Forbidden("You can read here, but not change anything.")
