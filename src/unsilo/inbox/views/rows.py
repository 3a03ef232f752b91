"""The rows of a list, worked out and written here: thirty of them in a few milliseconds.

A template would take as long again for each, and ``format_html`` a seventh of the whole page, so rows
are f-strings: what is plain text is escaped where it is put in, what is markup is a SafeString. Nothing
is queried or translated per row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.addresses import address
from unsilo.inbox import ports
from unsilo.inbox.models import Priority, State
from unsilo.inbox.queries.lists import PlacementRow, Row, Scope
from unsilo.inbox.views.place import Place
from unsilo.ui import icons, times
from unsilo.ui.templatetags.ui import avatar, chip, mark

TAGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class RowView:
    """One row, ready to be written. ``sort`` places it among others in the browser."""

    id: str
    css: str
    url: str
    sort: str
    icon: SafeString
    source: str
    who: str
    tier: str
    when: SafeString
    subject: str
    gist: Sequence[tuple[str, bool]]
    signs: Sequence[SafeString]
    standing: SafeString


def row_views(
    access: Access,
    place: Place,
    rows: Sequence[Row],
    *,
    snippets: Mapping[int, Sequence[tuple[str, bool]]] | None = None,
) -> list[RowView]:
    """``snippets`` replace previews by hits: (text, is the hit) parts."""
    words = _words(get_language())
    when = times.clock_tags()
    added = ports.row_signs([row.id for row in rows])
    return [
        RowView(
            id=str(row.id),
            css="list-row unread" if row.unread else "list-row",
            url=address("inbox:conversation", row.id) + place.suffix,
            sort=f"{row.last_message_at.timestamp():.6f}",
            icon=icons.icon(row.icon),
            source=f"{row.channel}, {words['unread']}" if row.unread else row.channel,
            who=row.person,
            tier=row.tier,
            when=when(row.last_message_at),
            subject=row.subject or words["no_subject"],
            gist=(snippets or {}).get(row.id) or ((row.preview, False),),
            signs=_signs(row, words, added[row.id]),
            standing=_standing(row, place, access, words),
        )
        for row in rows
    ]


def rows_html(rows: Sequence[RowView], *, can_pick: bool = True) -> SafeString:
    """Rows for a list; without boxes to tick where nothing is done to many at once."""
    select = escape(_("Select")) if can_pick else ""
    return SafeString("".join(_row_html(row, select) for row in rows))


def _row_html(row: RowView, select: str) -> str:
    who = escape(row.who)
    tier = _chip(row.tier, "accent", "star") if row.tier else ""
    pick = (
        f'<input class="pick" type="checkbox" name="ids" value="{row.id}" tabindex="-1" '
        f'aria-label="{select} {who}">'
    )
    return (
        f'<div class="row" id="row-{row.id}" data-id="{row.id}" data-sort="{row.sort}">'
        f'<a class="{row.css}" href="{escape(row.url)}">'
        f'<span class="who">{row.icon}<span class="vh">{escape(row.source)}</span>'
        f'<span class="name clip">{who}</span>{tier}</span>'
        f'<span class="when">{row.when}</span>'
        f'<span class="what clip"><b>{escape(row.subject)}</b> · {_gist(row.gist)}</span>'
        f'<span class="facts"><span class="signs">{"".join(row.signs)}</span>{row.standing}</span>'
        f"</a>{pick if select else ''}</div>"
    )


def _gist(parts: Sequence[tuple[str, bool]]) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in parts)


def _signs(row: Row, words: Mapping[str, str], added: Sequence[SafeString]) -> list[SafeString]:
    """Desks, urgency, what other packages add, tags, an own draft, and who is there."""
    signs = [_mark(placed.discipline, placed.desk) for placed in row.placements]
    if row.priority == Priority.URGENT:
        signs.append(_chip(words["urgent"], "danger", ""))
    elif row.priority == Priority.HIGH:
        signs.append(_chip(words["high"], "warn", ""))
    signs += added
    if row.has_draft:
        signs.append(_chip(words["draft"], "bare", "pen"))
    signs += [_chip(tag, "", "") for tag in row.tags[:TAGS_SHOWN]]
    signs += [_face(name, words["here"]) for name in row.here[:2]]
    return signs


def _standing(row: Row, place: Place, access: Access, words: Mapping[str, str]) -> SafeString:
    """What the end of the row says: who has it, until when it sleeps, that it is done."""
    placed = main_placement(row.placements, place, access)
    if placed is None:
        return SafeString()
    owner = "" if place.scope == Scope.MINE else placed.owner.split(" ")[0]
    if placed.state == State.SNOOZED and placed.snoozed_until:
        text = words["until"] % {"when": short_moment(placed.snoozed_until)}
        return _clock(text, "snooze")
    if placed.state == State.WAITING:
        text = words["waits"] % {"name": owner} if owner else words["waiting"]
    elif placed.state == State.DONE:
        text = words["done_by"] % {"name": owner} if owner else words["done"]
    else:
        text = owner
    return _clock(text) if text else SafeString()


def main_placement(
    placements: Sequence[PlacementRow], place: Place, access: Access
) -> PlacementRow | None:
    """The placement that speaks for a conversation here.

    One that puts it on this list, if it can be told; of those the reader's own, then one on a desk
    of the reader; and rather one where there is still something to do.
    """

    def rank(placed: PlacementRow) -> tuple[bool, bool, bool, bool]:
        listed = not place.has_states or placed.state == place.state
        listed = listed and (place.scope != Scope.UNASSIGNED or placed.owner_id is None)
        return (
            not listed,
            placed.owner_id != access.user.pk,
            placed.desk_id not in access.seat_ids,
            placed.state == State.DONE,
        )

    if place.desk:
        placements = [one for one in placements if one.desk_id == place.desk.pk]
    return min(placements, key=rank, default=None)


def short_moment(at: datetime, *, exact: bool = False) -> str:
    """A coming moment in few words: "17:00" today, "Mon 9:00" this week, "9 Oct" later.

    ``exact`` adds the time to a late one too.
    """
    local, now = timezone.localtime(at), timezone.localtime()
    clock = f"{local.hour}:{local.minute:02}"
    if local.date() == now.date():
        return clock
    day = times.clock_time(at, now)
    return f"{day} {clock}" if exact or (local.date() - now.date()).days < 7 else day


@lru_cache(maxsize=2048)
def _clock(words: str, icon: str = "") -> SafeString:
    return format_html('<span class="clock">{}{}</span>', icons.icon(icon) if icon else "", words)


@lru_cache(maxsize=512)
def _mark(discipline: str, desk: str) -> SafeString:
    return mark(discipline, desk)


@lru_cache(maxsize=2048)
def _chip(label: str, tone: str, icon: str) -> SafeString:
    return chip(label, tone, icon)


@lru_cache(maxsize=512)
def _face(name: str, words: str) -> SafeString:
    face = avatar(name, size="sm", here=True)
    label = words % {"name": name}
    return format_html('<span title="{}">{}<span class="vh">{}</span></span>', label, face, label)


@lru_cache(maxsize=32)
def _words(language: str | None) -> dict[str, str]:
    # The language is part of the key only: gettext reads the active one.
    return {
        "unread": _("unread"),
        "no_subject": _("No subject"),
        "urgent": _("Urgent"),
        "high": _("High"),
        "draft": _("Draft"),
        "here": _("%(name)s is here"),
        "until": _("until %(when)s"),
        "waits": _("%(name)s waits"),
        "waiting": _("waiting"),
        "done": _("done"),
        "done_by": _("%(name)s, done"),
    }
