"""One story with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.channels.models import Delivery
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation
from unsilo.people.timeline import Entry, described_kinds, entries
from unsilo.stories import gate
from unsilo.stories.models import (
    Angle,
    Consent,
    Coverage,
    CoverageState,
    Evidence,
    Field,
    Flag,
    Grant,
    Pitch,
    Story,
    Takedown,
    Use,
    Verdict,
)
from unsilo.stories.queries.board import consent_words
from unsilo.stories.queries.chain import Chain, chain_of

OURS = ("flag.", "story.", "consent.", "coverage.")
ASKED_FOR = {
    Angle.HUMAN_INTEREST: ("person", "quote", "consent"),
    Angle.INDUSTRY_TREND: ("three", "number"),
    Angle.INNOVATION: ("number", "conversation"),
    Angle.COMMUNITY_IMPACT: ("person", "page"),
    Angle.TRANSFORMATION: ("number", "conversation"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of evidence that an angle asks for."""

    words: str
    there: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    label: str
    cells: Sequence[bool | str | None]


@dataclass(frozen=True, slots=True)
class ConsentView:
    consent: Consent
    rows: Sequence[MatrixRow]
    uses: Sequence[str]
    tone: str
    state: str


@dataclass(frozen=True, slots=True)
class PitchRow:
    """``state`` and ``tone`` come from the mail itself, and from what we made of the answer."""

    pitch: Pitch
    state: str
    tone: str
    can_cancel: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryView:
    story: Story
    chain: Chain
    angles: Sequence[str]
    evidence: Sequence[Evidence]
    wanted: Sequence[Wanted]
    consents: Sequence[ConsentView]
    consent_state: str
    consent_tone: str
    pitches: Sequence[PitchRow]
    coverage: Sequence[Coverage]
    found: Sequence[Coverage]
    takedowns: Sequence[Takedown]
    flags: Sequence[Flag]
    timeline: Sequence[Entry]
    missing_for_press: Sequence[str]

    @property
    def wanted_there(self) -> int:
        return sum(one.there for one in self.wanted)


def story_view(access: Access, story: Story) -> StoryView:
    evidence = list(
        story.evidence.select_related("conversation__person", "message", "attachment", "added_by")
    )
    consents = list(
        story.consents.select_related("person", "asked_by").prefetch_related("grants", "steps")
    )
    state, tone = consent_words(story, consents)
    covered = Coverage.objects.filter(story=story).select_related(
        "outlet", "pitch__contact__person"
    )
    coverage = list(covered.order_by("-published_at", "-id"))
    fields = [one.value for one in (Field.WORDS,) if story.quote]
    return StoryView(
        story=story,
        chain=chain_of(access, story),
        angles=[str(Angle(one).label) for one in story.angles],
        evidence=_readable(access, evidence),
        wanted=_wanted(story, evidence, consents),
        consents=[_consent_view(story, one) for one in consents],
        consent_state=state,
        consent_tone=tone,
        pitches=pitch_rows(story),
        coverage=[one for one in coverage if one.state == CoverageState.CONFIRMED],
        found=[one for one in coverage if one.state == CoverageState.PROPOSED],
        takedowns=list(
            Takedown.objects.filter(consent__story=story).select_related(
                "coverage", "pitch__contact__person", "done_by"
            )
        ),
        flags=list(story.flags.select_related("flagged_by")),
        timeline=_timeline(story),
        missing_for_press=gate.missing_fields(story, fields=fields, use=Use.PRESS),
    )


def _readable(access: Access, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Without what stands in conversations that the reader may not read."""
    held = [one.conversation_id for one in evidence if one.conversation_id]
    visible = Conversation.objects.visible_to(access).filter(pk__in=held)
    readable = {None, *visible.values_list("pk", flat=True)}
    return [one for one in evidence if one.conversation_id in readable]


def _wanted(
    story: Story, evidence: Sequence[Evidence], consents: Sequence[Consent]
) -> list[Wanted]:
    """What the angles of the story ask for, and whether it is there."""
    conversations = {one.conversation_id for one in evidence if one.conversation_id}
    there = {
        "person": (_("a person with a name"), story.conversation_id is not None),
        "quote": (_("their own words"), bool(story.quote)),
        "consent": (_("their yes"), any(one.state in ("granted", "partly") for one in consents)),
        "three": (_("three conversations alike"), len(conversations) >= 3),
        "number": (
            _("a number, before and after"),
            any(any(sign.isdigit() for sign in one.proves) for one in evidence),
        ),
        "conversation": (_("where it happened"), bool(conversations)),
        "page": (_("somebody else who says so"), any(one.url for one in evidence)),
    }
    asked = dict.fromkeys(
        key for angle in story.angles if angle in ASKED_FOR for key in ASKED_FOR[Angle(angle)]
    )
    return [Wanted(*there[key]) for key in asked]


def _consent_view(story: Story, consent: Consent) -> ConsentView:
    uses = list(Use)
    cells: dict[tuple[str, str], Grant] = {
        (one.field, one.use): one for one in consent.grants.all()
    }
    rows = [
        MatrixRow(
            str(field.label),
            [cells[field, use].allowed if (field, use) in cells else "-" for use in uses],
        )
        for field in Field
        if any((field, use) in cells for use in uses)
    ]
    words, tone = consent_words(story, [consent])
    return ConsentView(consent, rows, [str(use.label) for use in uses], tone, words)


def pitch_rows(story: Story) -> list[PitchRow]:
    rows = list(
        Pitch.objects.filter(story=story)
        .select_related("contact__person", "contact__outlet", "conversation", "pitched_by")
        .order_by("-pitched_at", "-id")
    )
    sent = {
        one.message_id: one
        for one in Delivery.objects.filter(message_id__in=[row.message_id for row in rows])
    }
    return [_pitch_row(row, sent.get(row.message_id or 0)) for row in rows]


def _pitch_row(row: Pitch, delivery: Delivery | None) -> PitchRow:
    state, tone, waits = _pitch_state(row, delivery)
    at = (delivery.sent_at if delivery else None) or row.pitched_at
    return PitchRow(row, state, tone, waits, at)


def _pitch_state(row: Pitch, delivery: Delivery | None) -> tuple[str, str, bool]:
    if row.cancelled_at is not None:
        return row.cancelled_because or _("taken back"), "", False
    waits = (
        delivery is not None
        and delivery.state == Delivery.State.WAITING
        and delivery.claimed_at is None
    )
    if row.verdict:
        tone = "bad" if row.verdict == Verdict.DECLINED else "good"
        return str(row.get_verdict_display()), tone, waits
    if waits:
        return _("waits in the outbox"), "waiting", True
    if delivery is not None and delivery.state in (Delivery.State.FAILED, Delivery.State.PARTLY):
        return _("did not arrive"), "bad", False
    talk = row.conversation
    if talk is not None and talk.last_inbound_at is not None:
        return _("answered"), "good", False
    return _("sent, no answer yet"), "waiting", False


def _timeline(story: Story) -> list[Entry]:
    kinds = [kind for kind in described_kinds() if kind.startswith(OURS)]
    ours = Q(data__story=story.pk)
    if story.conversation_id:
        here = Event.objects.filter(conversation_id=story.conversation_id, kind__in=kinds)
        found = here.filter(ours | Q(kind="flag.raised"))
    else:
        found = Event.objects.filter(ours, kind__in=kinds)
    return entries(found.order_by("-id")[:20])
