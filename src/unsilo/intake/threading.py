"""Where a message belongs: known already, a loop, an answer, or something new.

Trust, in order: a token we signed, then ids of messages (also of ids nobody ever saw). Either way
the sender must have taken part; otherwise the message is held for a person to decide. A number or
words in the subject decide nothing.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from unsilo.channels.contract import Author, MessageClass
from unsilo.channels.models import Outcome
from unsilo.core import locks
from unsilo.core.tokens import read_signed_id
from unsilo.inbox.models import (
    Conversation,
    Direction,
    Message,
    Participant,
    Priority,
    Reference,
    State,
)
from unsilo.inbox.services import placements
from unsilo.inbox.services.conversations import start_conversation
from unsilo.inbox.services.incoming import fingerprint
from unsilo.inbox.services.replies import REPLY_TOKEN
from unsilo.intake.verdict import Verdict
from unsilo.people.domains import is_free_mail
from unsilo.people.services import find_or_create_person

if TYPE_CHECKING:
    from unsilo.intake.pipeline import Passage

BRAKE_WINDOW = timedelta(hours=1)
BRAKE_CONVERSATIONS = 20  # new conversations of one sender within the window
BRAKE_MESSAGES = 40  # messages of one sender in one conversation within the window


def serialise(passage: "Passage") -> None:
    """Let messages of one sender or one thread pass one after another."""
    parsed = passage.parsed
    names = {f"sender:{parsed.author.kind}:{parsed.author.value.casefold()}"}
    linked = [parsed.external_id, parsed.in_reply_to, *parsed.references[:1], parsed.thread_id]
    names |= {f"thread:{one}" for one in linked if one}
    locks.hold(*names)


def known_already(passage: "Passage") -> Verdict | None:
    """The same message came before: on this channel, on another, or we sent it ourselves."""
    parsed = passage.parsed
    copies = Message.objects.filter(external_id=parsed.external_id[:400]).select_related(
        "conversation"
    )
    own_print = None
    for copy in copies[:10]:
        if copy.direction == Direction.OUT and copy.user_id is not None:
            return _same(passage, copy, _("This is an answer that was sent from here."))
        own_print = own_print or fingerprint(parsed)
        if copy.fingerprint == own_print:
            if copy.channel_id == passage.channel.pk:
                return _same(passage, copy, _("The same message is here already."))
            placements.place(copy.conversation_id, desk=passage.channel.desk, by=passage.by)
            reason = _(
                "It came through %(channel)s too; the conversation now stands on both desks."
            )
            known_by = copy.channel.name if copy.channel else ""
            return _same(passage, copy, reason % {"channel": known_by})
    return None


def _same(passage: "Passage", copy: Message, reason: str) -> Verdict:
    return Verdict(
        Outcome.DUPLICATE, reason, message_id=copy.pk, conversation_id=copy.conversation_id
    )


def our_own_echo(passage: "Passage") -> Verdict | None:
    """Automatic mail that we ourselves caused comes back: answering it would never end."""
    if passage.parsed.extra.get("loop"):
        return Verdict(Outcome.IGNORED, _("Our own automatic message came back (a loop)."))
    return None


def brake(passage: "Passage") -> Verdict | None:
    """Hold a sender who writes faster than people do: two programs may be answering each other."""
    parsed = passage.parsed
    if parsed.outgoing or passage.arrival.meta.get("import") or _let_in(passage):
        return None
    since = passage.arrival.received_at - BRAKE_WINDOW
    recent = Conversation.objects.filter(
        person__identities__kind=parsed.author.kind,
        person__identities__key=parsed.author.value.casefold(),
        last_message_at__gt=since,
    )
    if recent.filter(created_at__gt=since)[:BRAKE_CONVERSATIONS].count() == BRAKE_CONVERSATIONS or (
        Message.objects.filter(
            conversation__in=recent.order_by("-last_message_at").values("pk")[:1],
            direction=Direction.IN,
            sent_at__gt=since,
            author_address=parsed.author.value[:320],
        )[:BRAKE_MESSAGES].count()
        == BRAKE_MESSAGES
    ):
        return Verdict(
            Outcome.HELD,
            _("This sender wrote unusually often within an hour; it may be a program in a loop."),
        )
    return None


def find_person(passage: "Passage") -> Verdict | None:
    """The person behind the sender; for what we wrote elsewhere, the person it went to."""
    parsed = passage.parsed
    author = parsed.author
    if parsed.outgoing:
        own = passage.connector.own_addresses()
        others = [one for one in (*parsed.to, *parsed.cc) if one.value.casefold() not in own]
        if not others:
            return Verdict(Outcome.IGNORED, _("Sent by us to nobody outside."))
        author = Author(author.kind, others[0].value, others[0].name)
    passage.person = find_or_create_person(author=author, at=passage.at, by=passage.by)
    return None


def find_conversation(passage: "Passage") -> Verdict | None:
    """The conversation it answers, if the sender may; none for something new."""
    if passage.arrival.held_for:
        passage.conversation = Conversation.objects.filter(pk=passage.arrival.held_for).first()
        passage.notes.append(_("A colleague let it into this conversation."))
        return None
    if _let_in(passage):
        passage.notes.append(_("A colleague let it in."))
        return None
    found = _by_token(passage) or _by_ids(passage) or _by_thread(passage)
    if found is None:
        return None
    if _may_join(passage, found):
        passage.conversation = found
        return None
    return Verdict(
        Outcome.HELD,
        _("%(sender)s answers a conversation with %(person)s without having taken part in it.")
        % {"sender": passage.parsed.author.value, "person": found.person},
        held_for=found.pk,
    )


def _let_in(passage: "Passage") -> bool:
    """A person looked at it while it was held and wants it here."""
    return bool(passage.arrival.held_for or passage.arrival.meta.get("let_in"))


def _by_token(passage: "Passage") -> Conversation | None:
    if not passage.parsed.reply_token:
        return None
    conversation_id = read_signed_id(passage.parsed.reply_token, purpose=REPLY_TOKEN)
    if conversation_id is None:
        passage.notes.append(_("It carried a reply token that was not made here."))
        return None
    return Conversation.objects.filter(pk=conversation_id).first()


def _by_ids(passage: "Passage") -> Conversation | None:
    parsed = passage.parsed
    named = [one[:400] for one in (parsed.external_id, parsed.in_reply_to, *parsed.references)]
    ids = [one for one in dict.fromkeys(named) if one]
    found = dict(
        Reference.objects.filter(external_id__in=ids)
        .order_by("-conversation_id")
        .values_list("external_id", "conversation_id")
    )
    # The direct ancestor first, then the nearest, last whoever named this very message before.
    nearest = [parsed.in_reply_to, *reversed(parsed.references), parsed.external_id]
    for one in nearest:
        if one[:400] in found:
            return Conversation.objects.select_related("person").get(pk=found[one[:400]])
    return None


def _by_thread(passage: "Passage") -> Conversation | None:
    thread = passage.parsed.thread_id[:400]
    if not thread:
        return None
    return (
        Conversation.objects.filter(channel=passage.channel, external_thread=thread)
        .order_by("-id")
        .first()
    )


def _may_join(passage: "Passage", conversation: Conversation) -> bool:
    """Took part, is the same person, is one of us, or writes from the same company's domain."""
    parsed = passage.parsed
    if conversation.public or parsed.outgoing or parsed.thread_id:
        return True
    if passage.person is not None and passage.person.pk == conversation.person_id:
        return True
    sender = parsed.author.value.casefold()
    if Participant.objects.filter(conversation=conversation, address=sender[:320]).exists():
        return True
    domain = sender.rpartition("@")[2]
    if not domain or is_free_mail(domain):
        return False
    return conversation.person.identities.filter(
        Q(kind="email", key__endswith=f"@{domain}")
    ).exists()


def begin(passage: "Passage") -> Conversation:
    """A new conversation on the channel's desk. What no human wrote starts with low priority."""
    parsed, meta = passage.parsed, passage.arrival.meta
    assert passage.person is not None
    passage.is_new = True
    quiet = parsed.message_class is not MessageClass.HUMAN
    done = bool(meta.get("done")) or parsed.message_class is MessageClass.OUT_OF_OFFICE
    state = State.DONE if done else State.WAITING if parsed.outgoing else State.OPEN
    if quiet and parsed.class_reason:
        passage.notes.append(parsed.class_reason)
    return start_conversation(
        channel=passage.channel,
        person=passage.person,
        subject=parsed.subject or parsed.reply_text[:80],
        by=passage.by,
        at=passage.at,
        state=state,
        priority=Priority.LOW if quiet else Priority.NORMAL,
        public=parsed.public,
        paid=parsed.paid,
        permalink=parsed.permalink,
        external_thread=parsed.thread_id,
    )
