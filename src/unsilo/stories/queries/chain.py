"""The win chain: what led to what, from the first words to the orders, as one record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.accounts.access import Access
from unsilo.core.money import amount
from unsilo.inbox.models import Conversation, Direction, Kind, Message
from unsilo.stories.models import (
    Coverage,
    CoverageState,
    Credit,
    Flag,
    Pitch,
    Relation,
    Story,
)
from unsilo.stories.queries.tone import Shift, shifts
from unsilo.wins.models import Attribution, Conversion, Link


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that happened. ``after`` are the keys of what led to it."""

    key: str
    label: str
    icon: str
    tone: str
    said: str
    meta: str
    at: datetime
    url: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    metric: str
    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class Chain:
    nodes: Sequence[Node]
    credit: Sequence[Share]

    @property
    def edges(self) -> list[tuple[Node, Node]]:
        by_key = {node.key: node for node in self.nodes}
        return [(by_key[key], node) for node in self.nodes for key in node.after if key in by_key]

    @property
    def days(self) -> int:
        return (self.nodes[-1].at - self.nodes[0].at).days if self.nodes else 0


def conversations_of(access: Access, story: Story) -> list[Conversation]:
    """Where it came from, what proves it and what belongs with those, as far as readable."""
    held = set(
        story.evidence.filter(conversation__isnull=False).values_list("conversation_id", flat=True)
    )
    if story.conversation_id:
        held.add(story.conversation_id)
    pairs = Relation.objects.filter(is_related=True).filter(Q(first__in=held) | Q(second__in=held))
    held |= {pk for pair in pairs.values_list("first_id", "second_id") for pk in pair}
    found = Conversation.objects.visible_to(access).filter(pk__in=held)
    return list(found.select_related("person", "channel").order_by("created_at", "id"))


def chain_of(access: Access, story: Story) -> Chain:
    conversations = conversations_of(access, story)
    nodes = [
        *_heard(story, conversations),
        *_told(access, story),
        *_came_of_it(story, conversations),
    ]
    nodes.sort(key=lambda node: node.at)
    shares = Credit.objects.filter(story=story).select_related("user", "desk")
    credit = [
        Share(one.get_metric_display(), str(one.user or one.desk), one.percent) for one in shares
    ]
    return Chain(nodes, credit)


def _heard(story: Story, conversations: Sequence[Conversation]) -> list[Node]:
    """What they wrote, and what we answered."""
    ids = [one.pk for one in conversations]
    said = Message.objects.filter(conversation__in=ids, kind=Kind.MESSAGE).order_by("id")
    firsts: dict[tuple[int, str], Message] = {}
    for message in said.defer("html", "search", "text"):
        firsts.setdefault((message.conversation_id, message.direction), message)
    tones = shifts(conversations)
    nodes, origin = [], f"conversation:{story.conversation_id}"
    for one in conversations:
        key, url = f"conversation:{one.pk}", reverse("inbox:conversation", args=[one.pk])
        heard = firsts.get((one.pk, Direction.IN))
        nodes.append(
            Node(
                key=key,
                label=_("Post") if one.public else _("Mail"),
                icon="chat" if one.public else "mail",
                tone="community" if one.public else "support",
                said=_short(heard.reply_text if heard else one.subject),
                meta=str(one.person),
                at=heard.sent_at if heard else one.created_at,
                url=url,
                after=(origin,) if key != origin else (),
            )
        )
        answer = firsts.get((one.pk, Direction.OUT))
        if answer is not None and heard is not None and answer.sent_at >= heard.sent_at:
            nodes.append(
                Node(
                    key=f"answer:{one.pk}",
                    label=_("Our answer"),
                    icon="reply",
                    tone="community" if one.public else "support",
                    said=_short(answer.reply_text),
                    meta=_with_tone(answer.author_name, tones.get(one.pk)),
                    at=answer.sent_at,
                    url=url,
                    after=(key,),
                )
            )
    return nodes


def _with_tone(name: str, shift: Shift | None) -> str:
    if shift is None or not shift.is_known:
        return name
    return _("%(name)s · tone %(before)s to %(after)s") % {
        "name": name,
        "before": _signed(shift.before.score or 0),
        "after": _signed(shift.after.score or 0),
    }


def _signed(score: int) -> str:
    return f"{score:+d}" if score else "0"


