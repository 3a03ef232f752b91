"""Stories: made, moved from stage to stage, proved, put away and brought back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, Desk, User
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.inbox.models import Attachment, Conversation, Message
from unsilo.stories import gate
from unsilo.stories.models import (
    Credit,
    Evidence,
    EvidenceKind,
    Metric,
    Reason,
    Scored,
    Stage,
    Story,
    Use,
)
from unsilo.stories.services.log import record

MESSAGES = 6  # key messages at most: more can't be pulled through


@transaction.atomic
def create_story(
    *,
    brand: Brand,
    title: str,
    by: Actor,
    conversation: Conversation | None = None,
    breath: str = "",
    quote: str = "",
    quoted: Message | None = None,
    angles: Sequence[str] = (),
    key_messages: Sequence[str] = (),
    points: Mapping[str, int] | None = None,
    is_sensitive: bool = False,
    told_by_us: bool = False,
    owner: User | None = None,
    at: datetime | None = None,
) -> Story:
    """Begin a story. The conversation it came from is its first evidence."""
    now = at or timezone.now()
    story = Story(
        brand=brand,
        conversation=conversation,
        stage_at=now,
        created_at=now,
        quoted=quoted,
        owner=owner,
    )
    values = {
        "title": title, "breath": breath, "quote": quote, "angles": angles, "points": points or {},
        "key_messages": key_messages, "is_sensitive": is_sensitive, "told_by_us": told_by_us,
    }  # fmt: skip
    _fill(story, values)
    check(story)
    story.save()
    if conversation is not None:
        Evidence.objects.create(
            story=story,
            kind=EvidenceKind.CONVERSATION,
            conversation=conversation,
            added_by=owner,
            added_at=now,
        )
    record("story.created", by=by, story=story, at=at)
    return story


@transaction.atomic
def update_story(story: Story, *, by: Actor, **values: Any) -> Story:
    """Change what it says."""
    story = locked(story)
    _fill(story, values)
    if story.told_by_us and story.quote:
        raise Invalid(_("Their words are in it, so it is not told by us alone."), field="quote")
    check(story)
    story.save()
    record("story.updated", by=by, story=story)
    return story


def _fill(story: Story, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "points":
            for criterion in Scored.CRITERIA:
                if criterion in value:
                    setattr(story, criterion, value[criterion])
        elif name == "key_messages":
            story.key_messages = [" ".join(one.split()) for one in value if one.strip()][:MESSAGES]
        elif name == "angles":
            story.angles = list(dict.fromkeys(value))
        else:
            setattr(story, name, " ".join(value.split()) if name == "title" else value)


@transaction.atomic
def move(story: Story, *, stage: str, by: Actor, at: datetime | None = None) -> str:
    """Put a story on another stage. Returns where it stood, for the way back.

    Beyond consent it only goes with somebody's yes, unless nothing of a customer is in it.
    """
    story = locked(story)
    if stage not in Stage.values:
        raise Invalid(_("There is no such stage."), field="stage")
    before = story.stage
    if stage == before:
        return before
    if stage in (Stage.READY, Stage.PITCHED, Stage.OUT):
        gate.require_any(story, use=Use.PRESS)
    story.stage, story.stage_at = Stage(stage), at or timezone.now()
    story.save(update_fields=["stage", "stage_at"])
    record("story.moved", by=by, story=story, at=at, before=before, after=stage)
    return before


def advance(story: Story, stage: Stage, *, by: Actor, at: datetime | None = None) -> None:
    """Move it on where it is not that far; what happened moves stories, never back."""
    order = list(Stage)
    if order.index(Stage(story.stage)) < order.index(stage):
        before = story.stage
        story.stage, story.stage_at = stage, at or timezone.now()
        story.save(update_fields=["stage", "stage_at"])
        record("story.moved", by=by, story=story, at=at, before=before, after=stage.value)


@transaction.atomic
def set_owner(story: Story, *, owner: User | None, by: Actor) -> Story:
    story = locked(story)
    before = story.owner
    story.owner = owner
    story.save(update_fields=["owner"])
    record(
        "story.assigned", by=by, story=story,
        before=before.pk if before else None, owner=owner.name if owner else "",
    )  # fmt: skip
    return story


@transaction.atomic
def put_away(
    story: Story, *, reason: str, words: str = "", by: Actor, at: datetime | None = None
) -> Story:
    """Not now: off the board, with a reason."""
    story = locked(story)
    if reason not in Reason.values:
        raise Invalid(_("Say why."), field="reason")
    story.put_away_at = at or timezone.now()
    story.put_away_reason, story.put_away_words = reason, " ".join(words.split())[:300]
    story.save(update_fields=["put_away_at", "put_away_reason", "put_away_words"])
    record("story.put_away", by=by, story=story, at=at, reason=reason, words=story.put_away_words)
    return story


@transaction.atomic
def bring_back(story: Story, *, by: Actor) -> Story:
    story = locked(story)
    story.put_away_at, story.put_away_reason, story.put_away_words = None, "", ""
    story.save(update_fields=["put_away_at", "put_away_reason", "put_away_words"])
    record("story.brought_back", by=by, story=story)
    return story


def discard(story: Story, *, by: Actor) -> None:
    """The way back from taking a flag, while nothing has come of it."""
    if story.consents.exists() or story.pitches.exists() or story.coverage.exists():
        raise Conflict(_("Something has come of this story already. Put it away instead."))
    record("story.discarded", by=by, story=story)
    story.delete()


# Evidence


@transaction.atomic
def add_evidence(
    story: Story,
    *,
    by: Actor,
    user: User | None = None,
    conversation: Conversation | None = None,
    message: Message | None = None,
    attachment: Attachment | None = None,
    url: str = "",
    proves: str = "",
    at: datetime | None = None,
) -> Evidence:
    """Add a conversation, a message, a file, a page or a fact that proves it."""
    if attachment is not None:
        kind, message = EvidenceKind.FILE, attachment.message
    elif message is not None:
        kind = EvidenceKind.MESSAGE
    elif conversation is not None:
        kind = EvidenceKind.CONVERSATION
    elif url:
        kind = EvidenceKind.PAGE
    elif proves.strip():
        kind = EvidenceKind.FACT
    else:
        raise Invalid(_("Name a conversation or a page, or write a fact down."), field="proves")
    made = Evidence(
        story=story,
        kind=kind,
        conversation=message.conversation if message else conversation,
        message=message,
        attachment=attachment,
        url=url,
        proves=" ".join(proves.split()),
        added_by=user,
        added_at=at or timezone.now(),
    )
    check(made)
    made.save()
    record("story.proved", by=by, story=story, at=at, evidence=kind.value, proves=made.proves)
    return made


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Actor) -> None:
    record("story.unproved", by=by, story=evidence.story, proves=evidence.proves)
    evidence.delete()


# Credit


@transaction.atomic
def share_credit(
    story: Story, *, metric: str, shares: Sequence[tuple[User | Desk, int]], by: Actor
) -> None:
    """Say who has a part in it. Together never more than 100 percent of one metric."""
    story = locked(story)
    if metric not in Metric.values:
        raise Invalid(_("There is no such metric."), field="metric")
    if sum(percent for _who, percent in shares) > 100:
        raise Invalid(_("Together this is more than 100 %%.").replace("%%", "%"), field="shares")
    Credit.objects.filter(story=story, metric=metric).delete()
    try:
        Credit.objects.bulk_create(
            Credit(
                story=story,
                metric=metric,
                user=who if isinstance(who, User) else None,
                desk=who if isinstance(who, Desk) else None,
                percent=percent,
            )
            for who, percent in shares
            if percent
        )
    except IntegrityError as error:
        raise Invalid(_("Each name stands once, with 1 to 100 percent."), field="shares") from error
    record(
        "story.credited", by=by, story=story, metric=metric,
        shares=[[str(who), percent] for who, percent in shares if percent],
    )  # fmt: skip


def locked(story: Story) -> Story:
    rows = Story.objects.select_for_update(of=("self",))
    return rows.select_related("brand", "owner", "conversation").get(pk=story.pk)
