"""What customers said when they were asked how it was."""

from datetime import datetime, timedelta
from random import Random

from unsilo.accounts.models import SendState, User
from unsilo.channels.models import Channel
from unsilo.inbox.models import Conversation, Direction, Message, Placement, State
from unsilo.insights.models import Survey
from unsilo.insights.services import surveys

_WORDS = {
    5: ("", "Quicker than my own family.", "The fox is a star.", ""),
    4: ("", "All good, thank you.", ""),
    3: ("", "In the end, yes."),
    2: ("It took three mails.", ""),
    1: ("I still have two left dice.",),
}


def rate(now: datetime, *, by: User) -> None:
    """Support asks since the first day; two in five answer."""
    chance = Random(412)  # noqa: S311  no secret
    for channel in Channel.objects.filter(kind="email", desk__discipline="support"):
        surveys.set_asking(channel, is_on=True, by=by.actor)
        done = Placement.objects.filter(state=State.DONE, conversation__channel=channel)
        asked: set[str] = set()
        for placement in done.select_related("conversation").order_by("done_at", "pk"):
            conversation = placement.conversation
            said = Message.objects.filter(conversation=conversation, kind="message")
            heard = said.filter(direction=Direction.IN).order_by("pk").last()
            reply = said.filter(direction=Direction.OUT, user__isnull=False).order_by("pk").last()
            if conversation.is_spam or not heard or not reply or placement.done_at is None:
                continue
            sent_at = placement.done_at + surveys.ASKED_AFTER
            if heard.author_address in asked or sent_at > now:
                continue
            asked.add(heard.author_address)
            _asked(conversation, heard.author_address, reply.user, sent_at, now, chance)


def _asked(
    conversation: Conversation,
    email: str,
    user: User | None,
    sent_at: datetime,
    now: datetime,
    chance: Random,
) -> None:
    survey = Survey.objects.create(
        conversation=conversation, email=email, user=user, state=SendState.SENT,
        made_at=sent_at - surveys.ASKED_AFTER, sent_at=sent_at,
    )  # fmt: skip
    answered_at = sent_at + timedelta(minutes=chance.randrange(4, 2000))
    if chance.random() < 0.4 and answered_at < now:
        score = chance.choices((5, 4, 3, 2, 1), (50, 28, 10, 6, 6))[0]
        surveys.answer(survey, score=score, words=chance.choice(_WORDS[score]), at=answered_at)
