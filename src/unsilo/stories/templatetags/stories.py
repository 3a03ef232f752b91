"""Template tags of stories."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from unsilo.stories.matching import host_of
from unsilo.stories.models import angle_labels

register = template.Library()


@register.simple_tag
def points_bar(value: int) -> SafeString:
    """{% points_bar 2 %}: of three, drawn beside the number, which says the same."""
    return format_html(
        '<svg class="bar" viewBox="0 0 3 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="1"/></svg>',
        max(value, 0.05),
    )


@register.filter
def host(url: str) -> str:
    """The site of an address."""
    return host_of(url)


@register.filter
def angles(values: list[str]) -> list[str]:
    return angle_labels(values)
