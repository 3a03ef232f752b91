"""Whose turn it is: read from rotas, their layers, members and covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from unsilo.accounts.models import Cover, Desk, Rota, RotaLayer, User


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is on call in one layer, and until when; with ``cover`` instead of somebody else."""

    layer: RotaLayer
    user: User | None
    ends_at: datetime
    cover: Cover | None = None
    instead_of: User | None = None


def rota_of(desk: Desk | None) -> Rota | None:
    """The desk's own rota, else the whole house's."""
    rotas = Rota.objects.select_related("desk")
    own = rotas.filter(desk=desk).first() if desk else None
    return own or rotas.filter(desk__isnull=True).first()


def turns_at(rota: Rota, at: datetime) -> list[Turn]:
    """Who is on call, layer by layer. Whoever can no longer log in has no turn."""
    layers = rota.layers.prefetch_related("members__user", "covers__user")
    return [_turn(rota, layer, at) for layer in layers]


def _turn(rota: Rota, layer: RotaLayer, at: datetime) -> Turn:
    people = [one.user for one in layer.members.all() if one.user.is_active]
    number = rota.turn_at(at)
    regular = people[number % len(people)] if people and number >= 0 else None
    ends_at = rota.turn_starts(number + 1)
    cover = _cover(layer.covers.all(), at)
    if cover:
        return Turn(layer, cover.user, min(ends_at, cover.ends_at), cover, regular)
    return Turn(layer, regular, ends_at)


def _cover(covers: Iterable[Cover], at: datetime) -> Cover | None:
    holding = [one for one in covers if one.starts_at <= at < one.ends_at and one.user.is_active]
    return max(holding, key=lambda cover: cover.pk, default=None)
