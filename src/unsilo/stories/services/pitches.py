"""Pitches: a mail to a journalist, in a conversation of its own on the PR desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Desk, User
from unsilo.channels import registry
from unsilo.channels.contract import Address, Capability
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.services import deliveries
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.inbox.models import Conversation, State
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services.replies import Answer, start_with_message
from unsilo.stories import gate
from unsilo.stories.errors import PitchedLately
from unsilo.stories.models import MediaContact, Pitch, Stage, Story, Use, Verdict
from unsilo.stories.services import media, stories
from unsilo.stories.services.log import record

QUIET = timedelta(days=14)  # between two pitches to the same journalist
NAME, OUTLET = "[name]", "[outlet]"


@dataclass(frozen=True, slots=True)
class Words:
    """What one journalist gets."""

    contact: MediaContact
    subject: str
    text: str


def for_contact(text: str, contact: MediaContact) -> str:
    """One draft in the words for one journalist."""
    first = contact.person.name.split(" ")[0] or contact.person.name
    return text.replace(NAME, first).replace(OUTLET, contact.outlet.name)


def carriers() -> list[Channel]:
    """The mail channels of PR desks that can begin a conversation."""
    found = Channel.objects.filter(
        desk__discipline="pr", desk__archived_at__isnull=True, archived_at__isnull=True
    ).select_related("desk")
    able = {Capability.START, Capability.RECIPIENTS}
    return [one for one in found.order_by("id") if able <= set(registry.capabilities(one))]


def has_open_complaint(contact: MediaContact) -> bool:
    """Whether they wait for an answer to something that made them unhappy."""
    return Conversation.objects.filter(
        person=contact.person_id,
        is_spam=False,
        pitch__isnull=True,
        reading__feeling="negative",
        placements__state__in=[State.OPEN, State.SNOOZED],
    ).exists()


def pitched_lately(contact: MediaContact, *, at: datetime) -> Pitch | None:
    lately = Pitch.objects.filter(
        contact=contact, cancelled_at__isnull=True, pitched_at__gt=at - QUIET
    )
    return lately.select_related("story").order_by("-pitched_at").first()


@transaction.atomic
def pitch(
    story: Story,
    *,
    words: Sequence[Words],
    channel: Channel,
    user: User,
    by: Actor,
    angle: str = "",
    send_at: datetime | None = None,
    embargo_at: datetime | None = None,
    why_again: str = "",
    at: datetime | None = None,
) -> list[Pitch]:
    """Offer a story to journalists, to each in words of their own. All go out, or none.

    Refused without consent for what the words use; to who wants no pitches or waits for an answer
    to a complaint; and so soon after another one, unless somebody says why.
    """
    if not words:
        raise Invalid(_("Choose at least one journalist."), field="contacts")
    story = stories.locked(story)
    if story.put_away_at is not None:
        raise Conflict(_("This story is put away. Bring it back first."))
    gate.require_any(story, use=Use.PRESS)
    now = at or timezone.now()
    made = []
    for one in words:
        used = _checked(story, one, why_again=why_again, at=now)
        message = start_with_message(
            channel=channel,
            person=one.contact.person,
            desk=_desk(channel),
            answer=Answer(
                text=_with_embargo(one.text, embargo_at),
                kind="new",
                recipients=Recipients(
                    to=(Address(media.address_of(one.contact.person), one.contact.person.name),)
                ),
                subject=one.subject,
                send_at=send_at,
                then=State.WAITING,
            ),
            user=user,
            by=by,
            at=at,
        )
        made.append(
            Pitch(
                story=story,
                contact=one.contact,
                conversation_id=message.conversation_id,
                message=message,
                angle=angle,
                uses=used,
                embargo_at=embargo_at,
                why_again=" ".join(why_again.split())[:300],
                pitched_by=user,
                pitched_at=now,
            )
        )
    Pitch.objects.bulk_create(made)
    for row in made:
        record(
            "story.pitched", by=by, story=story, at=at, pitch=row.pk,
            to=str(row.contact), outlet=row.contact.outlet.name,
        )  # fmt: skip
    stories.advance(story, Stage.PITCHED, by=by, at=at)
    return made


def _checked(story: Story, one: Words, *, why_again: str, at: datetime) -> list[str]:
    """The customer's fields in these words, all of them granted."""
    contact = one.contact
    if contact.do_not_pitch or contact.archived_at is not None:
        raise Invalid(_("%(name)s wants no pitches.") % {"name": contact}, field="contacts")
    if has_open_complaint(contact):
        raise Conflict(
            _("%(name)s waits for an answer to a complaint. Answer that first.") % {"name": contact}
        )
    if Pitch.objects.filter(story=story, contact=contact, cancelled_at__isnull=True).exists():
        raise Conflict(_("%(name)s has this story already.") % {"name": contact})
    lately = pitched_lately(contact, at=at)
    if lately is not None and not why_again.strip():
        raise PitchedLately(
            _("%(name)s was pitched “%(title)s” less than %(days)s days ago. Say why again.")
            % {"name": contact, "title": lately.story.title, "days": QUIET.days},
            field="why_again",
        )
    used = gate.used_fields(story, f"{one.subject}\n{one.text}")
    gate.require(story, fields=used, use=Use.PRESS)
    return used


def _with_embargo(text: str, embargo_at: datetime | None) -> str:
    if embargo_at is None:
        return text
    moment = timezone.localtime(embargo_at)
    line = _("Under embargo until %(when)s. Please answer before you use it.") % {
        "when": f"{moment:%Y-%m-%d %H:%M %Z}"
    }
    return f"**{line}**\n\n{text}"


def _desk(channel: Channel) -> Desk:
    desk: Desk = channel.desk
    return desk


@transaction.atomic
def cancel(row: Pitch, *, by: Actor) -> None:
    """Take a pitch back that has not gone out. Raises ``Conflict`` once it has."""
    if not call_back(row, because=_("Taken back by %(name)s.") % {"name": by.label}, by=by):
        raise Conflict(_("This has gone out already."))


def call_back(row: Pitch, *, because: str, by: Actor, at: datetime | None = None) -> bool:
    """Stop what still waits in the outbox; false where it is too late for that."""
    waits = Delivery.objects.filter(message_id=row.message_id or 0, state=Delivery.State.WAITING)
    if row.message_id is None or not waits.exists():
        return False
    if not deliveries.cancel_for_message(row.message_id, by=by):
        return False
    row.cancelled_at, row.cancelled_because = at or timezone.now(), because[:200]
    row.save(update_fields=["cancelled_at", "cancelled_because"])
    record(
        "story.pitch_cancelled", by=by, story=row.story, at=at, pitch=row.pk,
        to=str(row.contact), because=because,
    )  # fmt: skip
    return True


@transaction.atomic
def set_verdict(row: Pitch, *, verdict: str, by: Actor, at: datetime | None = None) -> str:
    """Note what the journalist made of it. Returns what stood there, for the way back."""
    if verdict not in Verdict.values:
        raise Invalid(_("There is no such answer."), field="verdict")
    before = row.verdict
    row.verdict = verdict
    row.save(update_fields=["verdict"])
    record(
        "story.pitch_answered", by=by, story=row.story, at=at, pitch=row.pk,
        to=str(row.contact), before=before, after=verdict,
    )  # fmt: skip
    return before
