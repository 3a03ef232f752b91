"""The numbers of community and marketing."""

from django.utils.translation import gettext_lazy as _

from unsilo.insights.metrics.model import Better, Metric, Shape

COMMUNITY = (
    Metric(
        key="buying_answered",
        name=_("Buying questions answered"),
        group="community",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_(
            "Of the conversations in which somebody asks where to buy, begun that day, those in "
            "which we gave a way to win."
        ),
        opens=_("The conversations that ask."),
    ),
    Metric(
        key="buying_time",
        name=_("Time to a way to win"),
        group="community",
        shape=Shape.TIME,
        unit=_("h"),
        digits=1,
        better=Better.LOWER,
        formula=_(
            "Hours from a conversation's beginning to the first way to win given in it, for "
            "conversations that ask where to buy."
        ),
        opens=_("The conversations in which we gave one."),
    ),
    Metric(
        key="deflection",
        name=_("Deflected"),
        group="community",
        shape=Shape.SHARE,
        digits=1,
        better=Better.LOWER,
        formula=_(
            "Of the replies colleagues wrote in public, those that do little more than send people "
            "elsewhere: under 240 characters, asking them to write, call or message, with no "
            "link of ours."
        ),
        opens=_("The conversations with a public reply."),
    ),
    Metric(
        key="canned",
        name=_("Answers said before"),
        group="community",
        shape=Shape.SHARE,
        digits=1,
        better=Better.LOWER,
        formula=_(
            "Of the replies colleagues wrote under posts, those that share four fifths of their "
            "words with one of the 20 replies before them under the same post, at most a day "
            "old. Links and handles apart; replies of fewer than five different words never "
            "count as said before."
        ),
        opens=_("The conversations with a reply under a post."),
    ),
    Metric(
        key="ways_won",
        name=_("Ways to win followed"),
        group="community",
        shape=Shape.SHARE,
        better=Better.HIGHER,
        formula=_("Of the links given in answers that day, those a person has followed by now."),
        opens=_("The conversations with a link."),
    ),
    Metric(
        key="revenue_direct",
        name=_("Revenue, direct"),
        group="community",
        shape=Shape.MONEY,
        digits=2,
        better=Better.HIGHER,
        formula=_(
            "What was bought with the code of a link of ours, within 7 days of it. Direct, "
            "assisted and influenced are never added up."
        ),
        opens=_("The conversations it came from."),
    ),
    Metric(
        key="revenue_assisted",
        name=_("Revenue, assisted"),
        group="community",
        shape=Shape.MONEY,
        digits=2,
        better=Better.HIGHER,
        formula=_(
            "What was bought with the code of a link within 30 days, or by somebody who talked "
            "with us in the 30 days before."
        ),
        opens=_("The conversations it came from."),
    ),
    Metric(
        key="revenue_influenced",
        name=_("Revenue, influenced"),
        group="community",
        shape=Shape.MONEY,
        digits=2,
        better=Better.HIGHER,
        formula=_("What was bought later than that, or where a colleague said that we had a part."),
        opens=_("The conversations it came from."),
    ),
    Metric(
        key="word_of_mouth",
        name=_("Word of mouth"),
        group="community",
        shape=Shape.SHARE,
        digits=1,
        better=Better.HIGHER,
        formula=_(
            "Of the public messages that were read, those in which somebody brings in a friend or "
            "tells others about us."
        ),
        opens=_("The conversations with public messages."),
    ),
    Metric(
        key="hidden_complaints",
        name=_("Complaints hidden"),
        group="community",
        shape=Shape.SHARE,
        digits=1,
        better=Better.LOWER,
        formula=_(
            "Of the public messages that complain, those that are hidden where they were written. "
            "A complaint that was read as something else when it was hidden counts as well. It "
            "should be none."
        ),
        opens=_("The conversations with public complaints."),
    ),
)
