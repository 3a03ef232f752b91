"""What each severity asks for: how soon to act, and what happens by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Severity


@dataclass(frozen=True, slots=True)
class Step:
    """One severity. Goals count from the moment it was detected; None: nothing is asked for."""

    meaning: str | Promise
    leads: str | Promise
    acknowledged: timedelta
    declared: timedelta
    public: timedelta | None
    rhythm: timedelta
    pauses: bool = False


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


LADDER: Mapping[int, Step] = {
    Severity.WATCH: Step(
        _("odd, harmless"), _("whoever saw it"), _minutes(240), _minutes(480), None, _minutes(1440)
    ),
    Severity.ISSUE: Step(
        _("few people, contained"),
        _("the community's lead"),
        _minutes(60),
        _minutes(120),
        _minutes(240),
        _minutes(720),
    ),
    Severity.ESCALATING: Step(
        _("it repeats, or somebody notable speaks"),
        _("the leads of community and support"),
        _minutes(30),
        _minutes(60),
        _minutes(120),
        _minutes(240),
    ),
    Severity.SERIOUS: Step(
        _("press, a front page, or somebody may be harmed"),
        _("PR's lead; a lawyer reads"),
        _minutes(15),
        _minutes(30),
        _minutes(60),
        _minutes(120),
        pauses=True,
    ),
    Severity.CRISIS: Step(
        _("safety, a data leak, national press"),
        _("the management"),
        _minutes(10),
        _minutes(20),
        _minutes(30),
        _minutes(60),
        pauses=True,
    ),
    Severity.EXISTENTIAL: Step(
        _("a life, the law, the company itself"),
        _("the chief and a lawyer"),
        _minutes(5),
        _minutes(10),
        _minutes(15),
        _minutes(30),
        pauses=True,
    ),
}
