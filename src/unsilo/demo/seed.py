"""Make the demo company, once. A seed that was interrupted goes on where it stopped."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from unsilo.accounts.models import User
from unsilo.core import events, jobs
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict
from unsilo.core.models import Event
from unsilo.demo import (
    bell,
    company,
    duties,
    founding,
    moments,
    mondays,
    oddities,
    ratings,
    rights,
    rooms,
    sayings,
    shops,
    teaching,
    telling,
    watching,
)
from unsilo.demo.generator import ScriptedConversation, build
from unsilo.demo.playback import RECENT, Player, Step
from unsilo.inbox.services import presence

_PLAYED = "demo.played"
_STEPS_A_COMMIT = 100


@dataclass(frozen=True)
class Progress:
    """How far the seed has come: the moment it counts as "now", steps played, and whether all."""

    now: datetime
    steps: int
    is_finished: bool


def is_seeded() -> bool:
    progress = _progress()
    return progress is not None and progress.is_finished


def seed(now: datetime | None = None) -> None:
    """Fill an empty installation with the demo company; do nothing where it is already."""
    progress = _progress() or _begin((now or timezone.now()).replace(microsecond=0))
    if progress.is_finished:
        return
    with jobs.nobody_woken(), _in_a_hurry():  # at the end, all work is done
        _play(progress)


def _play(progress: Progress) -> None:
    player = Player(founding.assemble(), progress.now)
    scripts = build(progress.now)
    came_of_it = (
        Step(at, run)
        for at, run in (
            *shops.happenings(player, scripts),
            *duties.happenings(player, scripts),
            *rooms.happenings(player),
        )
        if at <= progress.now
    )
    steps = sorted(
        [*player.steps(scripts), *oddities.steps(player), *came_of_it], key=lambda step: step.at
    )
    played = progress.steps
    while played < len(steps):
        some = steps[played : played + _STEPS_A_COMMIT]
        with transaction.atomic():
            player.play(some)
            played += len(some)
            _record(Progress(progress.now, played, is_finished=False))
    with transaction.atomic():
        watching.look_back(player.cast, progress.now)
        duties.settle(player.cast, progress.now)
        rooms.today(progress.now)
        teaching.teach(player.cast, progress.now)
        sayings.say(player.cast, progress.now)
        sayings.hide(player.cast, _hidden(player, scripts), progress.now)
        telling.tell(player)
        rights.ask()
        ratings.rate(progress.now, by=player.cast.users[company.COLLEAGUES_BY_KEY["ines"].email])
        for user in player.cast.users.values():
            presence.mark_all_read(user=user, until=progress.now - RECENT)
        mondays.tell(player.cast, progress.now)
        moments.settle(progress.now)
        bell.settle(progress.now)
        _record(Progress(progress.now, played, is_finished=True))


def _hidden(player: Player, scripts: Sequence[ScriptedConversation]) -> dict[str, int]:
    """Where what the colleagues hid stands."""
    wanted = {key for key, *_rest in sayings.HIDDEN}
    return {one.key: player.conversation_id(one.key) for one in scripts if one.key in wanted}


def logins() -> list[str]:
    """One line for each colleague: address, password, what they do."""
    widest = max(len(colleague.email) for colleague in company.COLLEAGUES)
    return [
        f"{colleague.email:<{widest}}  {company.PASSWORD}  {colleague.name}, {colleague.role}, "
        + ", ".join(company.DESKS_BY_KEY[desk].name for desk in colleague.desks)
        for colleague in company.COLLEAGUES
    ]


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """Do without savepoints, a quarter of all statements, and without the garbage collector.

    Any error ends the seed, so none has to be survived; and what it leaves behind is small.
    """
    features = connection.features
    before = features.uses_savepoints
    features.uses_savepoints = False
    gc.disable()
    try:
        yield
    finally:
        features.uses_savepoints = before
        gc.enable()


@transaction.atomic
def _begin(now: datetime) -> Progress:
    if User.objects.exists():
        raise Conflict(
            "This installation is in use. The demo brings logins that everybody knows, so it needs "
            "a data directory of its own: name a new one with --data-dir."
        )
    founding.found(now)
    progress = Progress(now, 0, is_finished=False)
    _record(progress)
    return progress


def _progress() -> Progress | None:
    event = Event.objects.filter(kind=_PLAYED).order_by("-id").first()
    if event is None:
        return None
    now = parse_datetime(event.data["now"])
    assert now is not None
    return Progress(now, event.data["steps"], event.data["finished"])


def _record(progress: Progress) -> None:
    data = {
        "now": progress.now.isoformat(),
        "steps": progress.steps,
        "finished": progress.is_finished,
    }
    events.record(_PLAYED, by=SYSTEM, data=data)
