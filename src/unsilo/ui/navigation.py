"""What the frame shows around a page: places, settings pages and a few addresses.

Apps above ui register theirs in `AppConfig.ready()`; the frame asks when a page is rendered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from unsilo.core.addresses import address


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A place in the navigation. `section` puts it under a heading (desks), `children` below it.

    `current=None` lets the frame decide by the address: the most exact match is the current place.
    Children are shown where one is; with `unfolded` always.
    """

    label: str | Promise
    url: str
    icon: str = ""
    count: int | None = None
    hot: bool = False
    current: bool | None = None
    key: str = ""
    discipline: str = ""
    section: str | Promise = ""
    children: tuple["NavItem", ...] = ()
    unfolded: bool = False

    @property
    def is_open(self) -> bool:
        return self.unfolded or bool(self.current) or any(child.current for child in self.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class NavSection:
    """Items under one heading of the navigation."""

    label: str | Promise
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """A tab of the settings. No roles means everyone who can log in."""

    section: str | Promise
    label: str | Promise
    url_name: str
    icon: str
    roles: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """Where notices are, how many are unread, and whether one of them can't wait."""

    url: str
    count: int
    hot: bool = False


NavSource = Callable[[HttpRequest], Sequence[NavItem]]
Endpoint = Literal["home", "palette", "live", "account", "logout", "api_docs"]
CursorSource = Callable[[HttpRequest], str | int]
StripSource = Callable[[HttpRequest], SafeString]
BellSource = Callable[[HttpRequest], Bell | None]

_nav_sources: list[tuple[int, NavSource]] = []
_settings_pages: dict[str, SettingsPage] = {}
_endpoints: dict[str, str] = {}
_cursor_sources: list[CursorSource] = []
_strips: list[StripSource] = []
_bell_sources: list[BellSource] = []


def register_nav(source: NavSource, order: int = 100) -> None:
    """Add places to the navigation; asked once for every full page, lower orders first."""
    if not any(known is source for _, known in _nav_sources):
        _nav_sources.append((order, source))
        _nav_sources.sort(key=lambda entry: entry[0])


def register_settings_page(
    section: str | Promise,
    label: str | Promise,
    url_name: str,
    icon: str,
    roles: Sequence[str] = (),
    order: int = 100,
) -> None:
    """Add a tab to the settings pages, seen only by the given roles (`request.user.role`)."""
    _settings_pages[url_name] = SettingsPage(
        section=section,
        label=label,
        url_name=url_name,
        icon=icon,
        roles=tuple(roles),
        order=order,
    )


def register_endpoint(name: Endpoint, url_name: str) -> None:
    """Tell the frame where one of its own addresses leads; what is not registered is not shown."""
    _endpoints[name] = url_name


def register_live(url_name: str, cursor: CursorSource) -> None:
    """Tell the frame where live events come from, and how far a page rendered now has seen."""
    register_endpoint("live", url_name)
    _cursor_sources[:] = [cursor]


def register_bell(source: BellSource) -> None:
    """Tell the frame what its bell says; asked once for every full page."""
    _bell_sources[:] = [source]


def bell(request: HttpRequest) -> Bell | None:
    return _bell_sources[0](request) if _bell_sources else None


def register_strip(source: StripSource) -> None:
    """Add something that stands above every page behind the login."""
    if source not in _strips:
        _strips.append(source)


def strips(request: HttpRequest) -> list[SafeString]:
    return [source(request) for source in _strips]


def endpoint(name: Endpoint) -> str:
    """The address behind a registered endpoint, else an empty string."""
    return address(_endpoints[name]) if name in _endpoints else ""


def live_cursor(request: HttpRequest) -> str:
    """How far the live stream has come, as the registered app counts it."""
    return str(_cursor_sources[0](request)) if _cursor_sources else ""


def navigation(request: HttpRequest) -> tuple[NavItem, ...]:
    """All places for this request, the current one marked."""
    items = [item for _, source in _nav_sources for item in source(request)]
    flat = [place for item in items for place in (item, *item.children)]
    current = _best_match(flat, page_address(request))
    return tuple(_marked(item, current) for item in items)


def settings_navigation(request: HttpRequest) -> tuple[NavSection, ...]:
    """The settings tabs this person may see, grouped, the current one marked."""
    pages = sorted(_settings_for(request), key=lambda page: page.order)
    items = {
        page.url_name: NavItem(label=page.label, url=address(page.url_name), icon=page.icon)
        for page in pages
    }
    current = _best_match(list(items.values()), page_address(request))
    sections: dict[str | Promise, list[NavItem]] = {}
    for page in pages:
        item = _marked(items[page.url_name], current)
        sections.setdefault(page.section, []).append(item)
    return tuple(NavSection(label=k, items=tuple(v)) for k, v in sections.items())


def is_in_settings(request: HttpRequest) -> bool:
    """Whether the page is one of the tabs, or below one."""
    path = urlsplit(page_address(request)).path
    tabs = [address(page.url_name) for page in _settings_for(request)]
    return any(path == tab or (tab.endswith("/") and path.startswith(tab)) for tab in tabs)


def _settings_for(request: HttpRequest) -> list[SettingsPage]:
    role = getattr(request.user, "role", "")
    return [page for page in _settings_pages.values() if not page.roles or role in page.roles]


def page_address(request: HttpRequest) -> str:
    """The address in the browser's bar; an htmx request for a part of the page names it."""
    htmx = getattr(request, "htmx", None)
    return (htmx and htmx.current_url_abs_path) or request.get_full_path()


def _best_match(items: Sequence[NavItem], page: str) -> str | None:
    scored = [(_match(item.url, page), item.url) for item in items if item.current is None]
    score, url = max(scored, default=(0, ""))
    return url if score else None


def _match(place_url: str, page_url: str) -> int:
    """How exactly a place's address fits the page's: longer paths and more parameters win."""
    place, page = urlsplit(place_url), urlsplit(page_url)
    if page.path != place.path and not (
        place.path.endswith("/") and place.path != "/" and page.path.startswith(place.path)
    ):
        return 0
    wanted = parse_qsl(place.query)
    if not set(wanted) <= set(parse_qsl(page.query)):
        return 0
    return len(place.path) * 100 + len(wanted)


def _marked(item: NavItem, current: str | None) -> NavItem:
    return replace(
        item,
        label=str(item.label),  # translated once, written twice
        current=item.url == current if item.current is None else item.current,
        children=tuple(_marked(child, current) for child in item.children),
    )
