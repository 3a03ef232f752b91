"""Flags: raised in seconds, decided by PR, and whoever raised one hears of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.inbox.models import Attachment, Conversation, Direction, Kind, Message
from unsilo.stories.models import Evidence, EvidenceKind, Flag, FlagState, Reason, Scored, Story
from unsilo.stories.services import stories
from unsilo.stories.services.log import record, tell
from unsilo.triage.models import Reading

NOTICE = "flag"


@transaction.atomic
def flag(
    conversation: Conversation,
    *,
    what: str,
    points: Mapping[str, int],
    angles: Sequence[str] = (),
    quote: str = "",
    message_id: int | None = None,
    is_sensitive: bool = False,
    may_contact: bool = True,
    user: User | None,
    by: Actor,
    at: datetime | None = None,
) -> Flag:
    """Say that this is a story. What else is known of it is noted by itself."""
    message = None
    if message_id is not None:
        message = Message.objects.filter(conversation=conversation, pk=message_id).first()
    quote = quote.strip()
    if quote and message is None:
        message = _spoken(conversation, quote)
    made = Flag(
        conversation=conversation,
        message=message,
        what=" ".join(what.split()),
        quote=quote,
        angles=list(dict.fromkeys(angles)),
        is_sensitive=is_sensitive,
        may_contact=may_contact,
        captured=captured(conversation),
        flagged_by=user,
        flagged_at=at or timezone.now(),
        **{name: points.get(name, 0) for name in Scored.CRITERIA},
    )
    check(made)
    made.save()
    record(
        "flag.raised", by=by, conversation=conversation, at=at, flag=made.pk, what=made.what,
        score=made.score,
    )  # fmt: skip
    return made


def _spoken(conversation: Conversation, quote: str) -> Message | None:
    """Where they said it. Raises ``Invalid`` when nobody outside did."""
    wanted = " ".join(quote.split()).casefold()
    heard = Message.objects.filter(conversation=conversation, direction=Direction.IN)
    for message in heard.order_by("id").only("id", "text"):
        if wanted in " ".join(message.text.split()).casefold():
            return message
    raise Invalid(_("These are not their words. Select them in a message."), field="quote")


def captured(conversation: Conversation) -> dict[str, Any]:
    """What nobody has to type: channel, tone at start and end, messages, files."""
    messages = Message.objects.filter(conversation=conversation, kind=Kind.MESSAGE)
    tones = list(
        Reading.objects.filter(
            is_current=True, is_read=True, message__conversation=conversation,
            message__direction=Direction.IN,
        )
        .order_by("message_id")
        .values_list("feeling", flat=True)
    )  # fmt: skip
    files = Attachment.objects.filter(message__in=messages, message__direction=Direction.IN)
    return {
        "channel": conversation.channel.name,
        "public": conversation.public,
        "messages": messages.count(),
        "files": files.filter(inline=False).count(),
        "pictures": files.filter(content_type__startswith="image/").count(),
        "first_tone": tones[0] if tones else "",
        "last_tone": tones[-1] if tones else "",
    }


@transaction.atomic
def withdraw(flag: Flag, *, by: Actor) -> Flag:
    """Take a flag back, as long as PR has not decided."""
    flag = _waiting(flag)
    flag.state = FlagState.WITHDRAWN
    flag.save(update_fields=["state"])
    record("flag.withdrawn", by=by, conversation=flag.conversation, flag=flag.pk, what=flag.what)
    return flag


@transaction.atomic
def take(
    flag: Flag, *, user: User, by: Actor, title: str = "", at: datetime | None = None
) -> Story:
    """Make it a story: what the flag knows goes with it, who takes it owns it."""
    flag = _waiting(flag)
    conversation = flag.conversation
    story = stories.create_story(
        brand=conversation.brand,
        conversation=conversation,
        title=title or flag.what[:120],
        breath=flag.what,
        quote=flag.quote,
        quoted=flag.message,
        angles=flag.angles,
        points={name: getattr(flag, name) for name in Scored.CRITERIA},
        is_sensitive=flag.is_sensitive,
        owner=user,
        by=by,
        at=at,
    )
    _decide(flag, FlagState.TAKEN, story=story, user=user, by=by, at=at)
    return story


@transaction.atomic
def merge(flag: Flag, *, into: Story, user: User, by: Actor, at: datetime | None = None) -> Story:
    """Let it be a part of a story that is there: its conversation becomes evidence."""
    flag = _waiting(flag)
    if into.brand_id != flag.conversation.brand_id:
        raise Invalid(_("This story belongs to another brand."), field="story")
    if not into.evidence.filter(
        conversation=flag.conversation, kind=EvidenceKind.CONVERSATION
    ).exists():
        Evidence.objects.create(
            story=into,
            kind=EvidenceKind.CONVERSATION,
            conversation=flag.conversation,
            proves=flag.what[:200],
            added_by=user,
            added_at=at or timezone.now(),
        )
    _decide(flag, FlagState.MERGED, story=into, user=user, by=by, at=at)
    return into


@transaction.atomic
def decline(
    flag: Flag,
    *,
    reason: str,
    words: str = "",
    user: User,
    by: Actor,
    at: datetime | None = None,
) -> Flag:
    """Say no, and why: whoever flagged it reads that."""
    flag = _waiting(flag)
    if reason not in Reason.values:
        raise Invalid(_("Say why."), field="reason")
    if reason == Reason.OTHER and not words.strip():
        raise Invalid(_("Say in a few words why."), field="words")
    flag.reason, flag.reason_words = reason, " ".join(words.split())[:300]
    _decide(flag, FlagState.DECLINED, story=None, user=user, by=by, at=at)
    return flag


@transaction.atomic
def reopen(flag: Flag, *, by: Actor) -> Flag:
    """Take a decision back: the flag waits again. A story made of it goes while it is untouched."""
    flag = _locked(flag)
    if flag.state not in (FlagState.TAKEN, FlagState.MERGED, FlagState.DECLINED):
        raise Conflict(_("This waits for a decision."))
    story, was = flag.story, flag.state
    flag.state, flag.story, flag.reason, flag.reason_words = FlagState.WAITING, None, "", ""
    flag.decided_by = flag.decided_at = None
    check(flag)
    flag.save()
    if story is not None and was == FlagState.TAKEN:
        stories.discard(story, by=by)
    elif story is not None:
        story.evidence.filter(conversation=flag.conversation).delete()
    record("flag.reopened", by=by, conversation=flag.conversation, flag=flag.pk, what=flag.what)
    return flag


def _decide(
    flag: Flag, state: FlagState, *, story: Story | None, user: User, by: Actor,
    at: datetime | None,
) -> None:  # fmt: skip
    flag.state, flag.story, flag.decided_by = state, story, user
    flag.decided_at = at or timezone.now()
    flag.save()
    record(
        f"flag.{state.value}",
        by=by,
        story=story,
        conversation=flag.conversation,
        at=at,
        flag=flag.pk,
        what=flag.what,
        reason=flag.reason,
        words=flag.reason_words,
    )
    said = {
        FlagState.TAKEN: _("PR takes your story: %(what)s"),
        FlagState.MERGED: _("Your flag is part of a story: %(what)s"),
        FlagState.DECLINED: _("PR does not take this one: %(what)s"),
    }[state]
    why = ". ".join(
        one for one in (str(flag.get_reason_display()), flag.reason_words) if flag.reason and one
    )
    tell(
        [flag.flagged_by],
        title=said % {"what": flag.what},
        text=why or (story.title if story else ""),
        url=reverse("stories:story", args=[story.pk])
        if story
        else reverse("inbox:conversation", args=[flag.conversation_id]),
        key=f"{NOTICE}:{flag.pk}:{state.value}",
        by=by,
    )


def _locked(flag: Flag) -> Flag:
    rows = Flag.objects.select_for_update(of=("self",))
    return rows.select_related(
        "conversation__channel", "conversation__brand", "flagged_by", "story", "message"
    ).get(pk=flag.pk)


def _waiting(flag: Flag) -> Flag:
    flag = _locked(flag)
    if flag.state != FlagState.WAITING:
        raise Conflict(_("This has been decided already."))
    return flag
