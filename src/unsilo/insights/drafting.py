"""The words of a briefing, out of what a week holds. Short, in full sentences, nothing invented."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unsilo.insights.gathering import GOOD, Topic, Week
from unsilo.insights.queries.numbers import Summary, forecast
from unsilo.insights.words import beside, clear_by, delta, short_day, signed

SECTIONS: dict[str, str | Lazy] = {
    "short": gettext_lazy("In short"),
    "moving": gettext_lazy("Rising and falling"),
    "moments": gettext_lazy("Best moments"),
    "stories": gettext_lazy("Stories and coverage"),
    "alerts": gettext_lazy("Alerts"),
    "promises": gettext_lazy("Promises"),
    "watch": gettext_lazy("What to watch"),
    "agenda": gettext_lazy("Meeting of support and PR"),
}
AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    title: str
    words: str = ""
    url: str = ""
    conversation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it is drafted."""

    text: str
    items: Sequence[Item] = field(default=())


def draft(week: Week) -> dict[str, Part]:
    return {
        "short": _short(week),
        "moving": _moving(week),
        "moments": _moments(week),
        "stories": _stories(week),
        "alerts": _alerts(week),
        "promises": _promises(week),
        "watch": _watch(week),
        "agenda": _agenda(week),
    }


def numbers(week: Week) -> list[dict[str, Any]]:
    """The table at the head."""
    return [_number(summary) for summary in week.numbers.values()]


def _number(summary: Summary) -> dict[str, Any]:
    words, tone = delta(summary)
    return {
        "key": summary.metric.key,
        "name": str(summary.metric.name),
        "figure": signed(summary.metric, summary.now),
        "before": signed(summary.metric, summary.before),
        "beside": beside(summary),
        "delta": words,
        "tone": tone,
    }


def _short(week: Week) -> Part:
    came = week.numbers["arrived"]
    said = [
        ngettext(
            "%(n)s conversation began, after %(before)s in the week before.",
            "%(n)s conversations began, after %(before)s in the week before.",
            came.now.counted,
        )
        % {"n": came.now.counted, "before": came.before.counted}
    ]
    reply = week.numbers["first_reply"]
    if reply.now.median is not None:
        said.append(
            _(
                "Half of the first replies took less than %(median)s; one in ten more than %(p90)s h."
            )
            % {
                "median": signed(reply.metric, reply.now),
                "p90": round(reply.now.p90 or 0, 1),
            }
        )
    rising = [topic for topic in week.topics if topic.is_rising]
    if rising:
        said.append(
            _("Most on the rise: %(names)s.") % {"names": ", ".join(t.name for t in rising[:3])}
        )
    return Part(" ".join(said))


def _moving(week: Week) -> Part:
    rising = [topic for topic in week.topics if topic.is_rising]
    falling = [topic for topic in reversed(week.topics) if topic.is_falling]
    blocks = [
        (_("**Issues rising**"), [one for one in rising if one.intent not in GOOD]),
        (_("**Praise rising**"), [one for one in rising if one.intent in GOOD]),
        (_("**Issues falling**"), [one for one in falling if one.intent not in GOOD]),
        (_("**Praise falling**"), [one for one in falling if one.intent in GOOD]),
    ]
    said = [
        f"{head}\n\n" + "\n".join(_topic(one) for one in topics[:AT_MOST])
        for head, topics in blocks
        if topics
    ]
    if not said:
        return Part(_("Nothing moved more than it does in an ordinary week."))
    return Part("\n\n".join(said))


def _topic(topic: Topic) -> str:
    if not topic.usual:
        return _("- %(name)s: %(n)s, new in nine weeks") % {"name": topic.name, "n": topic.now}
    return _("- %(name)s: %(n)s, usually %(usual)s a week") % {
        "name": topic.name,
        "n": topic.now,
        "usual": f"{topic.usual:.1f}",
    }


def _moments(week: Week) -> Part:
    praise = week.numbers["praise"].now.counted
    if not week.moments:
        return Part(_("Nobody praised us in words that can be quoted."))
    said = ngettext("%(n)s message praised us.", "%(n)s messages praised us.", praise)
    return Part(
        said % {"n": praise},
        [
            Item(
                key=f"message:{quote.message_id}",
                title=quote.channel,
                words=quote.words,
                conversation_id=quote.conversation_id,
            )
            for quote in week.moments
        ],
    )


