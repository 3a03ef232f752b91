"""Template tags of the design system. `{% load ui %}`; README.md and /ui/ show all of them."""

import datetime as dt
import zlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache

from django import template
from django.forms import BaseForm, BoundField, widgets
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from unsilo.core.money import amount, amounts
from unsilo.ui import icons, times
from unsilo.ui.attrs import html_attrs
from unsilo.ui.charts import Chart
from unsilo.ui.keys import key_label

register = template.Library()


# Signs: plain string work, cheap enough for every row of a list.


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """{% icon "inbox" %}; size="sm" or "lg". With a label it speaks, else it is decoration."""
    return icons.icon(name, size, str(label))


@register.simple_tag
def avatar(name: str, size: str = "", here: bool = False, brand: bool = False) -> SafeString:
    """{% avatar person.name %}: initials in a lasting tone; size="sm" or "lg", here, brand."""
    initials, tone = _initials_and_tone(str(name))
    flags = ("avatar", size, "here" if here else "", "brand" if brand else "")
    css = " ".join(flag for flag in flags if flag)
    return format_html(
        '<span class="{}" data-tone="{}" aria-hidden="true">{}</span>', css, tone, initials
    )


@lru_cache(maxsize=4096)
def _initials_and_tone(name: str) -> tuple[str, int]:
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()] or ["?"]
    initials = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return initials.upper(), zlib.crc32(name.encode()) % 6 + 1


@register.simple_tag
def mark(discipline: str, label: str = "") -> SafeString:
    """{% mark "support" %} beside its name; with a label where it stands alone."""
    if not label:
        return format_html('<span class="mark {}"></span>', discipline)
    return format_html(
        '<span class="mark {}" role="img" aria-label="{}" title="{}"></span>',
        discipline,
        label,
        label,
    )


@register.simple_tag
def when(at: dt.datetime | None, style: str = "relative") -> SafeString:
    """{% when message.sent_at %}: "14 min", "9 Oct"; style="clock" for "10:26", "full" for all."""
    return times.time_tag(at, style)


@register.simple_tag
def clock(due: dt.datetime | None, since: dt.datetime | None = None) -> SafeString:
    """{% clock placement.due_at since=placement.opened_at %}: time left, due, or late."""
    if not due:
        return SafeString()
    now = timezone.now()
    left = (due - now).total_seconds()
    # Due is the last quarter of the time there was.
    near = ((due - since).total_seconds() if since else 2 * times.HOUR) / 4
    tone = " late" if left < 0 else " due" if left < near else ""
    words = times.duration(max(abs(left), times.MINUTE))
    if left < 0:
        words = gettext("%(duration)s late") % {"duration": words}
    return format_html(
        '<time class="clock{}" datetime="{}" data-due="{}" title="{}">{}<span>{}</span></time>',
        tone,
        times.iso(due),
        round(near),
        times.full(due),
        icons.icon("clock"),
        words,
    )


@register.simple_tag
def money(value: Decimal | None, currency: str) -> str:
    """{% money campaign.budget campaign.currency %}: "$1,200", "" for nothing."""
    return "" if value is None else amount(value, currency)


@register.filter
def moneys(sums: Mapping[str, Decimal]) -> str:
    """{{ row.spend|moneys }}: one sum for each currency; they are never added up."""
    return amounts(sums) if sums else ""


@register.simple_tag
def state(name: str, label: str) -> SafeString:
    """{% state "open" _("open") %}; open, waiting, snoozed, done, good, bad: a dot and a word."""
    return format_html('<span class="state {}">{}</span>', name, label)


@register.simple_tag
def chip(label: str, tone: str = "", icon: str = "", **attrs: object) -> SafeString:
    """{% chip tag.name %}; tone: warn danger ok info accent line neg neu pos or a discipline."""
    sign = icons.icon(icon) if icon else _discipline_mark(tone)
    return format_html('<span class="chip {}"{}>{}{}</span>', tone, html_attrs(attrs), sign, label)


