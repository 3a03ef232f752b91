"""Rules as pages show them: in words, with what they did, and what they would have done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Channel
from unsilo.inbox.models import Message, Priority
from unsilo.people.models import Company, Tier
from unsilo.routing.conditions import Actions, Conditions, matches
from unsilo.routing.models import DueRule, Rule, RuleRun
from unsilo.routing.queries.facts import facts_for, recent_messages
from unsilo.triage import words

DAYS = 30
LOOKED_AT = 5_000
PART = 500
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words, and how often it ran in the last 30 days."""

    rule: Rule
    asks: Sequence[str]
    does: Sequence[str]
    runs: int
    undone: int


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in rules are called; fetched at once for a whole list."""

    desks: dict[int, str]
    users: dict[int, str]
    channels: dict[int, str]
    tiers: dict[int, str]
    companies: dict[int, str]

    @classmethod
    def load(cls, rules: Sequence[tuple[Conditions, Actions]]) -> "Names":
        companies = {pk for wanted, _does in rules for pk in wanted.companies}
        return cls(
            dict(Desk.objects.values_list("pk", "name")),
            dict(User.objects.values_list("pk", "name")),
            dict(Channel.objects.values_list("pk", "name")),
            dict(Tier.objects.values_list("pk", "name")),
            dict(Company.objects.filter(pk__in=companies).values_list("pk", "name")),
        )


def rule_rows(*, archived: bool = False) -> list[RuleRow]:
    """All rules in their order."""
    since = timezone.now() - timedelta(days=DAYS)
    rules = list(Rule.objects.filter(archived_at__isnull=not archived))
    recent = RuleRun.objects.filter(rule__in=rules, at__gte=since)
    ran, undone = _counts(recent), _counts(recent.filter(undone_at__isnull=False))
    parts = [(rule.when, rule.does) for rule in rules]
    names = Names.load(parts)
    return [
        RuleRow(
            rule,
            asks(wanted, names),
            does(done, names),
            ran.get(rule.pk, 0),
            undone.get(rule.pk, 0),
        )
        for rule, (wanted, done) in zip(rules, parts, strict=True)
    ]


def _counts(runs: "QuerySet[RuleRun]") -> dict[int, int]:
    return dict(runs.values("rule").annotate(count=Count("pk")).values_list("rule", "count"))


def in_words(rule: Rule) -> tuple[list[str], list[str]]:
    names = Names.load([(rule.when, rule.does)])
    return asks(rule.when, names), does(rule.does, names)


def asks(wanted: Conditions, names: Names) -> list[str]:
    """What has to hold, a line each."""
    said = [
        _("begins a conversation") if wanted.begins else _("any message of a conversation"),
        _listed(_("on %(names)s"), [names.channels.get(pk, _("gone")) for pk in wanted.channels]),
        _either(wanted.public, _("in public"), _("in private")),
        _either(wanted.paid, _("under an ad"), _("not under an ad")),
        _listed(_("says %(names)s"), _quoted(wanted.any_words), last=_("or")),
        _listed(_("says %(names)s"), _quoted(wanted.all_words), last=_("and")),
        _listed(_("does not say %(names)s"), _quoted(wanted.no_words), last=_("or")),
        _listed(_("feels %(names)s"), [words.answer_label("feeling", one) for one in wanted.feelings],
                last=_("or")),
        _listed(_("wants %(names)s"), [words.intent_label(one) for one in wanted.intents],
                last=_("or")),
        words.answer_label("faith", wanted.faith) if wanted.faith else "",
        _listed(_("in %(names)s"), [words.language_label(one) for one in wanted.languages],
                last=_("or")),
        _either(wanted.urgent, _("reads as urgent"), _("does not read as urgent")),
        _("or the reading is not sure") if wanted.unsure and wanted.asks_reading else "",
        _listed(_("from %(names)s"), [names.tiers.get(pk, _("gone")) for pk in wanted.tiers],
                last=_("or")),
        _listed(_("from %(names)s"), [names.companies.get(pk, _("gone")) for pk in wanted.companies],
                last=_("or")),
        _either(wanted.known, _("from somebody who wrote before"), _("from somebody new")),
        _either(wanted.in_hours, _("in business hours"), _("outside business hours")),
    ]  # fmt: skip
    return [one for one in said if one]


def does(done: Actions, names: Names) -> list[str]:
    """What is done, a line each."""
    said = [
        _listed(_("place on %(names)s"), [names.desks.get(pk, _("gone")) for pk in done.place]),
        _assigns(done, names),
        _("priority %(priority)s") % {"priority": Priority(done.priority).label.lower()}
        if done.priority is not None
        else "",
        _listed(_("tag %(names)s"), done.tags),
        _listed(_("notify %(names)s"), [names.users.get(pk, _("gone")) for pk in done.notify]),
    ]
    return [one for one in said if one]


def _assigns(done: Actions, names: Names) -> str:
    if done.assign is None:
        return ""
    known = {"desk": names.desks.get(done.assign.desk, _("gone"))}
    if done.assign.user is None:
        return _("assign on %(desk)s, in turn") % known
    name = names.users.get(done.assign.user, _("gone"))
    return _("assign on %(desk)s to %(name)s") % {**known, "name": name}


def _quoted(phrases: Sequence[str]) -> list[str]:
    return [f"“{one}”" for one in phrases]


def _either(wanted: bool | None, yes: str, no: str) -> str:
    return {True: yes, False: no, None: ""}[wanted]


def _listed(pattern: str, names: Sequence[str], *, last: str = "") -> str:
    if not names:
        return ""
    if len(names) == 1 or not last:
        return pattern % {"names": ", ".join(names)}
    return pattern % {"names": f"{', '.join(names[:-1])} {last} {names[-1]}"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A message that would have matched."""

    conversation_id: int
    person: str
    subject: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would have matched in the last 30 days. ``complete`` is False when there were
    more messages than were looked at."""

    looked_at: int
    matched: int
    conversations: int
    sample: Sequence[Sample]
    complete: bool

    @property
    def share(self) -> float:
        return self.matched / self.looked_at if self.looked_at else 0.0


def dry_run(wanted: Conditions, access: Access) -> DryRun:
    """Try conditions on what came in, as far as the reader may see it. Writes nothing."""
    since = timezone.now() - timedelta(days=DAYS)
    looked = recent_messages(
        since=since, desk_ids=access.desk_ids, brand_ids=access.brand_ids, limit=LOOKED_AT
    )
    count, found = 0, []
    for at in range(0, len(looked.ids), PART):
        facts = facts_for(looked.ids[at : at + PART])
        count += len(facts)
        found += [one for one in facts if matches(wanted, one)]
    found.sort(key=lambda one: -one.message_id)
    return DryRun(
        looked_at=count,
        matched=len(found),
        conversations=len({one.conversation_id for one in found}),
        sample=_sample([one.message_id for one in found[:SAMPLE]]),
        complete=looked.all,
    )


def _sample(message_ids: Sequence[int]) -> list[Sample]:
    messages = (
        Message.objects.filter(pk__in=message_ids)
        .select_related("conversation__person")
        .defer("search", "html", "text")
        .order_by("-pk")
    )
    return [
        Sample(
            conversation_id=one.conversation_id,
            person=str(one.conversation.person),
            subject=one.conversation.subject,
            words=" ".join(one.reply_text.split())[:160],
            at=one.sent_at,
        )
        for one in messages
    ]


def given_up() -> int:
    """Messages over which rules failed for good; people look at those themselves."""
    return DueRule.objects.filter(next_try_at__isnull=True).count()
