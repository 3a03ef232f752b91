"""What the colleagues corrected in their first weeks: first messages whose tag says what they want.

Those messages are read here; all others when the worker starts.
"""

from datetime import datetime, timedelta

from unsilo.channels.contract import MessageClass
from unsilo.demo.company import COLLEAGUES_BY_KEY
from unsilo.demo.founding import Cast
from unsilo.inbox.models import ConversationTag, Direction, Kind, Message
from unsilo.triage.models import DueReading, Head
from unsilo.triage.reader import ReaderMissing, load
from unsilo.triage.services import corrections, reading

MEANT = {
    "where-to-buy": "where_to_buy",
    "rules": "product_question",
    "missing-piece": "order_support",
    "shipping": "order_support",
    "idea": "idea_request",
    "press": "partnership_press_creator",
    "praise": "praise",
    "job": "job",
    "refund": "order_support",
}
TEACHERS = ("marit", "theo", "bram", "priya")
MOST = 48
SETTLED = timedelta(days=3)  # what is newer, nobody has had the time to correct
LATER = timedelta(hours=5)


def teach(cast: Cast, now: datetime) -> None:
    """Read some messages and have the colleagues say what they really want."""
    try:
        model = load()
    except ReaderMissing:
        return
    taught = _first_messages(now)
    ids = [message.pk for message, _tag in taught]
    reading.read_batch(ids, model)
    DueReading.objects.filter(message__in=ids).delete()
    for number, (message, tag) in enumerate(taught):
        user = cast.users[COLLEAGUES_BY_KEY[TEACHERS[number % len(TEACHERS)]].email]
        corrections.correct(
            message.pk,
            head=Head.INTENT,
            said=MEANT[tag],
            by=user.actor,
            user=user,
            at=message.sent_at + LATER,
        )


def _first_messages(now: datetime) -> list[tuple[Message, str]]:
    """First messages of conversations with one telling tag, the newest of them."""
    worn: dict[int, set[str]] = {}
    for conversation_id, tag in ConversationTag.objects.filter(tag__name__in=MEANT).values_list(
        "conversation_id", "tag__name"
    ):
        worn.setdefault(conversation_id, set()).add(tag)
    clear = {pk: next(iter(names)) for pk, names in worn.items() if len(names) == 1}
    firsts = (
        Message.objects.filter(
            conversation__in=clear, sent_at__lt=now - SETTLED, direction=Direction.IN,
            kind=Kind.MESSAGE, message_class=MessageClass.HUMAN,
        )
        .order_by("conversation", "pk")
        .distinct("conversation")
    )  # fmt: skip
    newest = sorted(firsts, key=lambda message: message.sent_at, reverse=True)[:MOST]
    return [(message, clear[message.conversation_id]) for message in newest]
