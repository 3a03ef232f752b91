"""Asking where somebody is, which promises them an answer."""

from datetime import timedelta

from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.core.actor import Actor
from unsilo.inbox.models import Conversation
from unsilo.routing.models import Promise, PromiseState
from unsilo.routing.services import promises

BACK_WITHIN = timedelta(hours=1)  # of business time, once they have answered


def promise_stores(conversation: Conversation, *, user: User, by: Actor) -> Promise | None:
    """Promise the nearest stores for when the ZIP comes; None where that is promised already."""
    text = _("Name the stores near their ZIP")
    waiting = Promise.objects.filter(conversation=conversation, state=PromiseState.WAITING)
    if waiting.filter(text=text).exists():
        return None
    return promises.promise(
        conversation, text=text, within=BACK_WITHIN, owner=user, in_next_answer=True, by=by
    )
