"""First pages: the few numbers of a discipline, what is due, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Role, Seat
from unsilo.inbox.models import Conversation, Placement, State
from unsilo.inbox.queries.hiding import HidingView, hidings_page
from unsilo.insights import drawings
from unsilo.insights.models import Briefing
from unsilo.insights.queries.numbers import (
    FORECAST_DAYS,
    Forecast,
    Period,
    Scope,
    Summary,
    counted_at,
    forecast,
    open_by_age,
    summaries,
    today,
)
from unsilo.insights.words import Stat, clear_by, stat, with_one_more
from unsilo.listening.models import Alert, Status
from unsilo.routing.models import Clock
from unsilo.stories.models import Stage, Story
from unsilo.triage.models import ConversationReading
from unsilo.triage.reader.intents import KINDS
from unsilo.ui.charts import Chart, ranked


class Face(StrEnum):
    """Whose first page."""

    SUPPORT = "support"
    COMMUNITY = "community"
    PR = "pr"
    LEAD = "lead"


FACES: dict[Face, str | Promise] = {
    Face.SUPPORT: _("Support"),
    Face.COMMUNITY: _("Community and marketing"),
    Face.PR: _("PR"),
    Face.LEAD: _("All in few numbers"),
}
_FACE_OF = {"support": Face.SUPPORT, "product": Face.SUPPORT, "pr": Face.PR}

STATS: dict[Face, tuple[str, ...]] = {
    Face.SUPPORT: (
        "first_reply", "backlog", "in_time", "promises_kept", "replied", "csat", "defused", "re_asked",
    ),
    Face.COMMUNITY: (
        "buying_answered", "deflection", "canned", "ways_won",
        "revenue_direct", "revenue_assisted", "revenue_influenced", "word_of_mouth",
        "hidden_complaints",
    ),
    Face.PR: (
        "flags", "flags_taken", "coverage", "feeling", "alerts", "first_word",
        "worth_telling", "mentions", "hidden_complaints",
    ),
    Face.LEAD: (
        "first_reply", "backlog", "promises_kept", "buying_answered",
        "ways_won", "revenue_direct", "feeling", "alerts", "hidden_complaints",
    ),
}  # fmt: skip
CHARTS: dict[Face, tuple[str, ...]] = {
    Face.SUPPORT: ("first_reply", "backlog"),
    Face.COMMUNITY: ("buying_answered", "ways_won", "revenue_direct", "deflection"),
    Face.PR: ("feeling", "mentions"),
    Face.LEAD: ("first_reply", "backlog", "feeling", "revenue_direct"),
}
DUE_SHOWN, REASONS_SHOWN, ALERTS_SHOWN = 8, 8, 5
INTENTS = {kind.name: kind.label for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Home:
    face: Face
    days: int
    stats: Sequence[Stat]
    charts: Sequence[Chart]
    forecast: Forecast | None
    one_more: str
    due: Sequence[Clock]
    alerts: Sequence[Alert]
    to_hide: Sequence[HidingView]
    briefing: Briefing | None
    is_empty: bool
    counted_at: datetime | None


def face_for(access: Access) -> Face:
    """What a colleague sees first: the page of their first desk; admins and who has none see all."""
    first = Seat.objects.filter(user=access.user).select_related("desk").order_by("pk").first()
    if access.user.role == Role.ADMIN or first is None:
        return Face.LEAD
    return _FACE_OF.get(first.desk.discipline, Face.COMMUNITY)


def home(access: Access, face: Face, days: int) -> Home:
    period = Period.until(today(), days)
    scope, narrowed = scope_of(access, face)
    keys = list(dict.fromkeys([*STATS[face], *CHARTS[face], "placed", "closed", "replies"]))
    found = summaries(scope, keys, period)
    waits = None
    if "backlog" in STATS[face]:
        waits = forecast(found["backlog"], found["placed"], found["closed"], _colleagues(access))
    charts = [_chart(found[key], waits, narrowed) for key in CHARTS[face]]
    charts += _more_charts(access, face, scope, narrowed)
    return Home(
        face=face,
        days=days,
        stats=[_stat(found[key], days, waits, narrowed) for key in STATS[face]],
        charts=charts,
        forecast=waits,
        one_more=with_one_more(waits) if waits else "",
        due=_due(access, scope) if face in (Face.SUPPORT, Face.LEAD) else (),
        alerts=_alerts(access) if face in (Face.PR, Face.LEAD) else (),
        to_hide=hidings_page(access, asked=True, cursor=None, limit=DUE_SHOWN).items
        if face in (Face.COMMUNITY, Face.LEAD)
        else (),
        briefing=Briefing.objects.visible_to(access).order_by("-monday", "-id").first(),
        is_empty=not Conversation.objects.visible_to(access).exists(),
        counted_at=counted_at(),
    )


def scope_of(access: Access, face: Face) -> tuple[Scope, str]:
    """Support looks at its own desks, the others at all they may read; and the same in addresses."""
    if face is not Face.SUPPORT:
        return Scope(access), ""
    desks = [
        desk.pk for desk in access.readable_desks if _FACE_OF.get(desk.discipline) is Face.SUPPORT
    ]
    return Scope(access, desk_ids=tuple(desks)), "face=support"


def list_url(key: str, days: int, narrowed: str = "") -> str:
    more = f"&{narrowed}" if narrowed else ""
    return f"{reverse('insights:list', args=[key])}?days={days}{more}"


def _stat(summary: Summary, days: int, waits: Forecast | None, narrowed: str) -> Stat:
    note = clear_by(waits) if waits and summary.metric.key == "backlog" else ""
    return stat(summary, list_url(summary.metric.key, days, narrowed), note=note)


def _chart(summary: Summary, waits: Forecast | None, narrowed: str) -> Chart:
    if waits and summary.metric.key == "backlog":
        return drawings.backlog(summary, waits, narrowed=narrowed)
    return drawings.over_time(summary, narrowed=narrowed)


def _more_charts(access: Access, face: Face, scope: Scope, narrowed: str) -> list[Chart]:
    if face is Face.SUPPORT:
        return [_ages(scope), _reasons(access)]
    return [_stages(access), _reasons(access)] if face is Face.PR else []


def _stages(access: Access) -> Chart:
    """Where the stories stand."""
    counted = dict(
        Story.objects.visible_to(access)
        .live()
        .values_list("stage")
        .annotate(n=Count("pk"))
        .order_by()
    )
    board = reverse("stories:board")
    rows = [
        {"name": str(stage.label), "value": counted.get(stage, 0), "url": board} for stage in Stage
    ]
    return ranked(
        key="stages",
        title=_now("Stories by stage"),
        label=_now("%(n)s stories are on the board.") % {"n": sum(counted.values())},
        rows=rows if counted else [],
        name_label=_now("Stage"),
        value_label=_now("stories"),
        definition=_now("Stories that have not been put away, where they stand now."),
    )


def _ages(scope: Scope) -> Chart:
    """How old the backlog is."""
    names = {
        (0, 0): _now("today"),
        (1, 2): _now("1 to 2 days"),
        (3, 6): _now("3 to 6 days"),
        (7, 29): _now("7 to 29 days"),
        (30, None): _now("30 days and more"),
    }
    rows = [
        {"name": names[band], "value": n, "tone": "danger" if band[0] >= 7 and n else ""}
        for band, n in open_by_age(scope, today())
    ]
    old = sum(row["value"] for row in rows[3:])  # type: ignore[misc]  # numbers
    return ranked(
        key="ages",
        title=_now("Backlog by age"),
        label=_now("%(n)s conversations wait for 7 days or longer.") % {"n": old},
        rows=rows if any(row["value"] for row in rows) else [],
        name_label=_now("Waits for"),
        value_label=_now("conversations"),
        definition=_now(
            "Conversations that are not done, by the days since they came to the desk."
        ),
    )


def _reasons(access: Access) -> Chart:
    """What people wanted in the last seven days."""
    since = timezone.now() - timedelta(days=7)
    read = ConversationReading.objects.filter(
        conversation__created_at__gte=since,
        conversation__in=Conversation.objects.visible_to(access),
    )
    counted = (
        read.exclude(intent="")
        .values("intent")
        .annotate(n=Count("pk"))
        .order_by("-n", "intent")[:REASONS_SHOWN]
    )
    rows = [
        {
            "name": str(INTENTS.get(row["intent"], row["intent"])),
            "value": row["n"],
            "tone": "danger" if row["intent"].startswith("complaint") else "",
            "url": f"{reverse('inbox:all')}?only=intent:{row['intent']}",
        }
        for row in counted
    ]
    return ranked(
        key="reasons",
        title=_now("Why they write"),
        sub=_now("conversations begun in the last 7 days"),
        label=_now("Most often: %(name)s.") % {"name": rows[0]["name"]}
        if rows
        else _now("Nothing has been read in the last 7 days."),
        rows=rows,
        name_label=_now("What they want"),
        value_label=_now("conversations"),
        definition=_now("The main intent of each conversation, as it was read or corrected."),
    )


def _due(access: Access, scope: Scope) -> Sequence[Clock]:
    found = Clock.objects.visible_to(access).running()
    if scope.desk_ids is not None:
        found = found.filter(desk__in=scope.desk_ids)
    return list(
        found.select_related("conversation__person", "desk").order_by("due_at", "id")[:DUE_SHOWN]
    )


def _alerts(access: Access) -> Sequence[Alert]:
    found = Alert.objects.visible_to(access).exclude(status=Status.CLOSED).select_related("query")
    return list(found.order_by("-raised_at", "-id")[:ALERTS_SHOWN])


def _colleagues(access: Access) -> int:
    """How many have closed something lately."""
    since = timezone.now() - timedelta(days=FORECAST_DAYS)
    return (
        Placement.objects.visible_to(access)
        .filter(state=State.DONE, done_at__gte=since, owner__isnull=False)
        .values("owner")
        .distinct()
        .count()
    )
