"""What insights hold of a person, for erasure; and what a number would lose with the words."""

from datetime import timedelta

from django.db import connection
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import SendState
from unsilo.inbox.models import Message
from unsilo.insights.models import Survey
from unsilo.insights.sources import KEEP_ANSWERS, KEEP_SAID_BEFORE
from unsilo.people.personal import (
    NOWHERE,
    Of,
    Part,
    PersonalData,
    emptied,
    held,
    register_personal_data,
)

DAY = timedelta(days=1)


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(
        held(
            "insights.BriefingItem", _("moments in briefings"), Of.CONVERSATION,
            erase=emptied(title=NOWHERE, words=""),
            keeps=_("the words of the briefing itself; look through it yourself"),
        ),
        held(
            "insights.Survey", _("how they rated us"), Of.CONVERSATION,
            erase=_empty_surveys, keeps=_("the score"),
        ),
        PersonalData(
            model="inbox.Message",
            label=_("what numbers were counted from words"),
            of=Of.MESSAGE,
            part=Part.WORDS,
            rows=lambda scope: Message.objects.filter(
                pk__in=scope.ids, direction="out", words_erased_at__isnull=True
            ),
            erase=_keep_answers,
            exports=False,
            keeps=_("whether an answer sent people away, was said before or asked something"),
        ),
    )  # fmt: skip


def _empty_surveys(rows: QuerySet[Survey, Survey]) -> int:
    """Who has not been asked yet is not asked any more."""
    gone = rows.filter(state=SendState.WAITING).delete()[0]
    return gone + rows.update(email="", words="")


def _keep_answers(rows: QuerySet[Message, Message]) -> int:
    ids = list(rows.values_list("pk", flat=True))
    under_posts = rows.filter(conversation__post__isnull=False)
    span = under_posts.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    with connection.cursor() as cursor:
        cursor.execute(KEEP_ANSWERS, {"ids": ids})
        kept = cursor.rowcount
        if span["first"] is not None:
            around = {"begin": span["first"] - DAY, "until": span["last"] + DAY}
            cursor.execute(KEEP_SAID_BEFORE, around)
            kept += cursor.rowcount
    return int(kept)
