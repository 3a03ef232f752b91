"""Where a message belongs: known already, a loop, an answer, or something new.

Trust, in order: a token we signed, then ids of messages (also of ids nobody ever saw). Either way
the sender must have taken part; otherwise the message is held for a person to decide. A number or
words in the subject decide nothing.
"""

from datetime import timedelta

from django.utils.translation import gettext as _

from unsilo.channels.contract import MessageClass
from unsilo.channels.models import Outcome
from unsilo.core.tokens import read_signed_id
from unsilo.inbox.models import Conversation, Direction, Message, Priority, State
from unsilo.inbox.services.batch import heard_from
from unsilo.inbox.services.replies import REPLY_TOKEN
from unsilo.intake.passage import Copy, Passage, Travellers, Verdict
from unsilo.people.domains import is_free_mail

BRAKE_WINDOW = timedelta(hours=1)
BRAKE_CONVERSATIONS = 20  # new conversations of one sender within the window
BRAKE_MESSAGES = 40  # messages of one sender in one conversation within the window


def lock_names(passage: Passage) -> set[str]:
    """Messages of one sender or one thread pass one after another."""
    parsed = passage.parsed
    linked = [parsed.external_id, parsed.in_reply_to, *parsed.references[:1], parsed.thread_id]
    names = {f"thread:{one}" for one in linked if one}
    return names | {f"sender:{parsed.author.kind}:{parsed.author.value.casefold()}"}


def erased_already(passage: Passage, travellers: Travellers) -> Verdict | None:
    """It was here, and was erased: it comes again from a backfill, an import, a second mailbox."""
    if travellers.is_erased(passage):
        return Verdict(
            Outcome.IGNORED, _("This was erased and is not taken in again."), forget=True
        )
    return None


def known_already(passage: Passage, travellers: Travellers) -> Verdict | None:
    """The same message came before: on this channel, on another, or we sent it ourselves."""
    for copy in travellers.copies.get(passage.parsed.external_id[:400], ()):
        if copy.is_ours:
            return _same(copy, _("This is an answer that was sent from here."))
        if copy.fingerprint != passage.fingerprint:
            continue
        if copy.channel_id == passage.channel.pk:
            return _same(copy, _("The same message is here already."))
        desk = passage.channel.desk
        travellers.batch.place(
            copy.conversation_id, desk_id=desk.pk, desk_name=desk.name, at=passage.at
        )
        reason = _("It came through %(channel)s too; the conversation now stands on both desks.")
        return _same(copy, reason % {"channel": copy.channel_name})
    return None


def _same(copy: Copy, reason: str) -> Verdict:
    return Verdict(
        Outcome.DUPLICATE,
        reason,
        message_id=copy.message_id,
        conversation_id=copy.conversation_id,
    )


def our_own_echo(passage: Passage, travellers: Travellers) -> Verdict | None:
    """Automatic mail that we ourselves caused comes back: answering it would never end."""
    if passage.parsed.extra.get("loop"):
        return Verdict(Outcome.IGNORED, _("Our own automatic message came back (a loop)."))
    return None


def find_person(passage: Passage, travellers: Travellers) -> Verdict | None:
    """The person outside, found or made when the batch was gathered."""
    passage.person = travellers.person_of(passage)
    if passage.person is None:
        return Verdict(Outcome.IGNORED, _("Sent by us to nobody outside."))
    return None


def join_or_begin(passage: Passage, travellers: Travellers) -> Verdict:
    """Put the message where it belongs, unless its sender may not, or writes like a program."""
    found = _find(passage, travellers)
    if found is not None and not passage.let_in and not _may_join(passage, found, travellers):
        return Verdict(
            Outcome.HELD,
            _("%(sender)s answers a conversation with %(person)s without having taken part in it.")
            % {"sender": passage.parsed.author.value, "person": found.person},
            held_for=found.pk,
        )
    if _is_flood(passage, found, travellers):
        return Verdict(
            Outcome.HELD,
            _("This sender wrote unusually often within an hour; it may be a program in a loop."),
        )
    conversation = found or _begin(passage, travellers)
    passage.message = travellers.batch.add(
        conversation.pk,
        channel=passage.channel,
        parsed=passage.parsed,
        person=passage.person,
        blobs=passage.blobs,
        arrival_id=passage.arrival.pk,
        at=passage.at,
        reopens=found is not None,
    )
    travellers.stored(passage, passage.message)
    if found is not None and passage.channel.pk != conversation.channel_id:
        desk = passage.channel.desk
        travellers.batch.place(conversation.pk, desk_id=desk.pk, desk_name=desk.name, at=passage.at)
    return Verdict(
        Outcome.APPENDED if found else Outcome.IMPORTED,
        message_id=passage.message.pk,
        conversation_id=conversation.pk,
    )


