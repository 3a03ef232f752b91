"""What one user may see and do, worked out once per request."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from unsilo.accounts.models import Brand, Desk, Role, Seat, User
from unsilo.core.actor import Actor
from unsilo.core.errors import Forbidden
from unsilo.core.kept import Kept


@cache
def _readable_desks(role: str) -> Kept[Desk]:
    def desks(user_id: int) -> QuerySet[Desk]:
        seats = Seat.objects.filter(desk=OuterRef("pk"), user=user_id)
        brands = User.brands.through.objects.filter(user=user_id).values("brand")
        found = Desk.objects.visible_to(User(pk=user_id, role=role))
        return found.annotate(seated=Exists(seats), brand_pks=ArraySubquery(brands))

    return Kept(desks, int)


@dataclass(frozen=True, eq=False)
class Access:
    """The rights of ``user``, acting as ``by`` (the user or one of the user's tokens).

    ``read_only`` narrows a user further (a token that does not have scope "write").
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
        return [(desk, desk.seated) for desk in self._rows]  # type: ignore[attr-defined]  # annotated

    @cached_property
    def _rows(self) -> list[Desk]:
        """The readable desks; each brings along what else is asked of every request."""
        return _readable_desks(self.user.role).all(self.user.pk)

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
        if not self._rows:
            return list(self.user.brands.values_list("pk", flat=True))
        return sorted(self._rows[0].brand_pks)  # type: ignore[attr-defined]  # annotated

    @cached_property
    def brands(self) -> list[Brand]:
        every = Brand.objects.all()
        return list(every if self.brand_ids is None else every.filter(pk__in=self.brand_ids))

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Equal only where the same may be read by the same user."""
        brands = None if self.brand_ids is None else tuple(self.brand_ids)
        return self.user.pk, self.user.role, self.read_only, tuple(self.desk_ids), brands

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
