"""The numbers of PR."""

from django.utils.translation import gettext_lazy as _

from unsilo.insights.metrics.model import Better, Metric, Shape

PR = (
    Metric(
        key="feeling",
        name=_("Feeling"),
        group="pr",
        shape=Shape.BALANCE,
        better=Better.HIGHER,
        formula=_(
            "Of the messages from outside that were read: happy ones less unhappy ones, in "
            "percent. From -100 (all unhappy) to 100 (all happy)."
        ),
        opens=_("The conversations with such messages."),
    ),
    Metric(
        key="complaints",
        name=_("Complaints"),
        group="pr",
        shape=Shape.COUNT,
        formula=_("Messages from outside that complain about a product, a service or our values."),
        opens=_("The conversations with complaints."),
    ),
    Metric(
        key="praise",
        name=_("Praise"),
        group="pr",
        shape=Shape.COUNT,
        better=Better.HIGHER,
        formula=_(
            "Messages from outside that praise us, or tell what our things did for somebody."
        ),
        opens=_("The conversations with praise."),
    ),
    Metric(
        key="worth_telling",
        name=_("Worth telling"),
        group="pr",
        shape=Shape.COUNT,
        formula=_("Messages from outside that read as if they could become a story."),
        opens=_("The conversations with such messages."),
    ),
    Metric(
        key="mentions",
        name=_("Mentions"),
        group="pr",
        shape=Shape.COUNT,
        formula=_(
            "Public posts about us elsewhere that our queries found, by the day they appeared."
        ),
        opens=_("The posts."),
    ),
    Metric(
        key="mention_feeling",
        name=_("Feeling of mentions"),
        group="pr",
        shape=Shape.BALANCE,
        better=Better.HIGHER,
        formula=_("Of the mentions that were read: happy ones less unhappy ones, in percent."),
        opens=_("The posts."),
    ),
    Metric(
        key="flags",
        name=_("Flagged as a story"),
        group="pr",
        shape=Shape.COUNT,
        better=Better.HIGHER,
        formula=_("Conversations that a colleague flagged as a possible story, not withdrawn."),
        opens=_("The conversations flagged."),
    ),
    Metric(
        key="flags_taken",
        name=_("Flags taken"),
        group="pr",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_("Of the flags that PR decided on, those that became a story or part of one."),
        opens=_("The conversations with a decided flag."),
    ),
    Metric(
        key="coverage",
        name=_("Coverage"),
        group="pr",
        shape=Shape.COUNT,
        better=Better.HIGHER,
        formula=_("Articles, broadcasts and posts about us that PR confirmed, by publication."),
        opens=_("What was published."),
    ),
    Metric(
        key="coverage_feeling",
        name=_("Feeling of coverage"),
        group="pr",
        shape=Shape.BALANCE,
        better=Better.HIGHER,
        formula=_("Of the coverage whose tone a person named: happy less unhappy, in percent."),
        opens=_("What was published."),
    ),
    Metric(
        key="first_word",
        name=_("First public word"),
        group="pr",
        shape=Shape.TIME,
        unit=_("min"),
        better=Better.LOWER,
        formula=_(
            "Minutes from the detection of an incident to the first thing we said in public."
        ),
        opens=_("The incidents with a public word."),
    ),
    Metric(
        key="alerts",
        name=_("Alerts"),
        group="pr",
        shape=Shape.COUNT,
        formula=_("Times that more was going on than is usual, as the detector said."),
        opens=_("The alerts."),
    ),
    Metric(
        key="alert_time",
        name=_("Alert to acknowledgement"),
        group="pr",
        shape=Shape.TIME,
        unit=_("min"),
        better=Better.LOWER,
        formula=_("Minutes from an alert to the colleague who said that they look after it."),
        opens=_("The alerts that somebody acknowledged."),
    ),
)