def _find(passage: Passage, travellers: Travellers) -> Conversation | None:
    """The conversation it answers; None for something new."""
    if passage.arrival.held_for:
        passage.notes.append(_("A colleague let it into this conversation."))
        return travellers.conversation(passage.arrival.held_for)
    if passage.let_in:
        passage.notes.append(_("A colleague let it in."))
        return None
    found = (
        _by_token(passage, travellers)
        or _by_ids(passage, travellers)
        or _by_thread(passage, travellers)
    )
    # What was erased is nothing to go on with.
    return None if found is None or found.erased_at else found


def _by_token(passage: Passage, travellers: Travellers) -> Conversation | None:
    if not passage.parsed.reply_token:
        return None
    conversation_id = read_signed_id(passage.parsed.reply_token, purpose=REPLY_TOKEN)
    if conversation_id is None:
        passage.notes.append(_("It carried a reply token that was not made here."))
        return None
    return travellers.conversation(conversation_id)


def _by_ids(passage: Passage, travellers: Travellers) -> Conversation | None:
    """The direct ancestor first, then the nearest, last whoever named this very message before."""
    parsed = passage.parsed
    for one in (parsed.in_reply_to, *reversed(parsed.references), parsed.external_id):
        if one and one[:400] in travellers.conversation_of:
            return travellers.conversation(travellers.conversation_of[one[:400]])
    return None


def _by_thread(passage: Passage, travellers: Travellers) -> Conversation | None:
    """The thread as the channel itself names it."""
    thread = passage.parsed.thread_id[:400]
    if not thread:
        return None
    for held in travellers.batch.held.values():
        known = held.conversation
        if known.external_thread == thread and known.channel_id == passage.channel.pk:
            return known
    stored = Conversation.objects.filter(channel=passage.channel, external_thread=thread)
    newest = stored.order_by("-id").values_list("pk", flat=True).first()
    return travellers.conversation(newest) if newest else None


def _may_join(passage: Passage, conversation: Conversation, travellers: Travellers) -> bool:
    """Took part, is the same person, is one of us, or writes from the same company's domain."""
    parsed = passage.parsed
    if conversation.public or parsed.outgoing or parsed.thread_id:
        return True
    if passage.person is not None and passage.person.pk == conversation.person_id:
        return True
    sender = parsed.author.value.casefold()[:320]
    if (conversation.pk, sender) in travellers.participants:
        return True
    domain = sender.rpartition("@")[2]
    if not domain or is_free_mail(domain):
        return False
    same_house = conversation.person.identities.filter(kind="email", key__endswith=f"@{domain}")
    return same_house.exists()


def _is_flood(passage: Passage, conversation: Conversation | None, travellers: Travellers) -> bool:
    """Whether the sender writes faster than people do: two programs may be answering each other."""
    parsed = passage.parsed
    if parsed.outgoing or passage.let_in or not passage.arrival.is_live:
        return False
    since = passage.arrival.received_at - BRAKE_WINDOW
    here = [m for m in travellers.batch.messages if m.author_address == parsed.author.value[:320]]
    if conversation is not None:
        in_batch = sum(m.conversation_id == conversation.pk for m in here)
        if conversation.message_count < BRAKE_MESSAGES:
            return False
        stored = Message.objects.filter(
            conversation=conversation,
            direction=Direction.IN,
            sent_at__gt=since,
            author_address=parsed.author.value[:320],
        )
        return in_batch + stored[:BRAKE_MESSAGES].count() >= BRAKE_MESSAGES
    started = travellers.started_since(passage, since)
    return started >= BRAKE_CONVERSATIONS


def _begin(passage: Passage, travellers: Travellers) -> Conversation:
    """A new conversation on the channel's desk. What no human wrote starts with low priority."""
    parsed, meta = passage.parsed, passage.arrival.meta
    assert passage.person is not None
    quiet = parsed.message_class is not MessageClass.HUMAN
    done = bool(meta.get("done")) or parsed.message_class is MessageClass.OUT_OF_OFFICE
    if quiet and parsed.class_reason:
        passage.notes.append(parsed.class_reason)
    post, ad = travellers.sources.of(passage.channel, parsed)
    return travellers.batch.start(
        channel=passage.channel,
        person=passage.person,
        subject=parsed.subject or parsed.reply_text[:80],
        at=passage.at,
        state=State.DONE if done else State.WAITING if parsed.outgoing else State.OPEN,
        priority=Priority.LOW if quiet else Priority.NORMAL,
        public=parsed.public,
        paid=parsed.paid,
        permalink=parsed.permalink,
        post=post,
        ad=ad,
        external_thread=parsed.thread_id,
        by=None if parsed.outgoing else heard_from(passage.person),
    )
