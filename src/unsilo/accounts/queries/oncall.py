"""Rotas as the pages show them, and calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from unsilo.accounts.access import Access
from unsilo.accounts.models import Call, CallStep, Cover, Rota, RotaLayer, User
from unsilo.accounts.turns import Turn, turns_at
from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page, decode_cursor, encode_cursor

PAGE = 30
AHEAD = 6


@dataclass(frozen=True, slots=True)
class RotaRow:
    """A rota and who is on call now, layer by layer."""

    rota: Rota
    turns: Sequence[Turn]


def rota_rows(access: Access, now: datetime) -> list[RotaRow]:
    rotas = Rota.objects.visible_to(access).select_related("desk")
    return [RotaRow(rota, turns_at(rota, now)) for rota in rotas]


@dataclass(frozen=True, slots=True)
class Week:
    """A turn to come: who is on call when it begins, layer by layer."""

    starts_at: datetime
    ends_at: datetime
    turns: Sequence[Turn]
    is_now: bool


def weeks_ahead(rota: Rota, now: datetime, count: int = AHEAD) -> list[Week]:
    """The turn that holds and those after it, as they stand now."""
    number = rota.turn_at(now)
    weeks = []
    for turn in range(number, number + count):
        starts_at, ends_at = rota.turn_starts(turn), rota.turn_starts(turn + 1)
        at = now if turn == number else starts_at
        weeks.append(Week(starts_at, ends_at, turns_at(rota, at), turn == number))
    return weeks


def covers_of(rota: Rota, now: datetime) -> list[Cover]:
    """Covers that hold or will."""
    found = Cover.objects.filter(layer__rota=rota, ends_at__gt=now)
    return list(found.select_related("user", "layer"))


def cover_for(rota: Rota, cover_id: int) -> Cover:
    found = Cover.objects.filter(layer__rota=rota, pk=cover_id)
    cover = found.select_related("user", "layer__rota__desk").first()
    if cover is None:
        raise NotFound
    return cover


def people_of(layer: RotaLayer) -> list[User]:
    return [member.user for member in layer.members.select_related("user")]


def calls_page(access: Access, *, cursor: str = "") -> Page[Call]:
    """Calls the user may know of, newest first, with their steps."""
    steps = Prefetch("steps", CallStep.objects.select_related("user"))
    found = Call.objects.visible_to(access).select_related("desk", "settled_by")
    if cursor:
        (last_id,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last_id)
    rows = list(found.prefetch_related(steps).order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return Page(rows, encode_cursor(rows[-1].pk) if more else None)


def is_called(call: Call, user: User) -> bool:
    return call.notices.filter(user=user).exists()


def may_answer(call: Call, access: Access) -> bool:
    """Whoever was called, and every lead."""
    return access.can_write and (access.is_lead or is_called(call, access.user))
