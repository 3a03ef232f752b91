"""Template tags of the frame around every page. `{% load frame %}`.

Dozens of places stand on every page and change little from one to the next, so each is written once.
"""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from unsilo.ui import icons
from unsilo.ui.attrs import html_attrs
from unsilo.ui.navigation import NavItem, NavSection

register = template.Library()

_once = lru_cache(maxsize=4096)
_NEAR = 5  # places that there is always room for; those beyond move to the menu of a small window


@register.simple_tag
def nav_places(places: Sequence[NavItem]) -> SafeString:
    """{% nav_places frame.places %}: places and those below them, folded away where closed."""
    written = []
    for number, item in enumerate(places, 1):
        written.append(nav_place(item, beyond=number > _NEAR))
        closed = not item.is_open
        written += [nav_place(child, sub=True, folded=closed) for child in item.children]
    return SafeString("".join(written))


@register.simple_tag
def nav_sections(sections: Sequence[NavSection]) -> SafeString:
    """{% nav_sections frame.sections %}: places under headings."""
    written = []
    for section in sections:
        written.append(format_html("<h2>{}</h2>", section.label))
        written += [nav_place(item, sub=True) for item in section.items]
    return SafeString("".join(written))


@register.simple_tag
def nav_menu(places: Sequence[NavItem], sections: Sequence[NavSection]) -> SafeString:
    """{% nav_menu frame.places frame.sections %}: what a small window has no room for."""
    written = []
    for number, item in enumerate(places, 1):
        if number > _NEAR:
            written.append(nav_menu_place(item, icon=item.icon, css="beyond-item"))
        written += [nav_menu_place(child, icon=item.icon) for child in item.children]
    for section in sections:
        written += [SafeString("<hr>"), *(nav_menu_place(item) for item in section.items)]
    return SafeString("".join(written))


@register.tag
def same_for_all(parser: Parser, token: Token) -> "SameForAll":
    """{% same_for_all %}…{% endsame_for_all %}: the same on every page, but for the language.

    What is inside knows no variable, so that nothing of one person is ever shown to another.
    """
    nodes = parser.parse(("endsame_for_all",))
    parser.delete_first_token()
    return SameForAll(nodes)


class SameForAll(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._written: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self._written:
            bare = Context(autoescape=context.autoescape)
            bare.template = context.template
            self._written[language] = self.nodelist.render(bare)
        return self._written[language]


def nav_place(
    item: NavItem, sub: bool = False, folded: bool = False, beyond: bool = False
) -> SafeString:
    signs = (("nav-sub", sub), ("folded", folded), ("beyond", beyond))
    return _place(
        " ".join(["nav-item", *(css for css, is_so in signs if is_so)]),
        str(item.label),
        item.url,
        "" if sub else item.icon,
        item.discipline,
        item.key,
        "page" if item.current else "",
        _count(item.count, item.hot),
    )


def nav_menu_place(item: NavItem, icon: str = "", css: str = "") -> SafeString:
    return _menu_place(
        str(item.label), item.url, icon, item.discipline, css, _count(item.count, item.hot)
    )


@_once
def _place(
    css: str,
    label: str,
    url: str,
    icon: str,
    discipline: str,
    key: str,
    current: str,
    count: SafeString,
) -> SafeString:
    attrs = html_attrs({"aria_current": current, "data_key": key, "data_command": label})
    return format_html(
        '<a class="{}" href="{}"{}>{}<span class="nav-label clip">{}</span>{}</a>',
        css,
        url,
        attrs,
        _sign(icon, discipline),
        label,
        count,
    )


@_once
def _menu_place(
    label: str, url: str, icon: str, discipline: str, css: str, count: SafeString
) -> SafeString:
    attrs = html_attrs({"class": css, "role": "menuitem", "tabindex": "-1"})
    return format_html(
        '<a href="{}"{}>{}<span>{}</span>{}</a>', url, attrs, _sign(icon, discipline), label, count
    )


@_once
def _count(count: int | None, hot: bool) -> SafeString:
    if count is None:
        return SafeString()
    return format_html('<span class="{}">{}</span>', "count hot" if hot else "count", count)


def _sign(icon: str, discipline: str) -> SafeString:
    if icon:
        return icons.icon(icon)
    return format_html('<span class="mark {}"></span>', discipline) if discipline else SafeString()
