"""Rotas, covers and quiet hours."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unsilo.accounts.models import (
    Cover,
    Desk,
    QuietHours,
    Rota,
    RotaLayer,
    RotaMember,
    User,
)
from unsilo.core import events, locks
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check

LAYERS = 3


@transaction.atomic
def create_rota(
    *,
    desk: Desk | None,
    layers: Sequence[Sequence[User]],
    starts_on: date,
    by: Actor,
    time_zone: str = "UTC",
    hands_over_at: time = time(9),
    turn_days: int = 7,
    wait_minutes: int = 10,
) -> Rota:
    """Have people take turns at being on call. One rota a desk, and one for the whole house."""
    locks.hold(f"rota:{desk.pk if desk else 'house'}")
    if Rota.objects.filter(desk=desk).exists():
        raise Conflict(_("There is a rota for this already."), field="desk")
    rota = Rota(
        desk=desk,
        starts_on=starts_on,
        time_zone=time_zone,
        hands_over_at=hands_over_at,
        turn_days=turn_days,
        wait_minutes=wait_minutes,
    )
    check(rota)
    rota.save()
    _seat(rota, layers)
    _record("rota.created", rota, by)
    return rota


@transaction.atomic
def update_rota(
    rota: Rota,
    *,
    layers: Sequence[Sequence[User]],
    starts_on: date,
    by: Actor,
    time_zone: str,
    hands_over_at: time,
    turn_days: int,
    wait_minutes: int,
) -> Rota:
    """Change who takes turns and when. Covers stay with their layer."""
    rota.starts_on = starts_on
    rota.time_zone = time_zone
    rota.hands_over_at = hands_over_at
    rota.turn_days = turn_days
    rota.wait_minutes = wait_minutes
    check(rota)
    rota.save()
    _seat(rota, layers)
    _record("rota.updated", rota, by)
    return rota


@transaction.atomic
def delete_rota(rota: Rota, *, by: Actor) -> None:
    """End a rota; the whole house's takes its place, if there is one."""
    _record("rota.deleted", rota, by)
    rota.delete()


def snapshot(rota: Rota) -> dict[str, Any]:
    """All that a rota is, as plain values, for ``restore_rota``. Its covers are not part of it."""
    return {
        "desk": rota.desk_id,
        "layers": [
            [member.user_id for member in layer.members.all()]
            for layer in rota.layers.prefetch_related("members")
        ],
        "starts_on": rota.starts_on.isoformat(),
        "time_zone": rota.time_zone,
        "hands_over_at": rota.hands_over_at.isoformat(),
        "turn_days": rota.turn_days,
        "wait_minutes": rota.wait_minutes,
    }


def restore_rota(kept: Mapping[str, Any], *, by: Actor) -> Rota:
    """Make a deleted rota again from its ``snapshot``."""
    people = User.objects.active().in_bulk([pk for layer in kept["layers"] for pk in layer])
    return create_rota(
        desk=Desk.objects.filter(pk=kept["desk"]).first() if kept["desk"] else None,
        layers=[[people[pk] for pk in layer if pk in people] for layer in kept["layers"]],
        starts_on=date.fromisoformat(kept["starts_on"]),
        time_zone=kept["time_zone"],
        hands_over_at=time.fromisoformat(kept["hands_over_at"]),
        turn_days=kept["turn_days"],
        wait_minutes=kept["wait_minutes"],
        by=by,
    )


@transaction.atomic
def cover(
    layer: RotaLayer,
    *,
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    why: str = "",
) -> Cover:
    """Have ``user`` stand in for whoever's turn it is. The cover made last holds."""
    stand_in = Cover(
        layer=layer,
        user=user,
        starts_at=starts_at,
        ends_at=ends_at,
        why=why.strip(),
        made_by=by.label[:200],
    )
    check(stand_in)
    stand_in.save()
    _record("cover.made", layer.rota, by, user=str(user), starts_at=starts_at, ends_at=ends_at)
    return stand_in


@transaction.atomic
def uncover(stand_in: Cover, *, by: Actor) -> None:
    """Take a cover away: the regular turn holds again."""
    _record("cover.removed", stand_in.layer.rota, by, user=str(stand_in.user))
    stand_in.delete()


@transaction.atomic
def set_quiet_hours(
    user: User, *, starts: time | None, ends: time | None, unless: int, by: Actor
) -> QuietHours | None:
    """Keep when a user is not to be called; without times, the user can be called always."""
    if starts is None or ends is None:
        QuietHours.objects.filter(user=user).delete()
        hours = None
    else:
        if starts == ends:
            raise Invalid(_("Quiet hours that begin when they end last no time at all."))
        hours, _new = QuietHours.objects.update_or_create(
            user=user, defaults={"starts": starts, "ends": ends, "unless": unless}
        )
    said = f"{starts:%H:%M}-{ends:%H:%M}" if starts and ends else ""
    data = {"hours": said, "unless": unless, "user_ids": [user.pk]}
    events.record("user.quiet_hours_set", by=by, data=data)
    return hours


def _seat(rota: Rota, layers: Sequence[Sequence[User]]) -> None:
    """Put people into layers. A layer that stays keeps its row, so that its covers do too."""
    filled = [list(dict.fromkeys(people)) for people in layers if people]
    if not filled:
        raise Invalid(_("Name somebody who is on call."), field="first")
    rota.layers.filter(position__gte=len(filled)).delete()
    for position, people in enumerate(filled):
        layer, _new = RotaLayer.objects.get_or_create(rota=rota, position=position)
        layer.members.all().delete()
        RotaMember.objects.bulk_create(
            RotaMember(layer=layer, user=user, position=place) for place, user in enumerate(people)
        )


def _record(kind: str, rota: Rota, by: Actor, **data: object) -> None:
    desk_ids = [rota.desk_id] if rota.desk_id else []
    events.record(kind, by=by, desk_ids=desk_ids, data={"rota": str(rota), **data})