def _told(access: Access, story: Story) -> list[Node]:
    """From the flag to the pitches."""
    nodes = []
    own = f"story:{story.pk}"
    flags = list(Flag.objects.visible_to(access).filter(story=story).select_related("flagged_by"))
    nodes += [
        Node(
            key=f"flag:{flag.pk}",
            label=_("Flag"),
            icon="flag",
            tone="support",
            said=flag.what,
            meta=str(flag.flagged_by or ""),
            at=flag.flagged_at,
            url=reverse("inbox:conversation", args=[flag.conversation_id]),
            after=(f"conversation:{flag.conversation_id}",),
        )
        for flag in flags
    ]
    nodes.append(
        Node(
            key=own,
            label=_("Story"),
            icon="news",
            tone="pr",
            said=story.title,
            meta=str(story.owner or ""),
            at=story.created_at,
            url=reverse("stories:story", args=[story.pk]),
            after=tuple(f"flag:{flag.pk}" for flag in flags)
            or ((f"conversation:{story.conversation_id}",) if story.conversation_id else ()),
        )
    )
    pitches = list(
        Pitch.objects.filter(story=story, cancelled_at__isnull=True)
        .select_related("contact__person", "contact__outlet")
        .order_by("pitched_at")
    )
    if pitches:
        nodes.append(
            Node(
                key=f"pitches:{story.pk}",
                label=ngettext("Pitch", "Pitches", len(pitches)),
                icon="send",
                tone="pr",
                said=_list([str(one.contact.outlet) for one in pitches]),
                meta=ngettext("%(n)s journalist", "%(n)s journalists", len(pitches))
                % {"n": len(pitches)},
                at=pitches[0].pitched_at,
                url=f"{reverse('stories:story', args=[story.pk])}#pitches",
                after=(own,),
            )
        )
    return nodes


def _came_of_it(story: Story, conversations: Sequence[Conversation]) -> list[Node]:
    """Articles, clicks and orders."""
    nodes = []
    articles = list(
        Coverage.objects.filter(story=story, state=CoverageState.CONFIRMED)
        .select_related("outlet")
        .order_by("published_at")
    )
    if articles:
        pitched = any(one.pitch_id for one in articles)
        nodes.append(
            Node(
                key=f"coverage:{story.pk}",
                label=ngettext("Article", "Articles", len(articles)),
                icon="news",
                tone="pr",
                said=_list([str(one.outlet or one.title) for one in articles]),
                meta=ngettext("%(n)s published", "%(n)s published", len(articles))
                % {"n": len(articles)},
                at=articles[0].published_at,
                url=f"{reverse('stories:story', args=[story.pk])}#coverage",
                after=(f"pitches:{story.pk}" if pitched else f"story:{story.pk}",),
            )
        )
    ids = [one.pk for one in conversations]
    orders = list(Conversion.objects.filter(conversation__in=ids).order_by("happened_at"))
    clicks = Link.objects.filter(conversation__in=ids).aggregate(n=Sum("clicks"))["n"] or 0
    if orders:
        said = ngettext("%(n)s order", "%(n)s orders", len(orders)) % {"n": len(orders)}
        if clicks:
            said += ", " + ngettext("%(n)s click", "%(n)s clicks", clicks) % {"n": clicks}
        nodes.append(
            Node(
                key=f"orders:{story.pk}",
                label=_("Orders"),
                icon="heart",
                tone="won",
                said=said,
                meta=money_of(orders),
                at=orders[0].happened_at,
                url=reverse("inbox:conversation", args=[orders[0].conversation_id]),
                after=tuple(dict.fromkeys(f"conversation:{one.conversation_id}" for one in orders)),
            )
        )
    return nodes


def money_of(orders: Sequence[Conversion]) -> str:
    """Direct, assisted and influenced side by side: they overlap, so they are never added up."""
    sums: dict[tuple[str, str], Decimal] = {}
    for one in orders:
        key = (one.attribution, one.currency)
        sums[key] = sums.get(key, Decimal()) + one.value
    return " · ".join(
        f"{amount(value, currency)} {str(Attribution(kind).label).lower()}"
        for kind in Attribution.values
        for (attribution, currency), value in sums.items()
        if attribution == kind
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 110 else f"{words[:109].rstrip()}…"


def _list(names: Sequence[str]) -> str:
    names = list(dict.fromkeys(names))
    if len(names) <= 3:
        return ", ".join(names)
    return _("%(names)s and %(n)s more") % {"names": ", ".join(names[:3]), "n": len(names) - 3}
