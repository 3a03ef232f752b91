"""Template tags of campaigns: spans of days."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from unsilo.launches.models import Campaign

register = template.Library()


@register.simple_tag
def days(campaign: Campaign) -> str:
    """{% days campaign %}: "3 Oct to 30 Nov", "from 3 Oct", "until 30 Nov"."""
    start = date_format(campaign.starts_on, "j M") if campaign.starts_on else ""
    end = date_format(campaign.ends_on, "j M") if campaign.ends_on else ""
    if start and end:
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return _("from %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else _("no days noted")
