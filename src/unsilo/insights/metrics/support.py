"""The numbers of support."""

from django.utils.translation import gettext_lazy as _

from unsilo.insights.metrics.model import Better, Metric, Shape

_CONVERSATIONS = _("The conversations counted.")

SUPPORT = (
    Metric(
        key="first_reply",
        name=_("First reply"),
        group="support",
        shape=Shape.TIME,
        unit=_("h"),
        digits=1,
        better=Better.LOWER,
        formula=_(
            "Hours from the first message of somebody outside to the first reply a colleague "
            "wrote, by the clock on the wall. Conversations count on the day they began; those "
            "without a reply yet and automatic answers do not count."
        ),
        opens=_("The conversations with a reply, each with its hours."),
    ),
    Metric(
        key="replied",
        name=_("Answered at all"),
        group="support",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the conversations that somebody outside began that day, spam apart, those in "
            "which a colleague has replied by now."
        ),
        opens=_CONVERSATIONS,
    ),
    Metric(
        key="in_time",
        name=_("First replies in time"),
        group="support",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the first replies that a service level asked for and that are settled, those "
            "given in time. Counted in the desk's hours, on the day the clock began."
        ),
        opens=_("The conversations with such a clock."),
    ),
    Metric(
        key="arrived",
        name=_("New conversations"),
        group="support",
        shape=Shape.COUNT,
        formula=_("Conversations that somebody outside began that day, spam apart."),
        opens=_CONVERSATIONS,
    ),
    Metric(
        key="backlog",
        name=_("Backlog"),
        group="support",
        shape=Shape.LEVEL,
        better=Better.LOWER,
        formula=_(
            "Conversations on a desk that are not done (open, waiting or snoozed) at the end of "
            "the day; on two desks they count twice. One that was done and taken up again counts "
            "as if it had never been done. Clear-by is the backlog divided by how many more were "
            "done than came in a day, over the last 10 days."
        ),
        opens=_("The conversations that were not done at the end of the last day."),
    ),
    Metric(
        key="placed",
        name=_("Placed on a desk"),
        group="support",
        shape=Shape.COUNT,
        formula=_(
            "Times a conversation was placed on a desk; on two desks it counts twice. Those that "
            "are not done yet are the backlog, by age."
        ),
        opens=_CONVERSATIONS,
    ),
    Metric(
        key="closed",
        name=_("Done"),
        group="support",
        shape=Shape.COUNT,
        better=Better.HIGHER,
        formula=_("Conversations set to done on a desk that day and still done there."),
        opens=_CONVERSATIONS,
    ),
    Metric(
        key="replies",
        name=_("Replies written"),
        group="support",
        shape=Shape.COUNT,
        formula=_(
            "Messages that colleagues wrote to somebody outside. Automatic ones don't count."
        ),
        opens=_("The conversations, once for each reply."),
    ),
    Metric(
        key="promises_kept",
        name=_("Promises kept"),
        group="support",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the promises that came due that day and are kept or broken, those kept in time. "
            "Promises that were let go do not count."
        ),
        opens=_("The conversations with such a promise."),
    ),
    Metric(
        key="hand_offs",
        name=_("Hand-offs taken in time"),
        group="support",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the conversations asked of another desk whose clock is settled, those taken "
            "or sent back in time."
        ),
        opens=_("The conversations handed over."),
    ),
    Metric(
        key="csat",
        name=_("Satisfied"),
        group="support",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the answers to the survey that came that day, those with 4 or 5 of 5. Asked by mail "
            "an hour after all is done, on channels where it is turned on; see how many answer."
        ),
        opens=_("The conversations rated, each with its score."),
    ),
    Metric(
        key="survey_answers",
        name=_("Surveys answered"),
        group="support",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the people who were sent the survey that day, those who have answered by now."
        ),
        opens=_("The conversations asked about."),
    ),
    Metric(
        key="re_asked",
        name=_("Asked again"),
        group="support",
        shape=Shape.SHARE,
        better=Better.LOWER,
        formula=_(
            "After a hand-off: of the conversations asked of another desk that day in which somebody answered "
            "afterwards, those whose first answer asks the customer a question. Some questions "
            "are needed; what the first desk knew should not be asked twice."
        ),
        opens=_("The conversations handed over and answered."),
    ),
    Metric(
        key="defused",
        name=_("Calmed down"),
        group="support",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the conversations begun that day in which somebody was unhappy in good faith and "
            "got a reply, those whose last message after it is not unhappy, or who bought since."
        ),
        opens=_("The conversations of unhappy people who got a reply."),
    ),
)
