"""Coverage: proposed from what listening hears, or entered by hand; confirmed by a person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, User
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.listening.models import Mention
from unsilo.stories import matching
from unsilo.stories.models import (
    Coverage,
    CoverageKind,
    CoverageState,
    Outlet,
    Pitch,
    ReachSource,
    Stage,
    Story,
    Verdict,
)
from unsilo.stories.services import stories
from unsilo.stories.services.log import record, tell
from unsilo.wins.models import Product

OPEN_FOR = timedelta(days=180)  # how long after its last stage articles are still looked for
NOTICE = "coverage"


def look_through(mentions: Sequence[Mention], *, by: Actor = SYSTEM) -> list[Coverage]:
    """Propose those that look like an article about one of our stories."""
    new = [one for one in mentions if one.conversation_id is None]
    known = set(Coverage.objects.filter(mention__in=new).values_list("mention_id", flat=True))
    found = []
    things = list(Product.objects.live().values_list("name", flat=True))
    for brand_id in {one.brand_id for one in new}:
        told = _told(brand_id)
        for mention in new:
            if mention.brand_id == brand_id and mention.pk not in known:
                match = matching.best(
                    url=mention.url,
                    author=mention.author,
                    title=mention.title,
                    text=mention.text,
                    told=told,
                    things=things,
                )
                if match and (made := _propose(mention, match, by=by)):
                    found.append(made)
    return found


def _told(brand_id: int) -> list[matching.Told]:
    since = timezone.now() - OPEN_FOR
    open_ones = Story.objects.live().filter(
        brand=brand_id, stage__in=[Stage.READY, Stage.PITCHED, Stage.OUT], stage_at__gte=since
    )
    rows = Pitch.objects.filter(story__in=open_ones, cancelled_at__isnull=True)
    pitched: dict[int, list[Pitch]] = {}
    for row in rows.select_related("contact__person", "contact__outlet"):
        pitched.setdefault(row.story_id, []).append(row)
    return [
        matching.Told(
            story_id=story.pk,
            title=story.title,
            words=f"{story.breath} {' '.join(story.key_messages)}",
            quote=story.quote,
            domains=[d for p in pitched.get(story.pk, ()) for d in p.contact.outlet.domains],
            journalists=[p.contact.person.name for p in pitched.get(story.pk, ())],
        )
        for story in open_ones
    ]


@transaction.atomic
def _propose(mention: Mention, match: matching.Match, *, by: Actor) -> Coverage | None:
    story = Story.objects.select_related("brand", "conversation", "owner").get(pk=match.story_id)
    if Coverage.objects.filter(brand=story.brand, url=mention.url).exists():
        return None
    made = Coverage(
        brand=story.brand,
        story=story,
        mention=mention,
        state=CoverageState.PROPOSED,
        url=mention.url,
        title=(mention.title or mention.text[:120] or mention.url)[:300],
        author=mention.author,
        text=mention.text,
        published_at=mention.published_at,
        because=", ".join(match.because)[:300],
        confidence=match.points,
        tone=mention.feeling,
    )
    _place(made, story)
    made.save()
    record(
        "coverage.found", by=by, story=story, at=mention.heard_at, coverage=made.pk,
        headline=made.title,
    )  # fmt: skip
    tell(
        [story.owner],
        title=_("Found: %(title)s") % {"title": made.title},
        text=_("It looks like an article about “%(story)s”. Is it?") % {"story": story.title},
        url=reverse("stories:story", args=[story.pk]),
        key=f"{NOTICE}:{made.pk}:found",
        by=by,
    )
    return made


def _place(row: Coverage, story: Story | None) -> None:
    """Fill in what follows from the address: outlet, pitch, reach, messages, links."""
    outlets = Outlet.objects.live()
    row.outlet = row.outlet or next(
        (one for one in outlets if matching.stands_on(row.url, one.domains)), None
    )
    if row.outlet and row.reach is None and row.outlet.reach is not None:
        row.reach, row.reach_on = row.outlet.reach, row.outlet.reach_on
        row.reach_source = row.outlet.reach_source
    row.links = matching.links_in(row.text)[:20]
    if story is None:
        return
    row.pulled = matching.pulled_through(f"{row.title}\n{row.text}", story.key_messages)
    if row.outlet and row.pitch is None:
        pitched = Pitch.objects.filter(
            story=story, contact__outlet=row.outlet, cancelled_at__isnull=True
        ).select_related("contact__person")
        by_name = [p for p in pitched if p.contact.person.name.casefold() in row.author.casefold()]
        row.pitch = next(iter(by_name or pitched), None)


@transaction.atomic
def enter(
    *,
    brand: Brand,
    url: str,
    title: str,
    by: Actor,
    user: User | None = None,
    story: Story | None = None,
    outlet: Outlet | None = None,
    kind: str = CoverageKind.ARTICLE,
    author: str = "",
    text: str = "",
    published_at: datetime | None = None,
    reach: int | None = None,
    reach_source: str = "",
    reach_on: date | None = None,
    tone: str = "",
    at: datetime | None = None,
) -> Coverage:
    """Note something published by its address."""
    now = at or timezone.now()
    row = Coverage(
        brand=brand, story=story, outlet=outlet, kind=kind, url=url, title=" ".join(title.split()),
        author=author, text=text, published_at=published_at or now, found_at=now, reach=reach,
        reach_source=reach_source or (ReachSource.ENTERED if reach is not None else ""),
        reach_on=reach_on, tone=tone, because="by hand", decided_by=user, decided_at=now,
    )  # fmt: skip
    _place(row, story)
    check(row)
    row.save()
    _published(row, by=by, at=at)
    return row


@transaction.atomic
def confirm(row: Coverage, *, user: User, by: Actor, at: datetime | None = None) -> Coverage:
    """It is about this story."""
    row = _locked(row)
    if row.state != CoverageState.PROPOSED:
        raise Conflict(_("This has been decided already."))
    row.state, row.decided_by, row.decided_at = CoverageState.CONFIRMED, user, at or timezone.now()
    if not row.tone and row.mention is not None:  # it has been read since it was found
        row.tone = row.mention.feeling
    row.save(update_fields=["state", "decided_by", "decided_at", "tone"])
    _published(row, by=by, at=at)
    return row


def _published(row: Coverage, *, by: Actor, at: datetime | None) -> None:
    """The story is out, the journalist has written, and whoever flagged it hears of that."""
    story = row.story
    record("coverage.confirmed", by=by, story=story, at=at, coverage=row.pk, headline=row.title,
           outlet=str(row.outlet or ""))  # fmt: skip
    if row.pitch is not None and row.pitch.verdict != Verdict.COVERED:
        row.pitch.verdict = Verdict.COVERED
        row.pitch.save(update_fields=["verdict"])
    if story is None:
        return
    stories.advance(story, Stage.OUT, by=by, at=at)
    flaggers = [one.flagged_by for one in story.flags.select_related("flagged_by")]
    tell(
        dict.fromkeys([*flaggers, story.owner]),
        title=_("Published: %(title)s") % {"title": row.title},
        text=_("Your flag became an article%(where)s: “%(story)s”.")
        % {
            "where": _(" in %(outlet)s") % {"outlet": row.outlet} if row.outlet else "",
            "story": story.title,
        },
        url=reverse("stories:story", args=[story.pk]),
        key=f"{NOTICE}:{row.pk}:out",
        by=by,
    )


@transaction.atomic
def dismiss(row: Coverage, *, user: User, by: Actor) -> Coverage:
    """It is about something else."""
    row = _locked(row)
    row.state, row.decided_by, row.decided_at = CoverageState.DISMISSED, user, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    record("coverage.dismissed", by=by, story=row.story, coverage=row.pk, headline=row.title)
    return row


@transaction.atomic
def undecide(row: Coverage, *, by: Actor) -> Coverage:
    """Back to a proposal, of what was found by a feed."""
    row = _locked(row)
    if row.mention_id is None or row.story_id is None:
        raise Conflict(_("This was entered by hand. Dismiss it instead."))
    row.state, row.decided_by, row.decided_at = CoverageState.PROPOSED, None, None
    row.save(update_fields=["state", "decided_by", "decided_at"])
    record("coverage.reopened", by=by, story=row.story, coverage=row.pk, headline=row.title)
    return row


@transaction.atomic
def describe(
    row: Coverage, *, tone: str, reach: int | None, reach_source: str, pulled: Sequence[str],
    by: Actor,
) -> Coverage:  # fmt: skip
    """Correct what is said of it: tone, reach with its source, messages that came through."""
    row = _locked(row)
    row.tone, row.reach = tone, reach
    if reach is None:
        row.reach_source, row.reach_on = "", None
    else:
        if not reach_source:
            raise Invalid(_("Say where the reach is from."), field="reach_source")
        row.reach_source, row.reach_on = reach_source, timezone.localdate()
    row.pulled = list(pulled)
    check(row)
    row.save()
    record("coverage.described", by=by, story=row.story, coverage=row.pk, headline=row.title)
    return row


def _locked(row: Coverage) -> Coverage:
    rows = Coverage.objects.select_for_update(of=("self",))
    related = rows.select_related("story__conversation", "story__brand", "story__owner", "outlet")
    found: Coverage = related.select_related("pitch", "brand", "mention").get(pk=row.pk)
    return found