@register.simple_tag
def badge(count: object, tone: str = "", label: str = "") -> SafeString:
    """{% badge 12 tone="hot" label=_("unread") %}: a count that somebody can clear."""
    words = format_html('<span class="vh"> {}</span>', label) if label else ""
    return format_html('<span class="badge {}">{}{}</span>', tone, count, words)


@register.simple_tag
def kbd(key: str) -> SafeString:
    """{% kbd "Ctrl+Enter" %}"""
    return _kbd(key)


@cache
def _kbd(key: str) -> SafeString:
    return format_html('<kbd class="kbd">{}</kbd>', key_label(key)) if key else SafeString()


@cache
def _discipline_mark(tone: str) -> SafeString:
    if tone in {"support", "community", "marketing", "pr", "product"}:
        return format_html('<span class="mark {}"></span>', tone)
    return SafeString()


# Controls. Further keywords become attributes: hx_post=url is hx-post="…". A page has dozens that
# stand on every page, so each is written once; `typed` keeps text and safe text of the same words apart.
_once = lru_cache(maxsize=2048, typed=True)


@register.simple_tag
@_once
def button(
    label: str,
    icon: str = "",
    variant: str = "",
    key: str = "",
    href: str = "",
    type: str = "button",
    **attrs: object,
) -> SafeString:
    """{% button _("Send") icon="send" variant="primary" key="Ctrl+Enter" type="submit" %}

    variant: primary (one in a view), quiet, danger, "danger fill", sm, or several of them.
    """
    attrs = {"data_key": key, **attrs}
    body = format_html("{}{} {}", icons.icon(icon) if icon else "", label, _kbd(key))
    css = f"btn {variant}".rstrip()
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', css, href, html_attrs(attrs), body)
    return format_html(
        '<button class="{}" type="{}"{}>{}</button>', css, type, html_attrs(attrs), body
    )


@register.simple_tag
@_once
def icon_button(
    label: str,
    icon: str,
    key: str = "",
    href: str = "",
    type: str = "button",
    css: str = "",
    **attrs: object,
) -> SafeString:
    """{% icon_button _("Snooze") icon="snooze" key="s" hx_get=url %}: always has a name."""
    title = f"{label} ({key_label(key)})" if key else label
    attrs = {"aria_label": label, "title": title, "data_key": key, **attrs}
    css = f"icon-btn {css}".rstrip()
    if href:
        return format_html(
            '<a class="{}" href="{}"{}>{}</a>', css, href, html_attrs(attrs), icons.icon(icon)
        )
    return format_html(
        '<button class="{}" type="{}"{}>{}</button>',
        css,
        type,
        html_attrs(attrs),
        icons.icon(icon),
    )


@register.simple_tag
@_once
def menu_item(
    label: str,
    icon: str = "",
    key: str = "",
    href: str = "",
    type: str = "button",
    css: str = "",
    **attrs: object,
) -> SafeString:
    """{% menu_item _("Forward") icon="forward" key="f" hx_get=url %} inside {% menu %}."""
    attrs = {"role": "menuitem", "tabindex": "-1", "class": css, "data_key": key, **attrs}
    body = format_html("{}<span>{}</span>{}", icons.icon(icon) if icon else "", label, _kbd(key))
    if href:
        return format_html('<a href="{}"{}>{}</a>', href, html_attrs(attrs), body)
    return format_html('<button type="{}"{}>{}</button>', type, html_attrs(attrs), body)


# Forms.

_KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "choices"),
    (widgets.RadioSelect, "choices"),
    (widgets.CheckboxInput, "check"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
    (widgets.Input, "input"),
)


