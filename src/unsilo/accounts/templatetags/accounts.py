"""Template tags of accounts. `{% load accounts %}`"""

from django import template

from unsilo.accounts.models import Brand

register = template.Library()


@register.simple_tag
def house() -> str:
    """{% house %}: whose installation this is, as far as one name says it."""
    names = list(Brand.objects.values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""
