"""How a thread felt before and after our first answer, and from how many messages that is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min

from unsilo.inbox.models import Conversation, Direction, Kind, Message
from unsilo.triage.models import Feeling, Reading


@dataclass(frozen=True, slots=True)
class Tone:
    """``score`` runs from -100 (all unhappy) to 100 (all happy); None without a message."""

    n: int
    score: int | None


@dataclass(frozen=True, slots=True)
class Shift:
    before: Tone
    after: Tone

    @property
    def is_known(self) -> bool:
        return self.before.n > 0 and self.after.n > 0

    @property
    def change(self) -> int | None:
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


def shifts(conversations: Sequence[Conversation]) -> dict[int, Shift]:
    """Of many conversations at once; those nobody of us answered are left out."""
    ids = [one.pk for one in conversations]
    ours = Message.objects.filter(
        conversation__in=ids, direction=Direction.OUT, kind=Kind.MESSAGE
    ).order_by()
    answered = dict(
        ours.values_list("conversation_id")
        .annotate(first=Min("sent_at"))
        .values_list("conversation_id", "first")
    )
    readings = Reading.objects.filter(
        is_current=True, is_read=True, message__conversation__in=list(answered),
        message__direction=Direction.IN,
    ).exclude(feeling="")  # fmt: skip
    heard: dict[int, tuple[list[str], list[str]]] = {pk: ([], []) for pk in answered}
    for pk, at, feeling in readings.values_list(
        "message__conversation_id", "message__sent_at", "feeling"
    ):
        heard[pk][at > answered[pk]].append(feeling)
    return {pk: Shift(_tone(before), _tone(after)) for pk, (before, after) in heard.items()}


def shift(conversation: Conversation) -> Shift | None:
    return shifts([conversation]).get(conversation.pk)


def _tone(feelings: Sequence[str]) -> Tone:
    n = len(feelings)
    if not n:
        return Tone(0, None)
    happy, unhappy = feelings.count(Feeling.POSITIVE), feelings.count(Feeling.NEGATIVE)
    return Tone(n, round(100 * (happy - unhappy) / n))
