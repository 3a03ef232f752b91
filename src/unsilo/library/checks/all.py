"""The checks of the library, as the inbox asks for them."""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Discipline
from unsilo.inbox.checking import Finding, Level, Mend, Outgoing
from unsilo.inbox.models import DraftKind, Placement
from unsilo.inbox.ports import mend_for
from unsilo.inbox.recipients import latest_answerable
from unsilo.library.checks import copies, deflection, units
from unsilo.library.checks.text import found, sentences
from unsilo.library.models import FactStatus
from unsilo.library.rules import KnownFact, rules_of
from unsilo.triage.models import ConversationReading
from unsilo.ui import times

# What is rather answered where not everybody reads along.
ELSEWHERE = ("order_support", "safety_harm", "legal_threat")
ANSWERS_LOOKED_AT = 8
CONVERSATIONS_LOOKED_AT = 20


def only_deflects(out: Outgoing) -> Iterator[Finding]:
    """A question asked in public gets its answer there."""
    if not out.public or out.conversation is None or out.kind == DraftKind.FORWARD:
        return
    words = deflection.deflects(out.text)
    if not words:
        return
    answered = latest_answerable(out.conversation)
    if answered is None or deflection.is_private(answered.text):
        return
    reading = ConversationReading.objects.filter(conversation=out.conversation).first()
    if reading and reading.intent in ELSEWHERE:
        return
    if not (deflection.asks(answered.text) or (reading and reading.intent)):
        return
    name = answered.author_name
    yield Finding(
        check="deflection",
        level=Level.STOP,
        words=_("This only deflects."),
        because=_("%(name)s asked in public: answer here first. It only says “%(words)s”.")
        % {"name": name, "words": words},
        mend=mend_for("deflection", out),
    )


_STANDING = """
SELECT m.reply_text, m.author_name, m.sent_at
  FROM inbox_message m
 WHERE m.direction = 'out' AND m.kind = 'message' AND m.conversation_id = ANY(
         ARRAY(SELECT id FROM inbox_conversation WHERE post_id = %(post)s
                ORDER BY last_message_at DESC LIMIT %(conversations)s)
         || %(conversation)s::bigint)
 ORDER BY m.id DESC LIMIT %(answers)s
"""


def copies_what_stands(out: Outgoing) -> Iterator[Finding]:
    """The same words a few answers higher, or below the same post."""
    if not out.public or out.conversation is None:
        return
    words = copies.bare(out.text)
    if len(words) < copies.LEAST_WORDS:
        return
    values = {
        "post": out.conversation.post_id,
        "conversation": out.conversation.pk,
        "conversations": CONVERSATIONS_LOOKED_AT,
        "answers": ANSWERS_LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, values)
        rows = cursor.fetchall()
    for higher, (text, name, at) in enumerate(rows, 1):
        if copies.same(words, copies.bare(text)):
            yield Finding(
                check="copy",
                level=Level.STOP,
                words=_("This stands there already."),
                because=_(
                    "%(name)s answered so %(when)s, %(n)d answers higher. Say it to this person."
                )
                % {"name": name, "when": times.clock_time(at), "n": higher},
            )
            return


def voice(out: Outgoing) -> Iterator[Finding]:
    """Phrases that the brand does not use."""
    for phrase in rules_of(out.brand_id).phrases:
        if not (words := found(phrase.words, out.text)):
            continue
        mend = None
        if phrase.better:
            label = _("Say “%(better)s”") % {"better": phrase.better}
            mend = Mend(label, find=words, put=phrase.better)
        yield Finding(
            check="voice",
            level=Level.STOP if phrase.never else Level.WARN,
            words=_("We don’t say “%(words)s”.") % {"words": words},
            because=phrase.why or _("It stands among the phrases of the voice guide."),
            mend=mend,
        )


def facts(out: Outgoing) -> Iterator[Finding]:
    """What contradicts a fact, is not to be said, or is not sure."""
    subject = out.conversation.subject if out.conversation else ""
    for fact in rules_of(out.brand_id).facts:
        if not fact.about or any(found(one, f"{out.text}\n{subject}") for one in fact.about):
            finding = _against(fact, out.text)
            if finding:
                yield finding


def _against(fact: KnownFact, text: str) -> Finding | None:
    because = f"{fact.statement.rstrip('.')}. {fact.source}".strip()
    if words := next((hit for one in fact.wrong if (hit := found(one, text))), ""):
        if fact.status == FactStatus.DO_NOT_SAY:
            return Finding(
                "fact", Level.STOP, _("“%(words)s” is not said.") % {"words": words}, because
            )
        return _wrong(fact, words, because)
    if fact.status == FactStatus.DO_NOT_SAY:
        said = found(fact.statement.rstrip("."), text) or (fact.value and found(fact.value, text))
        if said:
            return Finding(
                "fact", Level.STOP, _("“%(words)s” is not said.") % {"words": said}, because
            )
        return None
    if fact.value and (finding := _amounts(fact, text, because)):
        return finding
    return _unsure(fact, text, because)


def _wrong(fact: KnownFact, words: str, because: str) -> Finding:
    mend = None
    if fact.value:
        mend = Mend(_("Write %(value)s") % {"value": fact.value}, find=words, put=fact.value)
    said = _("“%(words)s” is wrong.") % {"words": words}
    return Finding("fact", Level.STOP, said, because, mend)


def _amounts(fact: KnownFact, text: str, because: str) -> Finding | None:
    for known in units.amounts(fact.value):
        for said in units.amounts(text):
            if units.mixed_up(known, said):
                return _wrong(fact, said.words, because)
        for sentence in sentences(text):
            if not any(found(one, sentence) for one in fact.about):
                continue
            for said in units.amounts(sentence):
                if units.differs(known, said):
                    words = _("“%(words)s” is not what we know.") % {"words": said.words}
                    return Finding("fact", Level.WARN, words, because)
    return None


def _unsure(fact: KnownFact, text: str, because: str) -> Finding | None:
    said = found(fact.value, text) or found(fact.statement.rstrip("."), text)
    if not said:
        return None
    words = {"words": said}
    if fact.status == FactStatus.NOT_CONFIRMED:
        return Finding("fact", Level.WARN, _("“%(words)s” is not confirmed.") % words, because)
    if fact.valid_until and fact.valid_until < timezone.localdate():
        until = _("It held until %(day)s.") % {"day": f"{fact.valid_until:%Y-%m-%d}"}
        return Finding(
            "fact", Level.WARN, _("“%(words)s” may be out of date.") % words, f"{until} {because}"
        )
    return None


def disclosure(out: Outgoing) -> Iterator[Finding]:
    """A spokesperson says in public who speaks."""
    line = rules_of(out.brand_id).disclosure if out.public else ""
    if not line or out.conversation is None or found(line.rstrip("."), out.text):
        return
    if not _speaks_for_pr(out):
        return
    yield Finding(
        check="disclosure",
        level=Level.STOP,
        words=_("Say who speaks."),
        because=_("A spokesperson answers in public: the disclosure line is missing."),
        mend=Mend(_("Add the line"), put=line),
    )


def _speaks_for_pr(out: Outgoing) -> bool:
    """The writer has a seat on a desk of PR that holds this conversation."""
    own = [
        desk.pk
        for desk in out.access.readable_desks
        if desk.discipline == Discipline.PR and desk.pk in out.access.seat_ids
    ]
    return (
        bool(own) and Placement.objects.filter(conversation=out.conversation, desk__in=own).exists()
    )


CHECKS = (only_deflects, copies_what_stands, voice, facts, disclosure)
