"""How channels are: in a word, and what a person can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.channels import registry
from unsilo.channels.contract import Capability, HasPublicForm
from unsilo.channels.models import Arrival, Channel, Delivery
from unsilo.channels.ports import ChannelTrouble, troubles
from unsilo.core.errors import ConnectorError
from unsilo.ui.times import duration

SILENT_AFTER = timedelta(minutes=15)
TROUBLE_FOR = timedelta(days=7)

State = Channel.State


@dataclass(frozen=True, slots=True)
class Health:
    """A dot, a word, and what to do. ``tone`` is one of the design system's states."""

    tone: str
    words: str
    todo: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Answers of one channel that need a look."""

    failed: int = 0
    uncertain: int = 0
    late: int = 0

    @property
    def words(self) -> str:
        parts = [
            (self.failed, _("%(n)d failed")),
            (self.uncertain, _("%(n)d not certain")),
            (self.late, _("%(n)d late")),
        ]
        return ", ".join(words % {"n": count} for count, words in parts if count)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    channel: Channel
    label: str
    icon: str
    health: Health
    is_fetched: bool
    arrivals_today: int
    outgoing: Outgoing
    troubles: Sequence[ChannelTrouble] = ()

    @property
    def lag(self) -> str:
        """How long the newest arrival had waited on the other side, if that is known."""
        seconds = self.channel.lag_seconds
        return "" if seconds is None else duration(seconds)


@dataclass(frozen=True, slots=True)
class PublicForm:
    """Where a channel's own page is, and what other sites put into theirs."""

    url: str
    embed_code: str


def channel_rows(access: Access) -> list[ChannelRow]:
    """Every live channel the user may see, with how it is."""
    found = Channel.objects.live().visible_to(access).select_related("brand", "desk")
    return _rows(list(found))


def channel_row(channel: Channel) -> ChannelRow:
    return _rows([channel])[0]


def _rows(channels: Sequence[Channel]) -> list[ChannelRow]:
    today = _today(channels)
    outgoing = _outgoing(channels)
    told = troubles([one.pk for one in channels])
    return [
        _row(one, today.get(one.pk, 0), outgoing.get(one.pk, Outgoing()), told.get(one.pk, ()))
        for one in channels
    ]


def _row(
    channel: Channel, arrivals_today: int, outgoing: Outgoing, told: Sequence[ChannelTrouble]
) -> ChannelRow:
    known = registry.connectors().get(channel.kind)
    return ChannelRow(
        channel=channel,
        label=known.info.label if known else channel.kind,
        icon=known.info.icon if known else "plug",
        health=health(channel),
        is_fetched=Capability.FETCH in registry.capabilities(channel),
        arrivals_today=arrivals_today,
        outgoing=outgoing,
        troubles=told,
    )


def _today(channels: Sequence[Channel]) -> dict[int, int]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    found = Arrival.objects.filter(channel__in=channels, received_at__gte=midnight)
    counted = found.order_by().values("channel").annotate(n=Count("id"))
    return dict(counted.values_list("channel", "n"))


def _outgoing(channels: Sequence[Channel]) -> dict[int, Outgoing]:
    now = timezone.now()
    trouble = Q(state__in=["failed", "uncertain"], created_at__gt=now - TROUBLE_FOR)
    late = Q(state="waiting", next_try_at__lt=now - SILENT_AFTER) | Q(
        state="waiting", attempts__gt=0
    )
    found = Delivery.objects.filter(trouble | late, channel__in=channels)
    counted = (
        found.order_by()
        .values("channel")
        .annotate(
            failed=Count("id", filter=Q(state="failed")),
            uncertain=Count("id", filter=Q(state="uncertain")),
            late=Count("id", filter=Q(state="waiting")),
        )
    )
    return {row.pop("channel"): Outgoing(**row) for row in counted}


def health(channel: Channel) -> Health:
    """What the settings page says about a channel."""
    if channel.kind not in registry.connectors():
        return Health(
            "bad",
            _("its connector is not installed"),
            _("Install the package that brings “%(kind)s”, or archive the channel.")
            % {"kind": channel.kind},
        )
    if channel.state == State.PAUSED:
        if channel.failures:
            return Health(
                "bad",
                channel.state_reason,
                _("Mend the settings, test them, then resume."),
                channel.state_original,
            )
        return Health("snoozed", _("paused: %(why)s") % {"why": channel.state_reason})
    if channel.state == State.FAILING:
        return Health(
            "bad",
            channel.state_reason,
            _("It is tried again and again by itself."),
            channel.state_original,
        )
    try:
        registry.build(channel)
    except ConnectorError as error:
        return Health("bad", error.message, _("Open the settings and save them again."))
    if Capability.FETCH not in registry.capabilities(channel):
        return Health("good", _("ready"))
    return _fetching(channel)


def _fetching(channel: Channel) -> Health:
    now = timezone.now()
    known = channel.last_success_at or channel.created_at
    silent = now - known
    patience = max(SILENT_AFTER, timedelta(seconds=3 * registry.info(channel).poll_seconds))
    if silent > patience:
        return Health(
            "waiting",
            _("silent for %(time)s") % {"time": duration(silent.total_seconds())},
            _("Is a worker running? `unsilo doctor` tells."),
        )
    if channel.failures:
        return Health("waiting", _("did not answer just now"), _("It is tried again by itself."))
    if channel.last_success_at is None:
        return Health("open", _("about to be asked for the first time"))
    return Health("good", _("all well"))


def public_form(channel: Channel) -> PublicForm | None:
    """The public page of a channel that has one."""
    if Capability.PUBLIC_FORM not in registry.capabilities(channel):
        return None
    connector = registry.build(channel)
    assert isinstance(connector, HasPublicForm)
    url = settings.PUBLIC_URL + connector.public_path(slug=channel.slug)
    return PublicForm(url, connector.embed_code(url=url))