def _stories(week: Week) -> Part:
    mentions = week.numbers["mentions"].now.counted
    said = [
        ngettext(
            "%(n)s public post elsewhere spoke of us.",
            "%(n)s public posts elsewhere spoke of us.",
            mentions,
        )
        % {"n": mentions}
        if mentions
        else _("No public post elsewhere was found.")
    ]
    if week.worth:
        said.append(_("The words below could become a story."))
    lines = [
        _("- **%(title)s**, %(where)s, %(day)s")
        % {
            "title": one.title,
            "where": one.outlet or _("somewhere else"),
            "day": short_day(one.published_at.date()),
        }
        for one in week.coverage
    ]
    flagged = week.numbers["flags"].now.counted
    if flagged:
        said.append(
            ngettext(
                "%(n)s conversation was flagged as a story.",
                "%(n)s conversations were flagged as a story.",
                flagged,
            )
            % {"n": flagged}
        )
    return Part(
        "\n\n".join([" ".join(said), *(["\n".join(lines)] if lines else [])]),
        [
            Item(
                key=f"message:{quote.message_id}",
                title=quote.channel,
                words=quote.words,
                conversation_id=quote.conversation_id,
            )
            for quote in week.worth
        ],
    )


def _alerts(week: Week) -> Part:
    if not week.alerts:
        return Part(_("Nothing stood out."))
    lines = [
        _("- **%(title)s** (%(kind)s, %(day)s): %(observed)s observed, %(expected)s expected")
        % {
            "title": one.title,
            "kind": one.get_kind_display(),
            "day": short_day(one.raised_at.date()),
            "observed": one.observed,
            "expected": f"{one.expected:.1f}",
        }
        for one in week.alerts
    ]
    return Part("\n".join(lines))


def _promises(week: Week) -> Part:
    kept = week.numbers["promises_kept"]
    if not kept.now.counted:
        return Part(_("No promise came due."))
    broken = kept.now.counted - kept.now.hits
    said = ngettext(
        "%(broken)s of %(n)s promise that came due was broken.",
        "%(broken)s of %(n)s promises that came due were broken.",
        kept.now.counted,
    ) % {"broken": broken, "n": kept.now.counted}
    return Part(
        said,
        [
            Item(
                key=f"promise:{one.pk}",
                title=_("%(desk)s, due %(day)s")
                % {"desk": one.desk.name, "day": short_day(one.due_at.date())}
                if one.due_at
                else one.desk.name,
                words=one.text,
                conversation_id=one.conversation_id,
            )
            for one in week.broken
        ],
    )


def _watch(week: Week) -> Part:
    lines = []
    backlog = week.month["backlog"]
    waits = forecast(backlog, week.month["placed"], week.month["closed"], 0)
    if waits.standing:
        lines.append(
            _("- Backlog: %(n)s, %(clear)s") % {"n": waits.standing, "clear": clear_by(waits)}
        )
    lines += [
        _("- %(name)s: %(n)s this week, usually %(usual)s")
        % {"name": one.name, "n": one.now, "usual": f"{one.usual:.1f}"}
        for one in week.topics
        if one.is_rising and one.intent not in GOOD
    ][:AT_MOST]
    worse = [
        _("- %(name)s: %(figure)s, %(delta)s")
        % {"name": one.metric.name, "figure": signed(one.metric, one.now), "delta": delta(one)[0]}
        for one in week.numbers.values()
        if delta(one)[1] == "bad"
    ]
    lines += worse[:AT_MOST]
    items = [
        Item(
            key=f"waits:{one.pk}",
            title=_("No answer since %(day)s") % {"day": short_day(one.created_at.date())},
            words=one.subject,
            conversation_id=one.pk,
        )
        for one in week.oldest
    ]
    return Part("\n".join(lines) or _("Nothing in particular."), items)


def _agenda(week: Week) -> Part:
    rising = [one.name for one in week.topics if one.is_rising and one.intent not in GOOD]
    points: list[str] = []
    if week.alerts:
        points.append(_("Alerts of the week: what each of us saw first, and when"))
    if rising:
        points.append(
            _("Rising: %(names)s. Who tells people what?") % {"names": ", ".join(rising[:3])}
        )
    if week.worth or week.moments:
        points.append(_("Best moments and possible stories: which do we ask consent for?"))
    if week.broken:
        points.append(_("Promises broken: what do we say, and what has to change?"))
    if week.coming:
        points.append(
            ngettext(
                "%(n)s promise is due next week: is everything there that it needs?",
                "%(n)s promises are due next week: is everything there that they need?",
                len(week.coming),
            )
            % {"n": len(week.coming)}
        )
    if week.waiting:
        points.append(
            ngettext(
                "%(n)s hand-off waits for somebody to take it",
                "%(n)s hand-offs wait for somebody to take them",
                len(week.waiting),
            )
            % {"n": len(week.waiting)}
        )
    points.append(_("What did the last briefing lead to?"))
    text = "\n".join(f"{n}. {point}" for n, point in enumerate(points, 1))
    return Part(
        text,
        [
            Item(
                key=f"handoff:{one.pk}",
                title=_("Waits for %(desk)s") % {"desk": one.to_desk.name},
                words=one.why,
                conversation_id=one.conversation_id,
            )
            for one in week.waiting
        ]
        + [
            Item(
                key=f"promise:{one.pk}",
                title=_("Promised by %(desk)s") % {"desk": one.desk.name},
                words=one.text,
                conversation_id=one.conversation_id,
            )
            for one in week.coming
        ],
    )
