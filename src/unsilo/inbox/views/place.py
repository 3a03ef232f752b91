"""Which list stands beside the conversation: read from addresses and written into them."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk
from unsilo.core.addresses import address
from unsilo.core.errors import NotFound
from unsilo.inbox import ports
from unsilo.inbox.models import State
from unsilo.inbox.queries.lists import Listing, Scope

# Lists in which a conversation stands in one state at a time, and which show tabs for them.
BY_STATE = (Scope.ALL, Scope.MINE, Scope.UNASSIGNED, Scope.DESK)
_NAMES = {
    Scope.ALL: "inbox:all",
    Scope.MINE: "inbox:mine",
    Scope.UNASSIGNED: "inbox:unassigned",
    Scope.MENTIONS: "inbox:mentions",
    Scope.SPAM: "inbox:spam",
}
_TITLES = {
    Scope.ALL: _("All desks"),
    Scope.MINE: _("Mine"),
    Scope.UNASSIGNED: _("Unassigned"),
    Scope.MENTIONS: _("Mentions"),
    Scope.SPAM: _("Spam"),
}


@dataclass(frozen=True)
class Place:
    """A list as the reader chose it. ``question`` is set on the search page only.

    ``only`` narrows it to the conversations of a question, such as ``feeling:negative``;
    ``only_label`` is what that is called to the reader.
    """

    scope: Scope = Scope.ALL
    desk: Desk | None = None
    state: State = State.OPEN
    oldest_first: bool = False
    unread: bool = False
    tag: str = ""
    only: str = ""
    only_label: str = ""
    question: str | None = None

    @classmethod
    def read(
        cls, access: Access, query: QueryDict, *, scope: str = "", desk_slug: str = ""
    ) -> "Place":
        """From a list's own address, or from the parameters a conversation's address carries."""
        if scope == "search" or (not scope and query.get("in") == "search"):
            return cls(question=query.get("q", "").strip()[:1000])
        desk_slug = desk_slug or query.get("desk", "")
        scope = scope or ("desk" if desk_slug else query.get("in", "all"))
        if scope not in (*_NAMES, Scope.DESK):
            scope = Scope.ALL
        state = query.get("state", State.OPEN)
        only = _known(query.get("only", ""))
        return cls(
            scope=Scope(scope),
            desk=_desk(access, desk_slug) if scope == Scope.DESK else None,
            state=State(state) if state in State.values else State.OPEN,
            oldest_first=query.get("order") == "oldest",
            unread=query.get("unread") == "1",
            tag=query.get("tag", "")[:50],
            only=only,
            only_label=_label(access, only) if only else "",
        )

    @property
    def is_search(self) -> bool:
        return self.question is not None

    @property
    def has_states(self) -> bool:
        return not self.is_search and self.scope in BY_STATE

    @property
    def has_questions(self) -> bool:
        return bool(ports.questions())

    @property
    def listing(self) -> Listing:
        return Listing(
            scope=self.scope,
            desk=self.desk,
            state=self.state if self.has_states else None,
            oldest_first=self.oldest_first,
            unread=self.unread,
            tag=self.tag,
            only=self.only,
        )

    @cached_property
    def title(self) -> str:
        if self.is_search:
            return str(_("Search"))
        if self.desk:
            return self.desk.name
        return str(_TITLES[self.scope])

    @cached_property
    def url(self) -> str:
        return self._path + _query(self._choices)

    @property
    def toggled_order_url(self) -> str:
        return self.but(oldest_first=not self.oldest_first).url

    @property
    def toggled_unread_url(self) -> str:
        return self.but(unread=not self.unread).url

    @property
    def untagged_url(self) -> str:
        return self.but(tag="").url

    @property
    def unfiltered_url(self) -> str:
        return self.but(tag="", only="", unread=False).url

    @property
    def open_to_all_url(self) -> str:
        return self.but(only="").url

    def page_url(self, **cursor: str | None) -> str:
        """The same list from another page on."""
        return self._path + _query({**self._choices, **cursor})

    def but(self, **changes: Any) -> "Place":
        return replace(self, **changes)

    def conversation_url(self, conversation_id: int | str) -> str:
        """A conversation with this list beside it."""
        base = address("inbox:conversation", 0)
        return base.replace("/0/", f"/{conversation_id}/") + self.suffix

    @cached_property
    def suffix(self) -> str:
        """What an address of a conversation carries to bring this list along."""
        if self.is_search:
            return _query({"in": "search", **self._choices})
        whose = {"desk": self.desk.slug} if self.desk else {"in": self.scope.value}
        return _query({**({} if self.scope == Scope.ALL else whose), **self._choices})

    @cached_property
    def _path(self) -> str:
        if self.is_search:
            return address("inbox:search")
        if self.desk:
            return address("inbox:desk", self.desk.slug)
        return address(_NAMES[self.scope])

    @property
    def _choices(self) -> dict[str, str | None]:
        if self.is_search:
            return {"q": self.question}
        return {
            "state": self.state.value if self.has_states and self.state != State.OPEN else None,
            "order": "oldest" if self.oldest_first else None,
            "unread": "1" if self.unread else None,
            "tag": self.tag or None,
            "only": self.only or None,
        }


def _desk(access: Access, slug: str) -> Desk:
    for desk in access.desks:
        if desk.slug == slug:
            return desk
    raise NotFound


def _known(words: str) -> str:
    return words if ports.asked(words) is not None else ""


def _query(values: dict[str, str | None]) -> str:
    kept = {name: value for name, value in values.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _label(access: Access, only: str) -> str:
    name, _colon, word = only.partition(":")
    return str(dict(ports.questions()[name].choices(access)).get(word, only))
