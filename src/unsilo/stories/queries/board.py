"""The board, the table of all stories, and the list of flags."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.stories.models import (
    Angle,
    Consent,
    ConsentState,
    CoverageState,
    Flag,
    FlagState,
    Stage,
    Story,
    angle_labels,
)

SHOWN = 30  # cards of a stage; the table has all
PAGE = 50
DECIDE_WITHIN = timedelta(days=7)  # five working days
OUT_FOR = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Card:
    """A story as it stands on the board. ``facts`` is the one line that matters at its stage."""

    story: Story
    angles: Sequence[str]
    facts: str
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    stage: Stage
    cards: Sequence[Card]
    count: int

    @property
    def before(self) -> Stage | None:
        at = list(Stage).index(self.stage)
        return list(Stage)[at - 1] if at else None

    @property
    def after(self) -> Stage | None:
        at = list(Stage).index(self.stage)
        return list(Stage)[at + 1] if at + 1 < len(Stage) else None


@dataclass(frozen=True, slots=True)
class FlagCard:
    flag: Flag
    angles: Sequence[str]
    days_left: int


@dataclass(frozen=True, slots=True)
class Board:
    flags: Sequence[FlagCard]
    flag_count: int
    columns: Sequence[Column]
    away: int

    @property
    def in_work(self) -> int:
        return sum(column.count for column in self.columns if column.stage != Stage.OUT)


def board(access: Access, *, angle: str = "") -> Board:
    visible = Story.objects.visible_to(access)
    live = visible.live()
    waiting = Flag.objects.visible_to(access).waiting()
    if angle in Angle.values:
        live, waiting = (
            live.filter(angles__contains=[angle]),
            waiting.filter(angles__contains=[angle]),
        )
    live = live.exclude(stage=Stage.OUT, stage_at__lt=timezone.now() - OUT_FOR)
    counts = dict(live.values_list("stage").annotate(n=Count("id")).values_list("stage", "n"))
    columns = []
    for stage in Stage:
        rows = _with_facts(live.filter(stage=stage)).order_by("-stage_at", "-id")[:SHOWN]
        columns.append(Column(stage, _cards(list(rows)), counts.get(stage.value, 0)))
    flags = waiting.select_related("flagged_by", "conversation__person")
    shown = list(flags.order_by("flagged_at", "id")[:SHOWN])
    return Board(
        flags=[flag_card(one) for one in shown],
        flag_count=waiting.count(),
        columns=columns,
        away=visible.filter(put_away_at__isnull=False).count(),
    )


def flag_card(flag: Flag) -> FlagCard:
    left = (flag.flagged_at + DECIDE_WITHIN - timezone.now()).days
    return FlagCard(flag, angle_labels(flag.angles), left)


def _with_facts(stories: QuerySet[Story]) -> QuerySet[Story]:
    return stories.select_related("owner").annotate(
        proofs=Count("evidence", distinct=True),
        pitched=Count("pitches", filter=Q(pitches__cancelled_at__isnull=True), distinct=True),
        wanted=Count(
            "pitches",
            filter=Q(pitches__verdict__in=["interested", "embargo", "covered"]),
            distinct=True,
        ),
        published=Count(
            "coverage", filter=Q(coverage__state=CoverageState.CONFIRMED), distinct=True
        ),
        found=Count("coverage", filter=Q(coverage__state=CoverageState.PROPOSED), distinct=True),
    )


def _cards(stories: Sequence[Story]) -> list[Card]:
    asked: dict[int, list[Consent]] = {}
    for one in Consent.objects.filter(story__in=stories):
        asked.setdefault(one.story_id, []).append(one)
    return [_card(story, asked.get(story.pk, [])) for story in stories]


def _card(story: Story, consents: Sequence[Consent]) -> Card:
    facts, tone = consent_words(story, consents)
    stands = story.stage
    if story.found:  # type: ignore[attr-defined]
        found: int = story.found  # type: ignore[attr-defined]
        facts = ngettext("%(n)s article to confirm", "%(n)s articles to confirm", found)
        facts, tone = facts % {"n": found}, "warn"
    elif stands == Stage.OUT:
        published: int = story.published  # type: ignore[attr-defined]
        facts = ngettext("%(n)s article", "%(n)s articles", published) % {"n": published}
        tone = "ok"
    elif stands == Stage.PITCHED:
        values = {"n": story.pitched, "wanted": story.wanted}  # type: ignore[attr-defined]
        facts, tone = _("%(n)s pitched, %(wanted)s interested") % values, ""
    elif stands == Stage.CHECKING:
        proofs: int = story.proofs  # type: ignore[attr-defined]
        facts = ngettext("%(n)s piece of evidence", "%(n)s pieces of evidence", proofs)
        facts, tone = facts % {"n": proofs}, ""
    return Card(story, angle_labels(story.angles), facts, tone)


def consent_words(story: Story, consents: Sequence[Consent]) -> tuple[str, str]:
    """How far consent is, in a few words and a tone."""
    if story.told_by_us:
        return _("told by us"), ""
    if not consents:
        return _("not asked yet"), ""
    states = {one.state for one in consents}
    if ConsentState.WITHDRAWN in states:
        return _("consent withdrawn"), "danger"
    if any(one.has_expired for one in consents):
        return _("no answer in time"), "warn"
    if ConsentState.ASKED in states:
        return _("asked"), ""
    if ConsentState.DENIED in states:
        return _("denied"), "danger"
    return (_("granted in part"), "ok") if ConsentState.PARTLY in states else (_("granted"), "ok")


def stories_page(
    access: Access, *, stage: str = "", angle: str = "", q: str = "", away: bool = False,
    cursor: str = "",
) -> Page[Card]:  # fmt: skip
    """All stories, newest first."""
    found = Story.objects.visible_to(access).filter(put_away_at__isnull=not away)
    if stage in Stage.values:
        found = found.filter(stage=stage)
    if angle in Angle.values:
        found = found.filter(angles__contains=[angle])
    if q := q.strip():
        found = found.filter(Q(title__icontains=q) | Q(breath__icontains=q))
    if cursor:
        (last,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last)
    rows = list(_with_facts(found).order_by("-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    return Page(_cards(rows[:PAGE]), encode_cursor(rows[PAGE - 1].pk) if more else None)


def flags_page(
    access: Access, *, state: str = "", mine: bool = False, cursor: str = ""
) -> Page[FlagCard]:
    """Flags, newest first."""
    found = Flag.objects.visible_to(access)
    if state in FlagState.values:
        found = found.filter(state=state)
    if mine:
        found = found.filter(flagged_by=access.user)
    if cursor:
        (last,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last)
    related = found.select_related("flagged_by", "conversation__person", "story", "decided_by")
    rows = list(related.order_by("-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    return Page(
        [flag_card(one) for one in rows[:PAGE]], encode_cursor(rows[PAGE - 1].pk) if more else None
    )
