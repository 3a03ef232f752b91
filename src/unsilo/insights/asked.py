"""What the address of a page asks for: which days, whose numbers. Damaged wishes become plain ones."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from unsilo.core.request import UnsiloRequest
from unsilo.insights.queries.home import Face, scope_of
from unsilo.insights.queries.lists import Narrowed
from unsilo.insights.queries.numbers import PERIODS, Period, Scope, today
from unsilo.ui.navigation import NavItem


@dataclass(frozen=True, slots=True)
class Asked:
    """``kept`` is what narrows, as an address keeps it; ``desk`` and ``channel`` are chosen ids."""

    period: Period
    days: int
    scope: Scope
    narrowed: Narrowed
    kept: str
    desk: int | None
    channel: int | None
    on: date | None

    def periods(self, path: str) -> list[NavItem]:
        more = f"&{self.kept}" if self.kept else ""
        return [
            NavItem(
                label=_("%(n)s days") % {"n": one},
                url=f"{path}?days={one}{more}",
                current=one == self.days and self.on is None,
            )
            for one in PERIODS
        ]


def asked(request: UnsiloRequest) -> Asked:
    given = request.GET
    days = _number(given.get("days", ""))
    days = days if days in PERIODS else 30
    on = _day(given.get("on", ""))
    period = Period(on, on) if on else Period.until(today(), days)
    access = request.access
    kept: dict[str, str] = {}
    scope = Scope(access)
    if given.get("face") == Face.SUPPORT:
        scope, _more = scope_of(access, Face.SUPPORT)
        kept["face"] = Face.SUPPORT
    desk = _number(given.get("desk", ""))
    if desk in access.desk_ids:
        scope, kept = Scope(access, desk_ids=(desk,)), {"desk": str(desk)}
    else:
        desk = None
    channel = _number(given.get("channel", ""))
    if channel is not None:
        scope = Scope(access, desk_ids=scope.desk_ids, channel_id=channel)
        kept["channel"] = str(channel)
    return Asked(period, days, scope, _narrowed(request), urlencode(kept), desk, channel, on)


def _narrowed(request: UnsiloRequest) -> Narrowed:
    given = request.GET
    user = _number(given.get("user", ""))
    if user is not None and not request.access.is_lead and user != request.user.pk:
        user = None
    only = {"hits": True, "misses": False}.get(given.get("only", ""))
    return Narrowed(hit=only, user_id=user, part=given.get("part", "")[:24])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if abs((found - today()).days) < timedelta(days=20_000).days else None
