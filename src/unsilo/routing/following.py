"""What routing makes of verbs of the inbox; called inside their transactions."""

from unsilo.inbox.models import State
from unsilo.inbox.ports import Done, register_follower
from unsilo.routing.services import clocks, handoffs, promises

_PLACED = (
    "conversation.placed",
    "conversation.moved",
    "conversation.removed",
    "conversation.prioritised",
    "conversation.reopened",
    "conversation.unmarked_spam",
    "conversation.woke",
    "conversation.undone",
)
_ENDED = ("conversation.closed", "conversation.marked_spam", "conversation.removed",
          "conversation.undone")  # fmt: skip
_LEFT = ("conversation.moved", "conversation.removed", "conversation.undone")


def connect() -> None:
    """Register; called once when Django starts."""
    register_follower(["message.queued"], _answered)
    register_follower(["message.unsent"], _unsent)
    register_follower(_PLACED, _placed)
    register_follower(_ENDED, _ended)
    register_follower(["conversation.assigned"], _assigned)
    register_follower(_LEFT, _left)


def _answered(done: Done) -> None:
    """The reply's own transaction pays for this: one statement, unless a promise was kept or the
    answer took a hand-off over."""
    if done.message_id is None:
        return
    pk, moved = done.conversation.pk, done.data["moved"]
    answered = clocks.stop_by_answers([(pk, done.message_id, done.at)])
    if answered.kept:
        promises.kept_by_clocks(answered.kept, by=done.by, at=done.at)
    if answered.has_handoff:
        owned = [step["desk"] for step in moved if step["before"]["owner"] is None]
        handoffs.taken(pk, desk_ids=owned, by=done.by, at=done.at)
        closed = [step["desk"] for step in moved if step["after"]["state"] == State.DONE]
        handoffs.closed(pk, desk_ids=closed, by=done.by, at=done.at)


def _unsent(done: Done) -> None:
    going_on = clocks.go_on_after(done.data["message"])
    if going_on:
        promises.taken_up_by_clocks(going_on)


def _placed(done: Done) -> None:
    clocks.follow_placements(done.conversation)


def _ended(done: Done) -> None:
    clocks.settle_unanswered(done.conversation.pk, at=done.at)
    if done.kind == "conversation.closed":
        closed = [step["desk"] for step in _steps(done)]
        handoffs.closed(done.conversation.pk, desk_ids=closed, by=done.by, at=done.at)


def _assigned(done: Done) -> None:
    desks = [step["desk"] for step in _steps(done)]
    handoffs.taken(done.conversation.pk, desk_ids=desks, by=done.by, at=done.at)


def _left(done: Done) -> None:
    gone = [step["desk"] for step in _steps(done) if step["after"] is None]
    if gone:
        handoffs.left(done.conversation.pk, desk_ids=gone, by=done.by, at=done.at)


def _steps(done: Done) -> list[dict]:  # type: ignore[type-arg]
    return list(done.data.get("steps", ()))
