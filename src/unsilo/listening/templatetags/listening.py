"""Words and numbers of Watch in templates."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from unsilo.listening.models import Alert
from unsilo.listening.queries.watch import AlertView

register = template.Library()


@register.simple_tag
def factor(alert: Alert) -> str:
    """{% factor alert %}: ×27"""
    return times(alert.factor)


@register.simple_tag
def times(value: float) -> str:
    """{% times 6.81 %}: ×6.8"""
    return f"×{value:.0f}" if value >= 10 else f"×{value:.1f}"


@register.filter
def lasted(length: timedelta) -> str:
    """{{ length|lasted }}: 3 h 10 min"""
    minutes = int(length.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return _("%(d)s d %(h)s h") % {"d": days, "h": hours}
    if hours:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes}
    return _("%(m)s min") % {"m": minutes}


@register.simple_tag
def lasting(alert: Alert) -> str:
    """{% lasting alert %}: over how much time its messages came."""
    return _("Within %(length)s.") % {"length": lasted(alert.until - alert.since)}


@register.simple_tag
def spoken_head_start(view: AlertView) -> str:
    """{% spoken_head_start view %}: how long before anything was public."""
    assert view.head_start is not None
    said = {"length": lasted(view.head_start)}
    if view.alert.public_at:
        return _("First heard %(length)s before it was public.") % said
    return _("Known for %(length)s, and nothing of it is public.") % said
