"""Desks with their seats, and the brands the company speaks as."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from unsilo.accounts.models import Brand, Desk, Seat, User
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.validation import check


@transaction.atomic
def create_desk(
    *,
    name: str,
    discipline: str,
    by: Actor,
    charter: str = "",
    is_restricted: bool = False,
    members: Iterable[User] = (),
) -> Desk:
    """Open a desk below the others."""
    last = Desk.objects.aggregate(last=Max("position"))["last"]
    desk = Desk(
        name=name.strip(),
        slug=_free_slug(Desk, name),
        discipline=discipline,
        charter=charter.strip(),
        is_restricted=is_restricted,
        position=0 if last is None else last + 1,
    )
    check(desk)
    desk.save()
    Seat.objects.bulk_create(Seat(user=user, desk=desk) for user in members)
    _record("desk.created", desk, by)
    return desk


@transaction.atomic
def update_desk(
    desk: Desk,
    *,
    by: Actor,
    name: str,
    discipline: str,
    charter: str,
    is_restricted: bool,
    members: Iterable[User] | None = None,
) -> Desk:
    """Change a desk. Its slug stays, since addresses and rules name it."""
    desk.name = name.strip()
    desk.discipline = discipline
    desk.charter = charter.strip()
    desk.is_restricted = is_restricted
    check(desk)
    desk.save()
    if members is not None:
        wanted = {user.pk for user in members}
        desk.seats.filter(user__is_active=True).exclude(user_id__in=wanted).delete()
        Seat.objects.bulk_create(
            [Seat(user_id=user_id, desk=desk) for user_id in sorted(wanted)], ignore_conflicts=True
        )
    _record("desk.updated", desk, by)
    return desk


@transaction.atomic
def archive_desk(desk: Desk, *, by: Actor) -> None:
    """Take a desk out of every choice. What stands on it stays readable by search."""
    desk.archived_at = timezone.now()
    desk.save(update_fields=["archived_at"])
    _record("desk.archived", desk, by)


@transaction.atomic
def unarchive_desk(desk: Desk, *, by: Actor) -> None:
    desk.archived_at = None
    desk.save(update_fields=["archived_at"])
    _record("desk.unarchived", desk, by)


@transaction.atomic
def seat(user: User, *, desk: Desk, by: Actor) -> Seat:
    """Give a user a seat on a desk; a second time changes nothing."""
    place, is_new = Seat.objects.get_or_create(user=user, desk=desk)
    if is_new:
        _record("seat.given", desk, by, user_id=user.pk, user=str(user))
    return place


@transaction.atomic
def unseat(user: User, *, desk: Desk, by: Actor) -> None:
    """Take a user's seat on a desk away."""
    gone, _ = Seat.objects.filter(user=user, desk=desk).delete()
    if gone:
        _record("seat.removed", desk, by, user_id=user.pk, user=str(user))


@transaction.atomic
def create_brand(*, name: str, by: Actor, website: str = "") -> Brand:
    brand = Brand(name=name.strip(), slug=_free_slug(Brand, name), website=website.strip())
    check(brand)
    brand.save()
    events.record("brand.created", by=by, brand_id=brand.pk, data={"name": brand.name})
    return brand


@transaction.atomic
def update_brand(brand: Brand, *, by: Actor, name: str, website: str) -> Brand:
    brand.name = name.strip()
    brand.website = website.strip()
    check(brand)
    brand.save()
    events.record("brand.updated", by=by, brand_id=brand.pk, data={"name": brand.name})
    return brand


def _free_slug(model: type[Brand | Desk], name: str) -> str:
    """A slug after the name, numbered when another row has it."""
    base = slugify(name)[:50].strip("-_").replace("_", "-") or model.__name__.lower()
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _record(kind: str, desk: Desk, by: Actor, **data: object) -> None:
    events.record(kind, by=by, desk_ids=[desk.pk], data={"name": desk.name, **data})
