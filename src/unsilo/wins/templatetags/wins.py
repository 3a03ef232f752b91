"""Template tags of wins: distances and bars."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from unsilo.wins.ranking import miles_in_words

register = template.Library()

WIDTH = 100


@register.simple_tag
def miles(value: float, is_exact: bool = True) -> str:
    """{% miles row.miles row.store.is_exact %}: "2.1 mi", "about 2 mi"."""
    return miles_in_words(value, is_exact=is_exact)


@register.simple_tag
def bar(value: int, most: int) -> SafeString:
    """{% bar numbers.clicked numbers.offered %}: drawn beside the number, which says the same."""
    width = round(WIDTH * value / most, 1) if most else 0
    return format_html(
        '<svg class="bar" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="10"/></svg>',
        WIDTH,
        min(width, WIDTH),
    )
