"""Hours and service levels in words."""

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.inbox.models import Priority
from unsilo.routing.forms import DAYS
from unsilo.routing.hours import write_spans
from unsilo.routing.models import BusinessHours, SlaPolicy

register = template.Library()

SHOWN = 3


@register.simple_tag
def level(policy: SlaPolicy) -> str:
    """{% level policy %}: "4 business hours, urgent, in public"."""
    said = [_amount(policy)]
    if policy.priority is not None:
        said.append(str(Priority(policy.priority).label).lower())
    if policy.public is not None:
        said.append(_("in public") if policy.public else _("in private"))
    return ", ".join(said)


def _amount(policy: SlaPolicy) -> str:
    minutes, counted = policy.minutes, policy.in_business_hours
    if minutes % 60:
        one = ngettext("%(n)d minute", "%(n)d minutes", minutes)
        business = ngettext("%(n)d business minute", "%(n)d business minutes", minutes)
        return (business if counted else one) % {"n": minutes}
    hours = minutes // 60
    one = ngettext("%(n)d hour", "%(n)d hours", hours)
    business = ngettext("%(n)d business hour", "%(n)d business hours", hours)
    return (business if counted else one) % {"n": hours}


@register.simple_tag
def week(hours: BusinessHours) -> SafeString:
    """{% week hours %}: a line for each run of days with the same hours."""
    days = [write_spans(day) for day in hours.as_week().days]
    runs: list[tuple[str, str]] = []
    at = 0
    while at < len(days):
        last = at
        while last + 1 < len(days) and days[last + 1] == days[at]:
            last += 1
        first, end = str(DAYS[at][1]), str(DAYS[last][1])
        names = first if last == at else _("%(first)s to %(last)s") % {"first": first, "last": end}
        runs.append((names, days[at] or _("closed")))
        at = last + 1
    return format_html_join("", "<div>{} {}</div>", runs)


@register.simple_tag
def closed_days(hours: BusinessHours) -> SafeString:
    """{% closed_days hours %}: the next few."""
    today = timezone.localdate().isoformat()
    coming = [(day, name) for day, name in sorted(hours.closed.items()) if day >= today][:SHOWN]
    return format_html_join("", "<div>{} {}</div>", [(_day(day), name) for day, name in coming])


def _day(text: str) -> str:
    day = parse_date(text)
    return date_format(day, "j M") if day else text
