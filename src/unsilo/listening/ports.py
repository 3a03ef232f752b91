"""What packages above listening add to it; they register it in ``AppConfig.ready()``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from unsilo.channels.models import Arrival
from unsilo.listening.models import Alert, Mention

# Called when an alert is raised or becomes more severe, inside the transaction that says so.
Alarm = Callable[[Alert], None]
# Is told of mentions that are new, inside the transaction that keeps them.
Hearing = Callable[[Sequence[Mention]], object]
# Takes an arrival through the intake at once.
TakingIn = Callable[[Arrival], None]


@dataclass(frozen=True, slots=True)
class AlertAction:
    """Something to do about an open alert; its address takes the alert's id and answers a dialog."""

    label: str | Promise
    icon: str
    url_name: str
    key: str = ""


_actions: dict[str, AlertAction] = {}
_alarms: list[Alarm] = []
_hearings: list[Hearing] = []
_taking_in: list[TakingIn] = []


def register_alert_action(label: str | Promise, icon: str, url_name: str, key: str = "") -> None:
    """A button on the card of an open alert, for those who may write."""
    _actions[url_name] = AlertAction(label, icon, url_name, key)


def register_alarm(alarm: Alarm) -> None:
    if alarm not in _alarms:
        _alarms.append(alarm)


def register_hearing(hearing: Hearing) -> None:
    if hearing not in _hearings:
        _hearings.append(hearing)


def register_taking_in(taking_in: TakingIn) -> None:
    """How a mention that was brought into the inbox becomes a conversation."""
    _taking_in[:] = [taking_in]


def alert_actions() -> Sequence[AlertAction]:
    return list(_actions.values())


def sound(alert: Alert) -> None:
    for alarm in _alarms:
        alarm(alert)


def heard(mentions: Sequence[Mention]) -> None:
    for hearing in _hearings:
        hearing(mentions)


def take_in(arrival: Arrival) -> None:
    for taking_in in _taking_in:
        taking_in(arrival)