@register.simple_tag
def field(
    bound: BoundField, kind: str = "", label: str = "", none: str = "", **attrs: object
) -> SafeString:
    """{% field form.name %}: label, control, hint and errors, wired for screen readers.

    kind="switch" draws a checkbox as a switch, kind="pick" many choices as a list that opens, and
    that says ``none`` where nothing is chosen; further keywords become attributes of the control.
    """
    kind = kind or _kind(bound.field.widget)
    given: dict[str, str | bool] = {
        name.rstrip("_").replace("_", "-"): value if isinstance(value, bool) else str(value)
        for name, value in attrs.items()
    }
    if kind in {"input", "select", "textarea"}:
        given["class"] = f"{kind} {bound.field.widget.attrs.get('class', '')}".rstrip()
    if kind == "switch":
        given["role"] = "switch"
    return _component(
        "field",
        kind=kind,
        field=bound,
        label=label or bound.label,
        control="" if kind == "pick" else bound.as_widget(attrs=given),
        none=none,
        picked=[one.choice_label for one in bound if one.data["selected"]]
        if kind == "pick"
        else (),
    )


def _kind(widget: widgets.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    return next((kind for base, kind in _KINDS if isinstance(widget, base)), "input")


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """{% fields form %}: what concerns the whole form first, then every field in its order."""
    return _component("fields", form=form)


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """{% form_errors form %}: what is wrong with the form as a whole, as a banner."""
    return _component("form_errors", errors=form.non_field_errors())


# Containers: they wrap what stands between the tag and its end.


@register.simple_block_tag
def card(content: str, title: str = "", sub: str = "", css: str = "", level: int = 2) -> SafeString:
    """{% card _("Servers") %}…{% endcard %}: a thing read as one; css="flush" for edge to edge."""
    return _component("card", content=content, title=title, sub=sub, css=css, level=level)


@register.simple_block_tag
def banner(content: str, tone: str = "info", title: str = "", icon: str = "") -> SafeString:
    """{% banner "warn" title=_("Not sent.") %}…{% endbanner %}; info, ok, warn, danger."""
    signs = {"info": "info", "ok": "check", "warn": "clock", "danger": "alert"}
    return _component(
        "banner", content=content, tone=tone, title=title, icon=icon or signs[tone.split()[0]]
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """{% dialog "hide" _("Why hide this?") %}…{% enddialog %}, opened by data-dialog="#hide".

    With an empty id it is the inside of the page's one #dialog, for parts htmx loads into it.
    """
    return _component("dialog", content=content, id=id, title=title)


@register.simple_block_tag
def menu(
    content: str,
    id: str,
    label: str,
    icon: str = "",
    text: str = "",
    css: str = "",
    key: str = "",
) -> SafeString:
    """{% menu "more" _("More actions") key="." %}{% menu_item … %}{% endmenu %}: button and menu.

    With `text`, or css="btn primary", the button is a worded or a full-sized one.
    """
    icon = icon or ("down" if text else "dots")
    return _component(
        "menu", content=content, id=id, label=label, icon=icon, text=text, css=css, key=key
    )


@register.simple_block_tag
def empty(content: str, title: str, art: str = "", icon: str = "", level: int = 2) -> SafeString:
    """{% empty _("Nothing waits for you") art="tray" %}<p>…</p>{% endempty %}

    Says what is so, what to do, and offers one action. art: tray, calm, search, people; or an icon.
    """
    return _component("empty", content=content, title=title, art=art, icon=icon, level=level)


@register.simple_block_tag
def message(
    content: str,
    author: str,
    kind: str = "in",
    at: dt.datetime | None = None,
    sub: str = "",
    brand: bool = False,
) -> SafeString:
    """{% message name kind="out" at=sent_at sub=_("to rosa@…") %}…{% endmessage %}; in, out, note.

    Between the tags: <div class="text">, then files, quoted text and a <div class="foot">.
    """
    return _component(
        "message", content=content, author=author, kind=kind, at=at, sub=sub, brand=brand
    )


@register.simple_block_tag
def table(content: str, label: str, css: str = "") -> SafeString:
    """{% table _("Channel list") %}<thead>…<tbody>…{% endtable %}: scrolls in its own region."""
    return _component("table", content=content, label=label, css=css)


@register.simple_tag
def chart(chart: Chart, level: int = 2) -> SafeString:
    """{% chart numbers.first_reply %}: a drawing with its name, legend, definition and table."""
    return _component("chart", chart=chart, level=level)


def _component(name: str, **context: object) -> SafeString:
    return SafeString(get_template(f"ui/components/{name}.html").render(context))
