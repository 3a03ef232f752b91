"""What packages above add to accounts; they register it in ``AppConfig.ready()``."""

from collections.abc import Callable

from unsilo.accounts.models import Call, User
from unsilo.core.actor import Actor

# Called in the transaction in which somebody takes on a call.
CallFollower = Callable[[Call, User, Actor], None]

_call_followers: dict[str, CallFollower] = {}


def register_call_follower(kind: str, follower: CallFollower) -> None:
    """Tell ``follower`` of answers to calls of a kind: what stands before the colon of their key."""
    _call_followers[kind] = follower


def call_answered(call: Call, user: User, by: Actor) -> None:
    follower = _call_followers.get(call.key.partition(":")[0])
    if follower is not None:
        follower(call, user, by)
