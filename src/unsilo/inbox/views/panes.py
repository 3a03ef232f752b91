"""The list pane, and which part of the inbox a request is answered with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unsilo.accounts.access import Access
from unsilo.channels.models import Channel
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import ports, search
from unsilo.inbox.models import Conversation, ConversationTag, State, Tag
from unsilo.inbox.queries.lists import Scope, list_page
from unsilo.inbox.queries.tallies import own_tally, tally
from unsilo.inbox.views.moments import moments
from unsilo.inbox.views.place import Place
from unsilo.inbox.views.rows import row_views, rows_html


@dataclass(frozen=True, slots=True)
class StateTab:
    label: str
    url: str
    current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class ListPane:
    """A page of a list with everything around it."""

    place: Place
    rows: SafeString
    newer_url: str
    next_url: str
    problems: Sequence[str] = ()
    needs_channel: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing is here, above, or, as far as a search has looked, below."""
        return not self.rows and not self.newer_url and not self.next_url


def list_pane(access: Access, place: Place, *, after: str = "", before: str = "") -> ListPane:
    """One page of the list at ``place``; the cursors are those of ``queries.lists``."""
    if place.question is not None:
        return _found(access, place, place.question, after=after)
    page = list_page(
        access, place.listing, cursor=after or before or None, backwards=bool(before and not after)
    )
    return ListPane(
        place=place,
        rows=rows_html(row_views(access, place, page.items), can_pick=access.can_write),
        newer_url=place.page_url(before=page.previous_cursor) if page.previous_cursor else "",
        next_url=place.page_url(after=page.next_cursor) if page.next_cursor else "",
        needs_channel=not page.items and not Channel.objects.live().exists(),
    )


def _found(access: Access, place: Place, question: str, *, after: str) -> ListPane:
    page = search.search_page(access, question, cursor=after or None)
    rows = [hit.row for hit in page.items]
    snippets = {hit.row.id: hit.snippet for hit in page.items if hit.snippet}
    return ListPane(
        place=place,
        rows=rows_html(
            row_views(access, place, rows, snippets=snippets), can_pick=access.can_write
        ),
        newer_url="",
        next_url=place.page_url(after=page.next_cursor) if page.next_cursor else "",
        problems=page.problems,
    )


def state_tabs(access: Access, place: Place) -> list[StateTab]:
    """Tabs with counts where a count is at hand."""
    counts = _counts(access, place)
    labels = {
        State.OPEN: _("Open"),
        State.WAITING: _("Waiting"),
        State.SNOOZED: _("Snoozed"),
        State.DONE: _("Done"),
    }
    return [
        StateTab(label, place.but(state=state).url, state == place.state, counts.get(state))
        for state, label in labels.items()
    ]


def _counts(access: Access, place: Place) -> dict[str, int]:
    if place.scope == Scope.MINE:
        return {State.OPEN: own_tally(access).mine}
    found = tally(access)
    if place.scope == Scope.UNASSIGNED:
        return {State.OPEN: found.unassigned}
    if place.desk:
        live = (State.OPEN, State.WAITING, State.SNOOZED)
        return {state: found.desk_state.get((place.desk.pk, state), 0) for state in live}
    return found.by_state


def tags_in_use(access: Access, limit: int = 200) -> list[str]:
    """Names for the tag filter and the tag picker: of conversations that may be read."""
    readable = Conversation.objects.visible_to(access).filter(pk=OuterRef("conversation"))
    worn = ConversationTag.objects.filter(Exists(readable), tag=OuterRef("pk"))
    found = Tag.objects.filter(Exists(worn)).order_by("name")
    return list(found.values_list("name", flat=True)[:limit])


def render_panes(
    request: UnsiloRequest, place: Place, *, title: str, pane: str, **context: Any
) -> HttpResponse:
    """The whole page, or its panes alone where only they are exchanged."""
    htmx = request.htmx
    part = htmx and not htmx.history_restore_request and htmx.target == "inbox"
    template = "inbox/panes.html" if part else "inbox/inbox.html"
    return render(
        request,
        template,
        {
            "place": place,
            "title": title,
            "pane": pane,
            "access": request.access,
            "operators": search_operators(),
            "moments": moments(),
            "styles": ports.styles(),
            "scripts": ports.scripts(),
            **context,
        },
    )


def search_operators() -> list[tuple[str, Any]]:
    """Examples of what can be asked for, with their meaning."""
    added = [(one.example, one.meaning) for one in ports.questions().values()]
    return [*_OPERATORS, *added]


_OPERATORS = (
    ("from:ana to:help", gettext_lazy("who wrote it, who got it")),
    ("desk:support owner:bob", gettext_lazy("where it stands and who has it")),
    ("is:open", gettext_lazy("also waiting, snoozed, done, unread, mine, unassigned, vip, spam")),
    ("has:file", gettext_lazy("also picture, note, draft, tag")),
    ("tag:refund", gettext_lazy("with this tag")),
    ("before:2026-03-31", gettext_lazy("also after:, today, yesterday, 14d")),
)


def asks_for(request: UnsiloRequest, target: str) -> bool:
    """Whether htmx wants one part of the page, by the id of what it will replace."""
    htmx = request.htmx
    return bool(htmx and not htmx.history_restore_request and htmx.target == target)
