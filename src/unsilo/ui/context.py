"""The `frame` every page template sees. Lazy: parts of pages and error pages never pay for it."""

from functools import cached_property

from django.http import HttpRequest
from django.utils.safestring import SafeString

from . import navigation
from .words import words_json


class Frame:
    """Navigation, settings tabs and addresses for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def places(self) -> tuple[navigation.NavItem, ...]:
        """Places without a heading, with their children."""
        return tuple(item for item in self._all if not item.section)

    @cached_property
    def sections(self) -> tuple[navigation.NavSection, ...]:
        """Places under headings, such as the desks."""
        by_label: dict[object, list[navigation.NavItem]] = {}
        for item in self._all:
            if item.section:
                by_label.setdefault(item.section, []).append(item)
        return tuple(
            navigation.NavSection(label=items[0].section, items=tuple(items))
            for items in by_label.values()
        )

    @cached_property
    def settings_tabs(self) -> tuple[navigation.NavSection, ...]:
        return navigation.settings_navigation(self._request)

    @property
    def strips(self) -> list[SafeString]:
        return navigation.strips(self._request)

    @property
    def home_url(self) -> str:
        return navigation.endpoint("home") or "/"

    @property
    def palette_url(self) -> str:
        return navigation.endpoint("palette")

    @property
    def live_url(self) -> str:
        return navigation.endpoint("live")

    @property
    def live_cursor(self) -> str:
        return navigation.live_cursor(self._request)

    @property
    def account_url(self) -> str:
        return navigation.endpoint("account")

    @property
    def logout_url(self) -> str:
        return navigation.endpoint("logout")

    @cached_property
    def bell(self) -> navigation.Bell | None:
        """Notices, for who is logged in."""
        return navigation.bell(self._request)

    @cached_property
    def person_name(self) -> str:
        """Who is logged in, by whatever name the user model offers."""
        user = self._request.user
        return getattr(user, "name", "") or user.get_username()

    @property
    def person_id(self) -> object:
        """Keeps what tabs of one browser share apart when another person logs in."""
        return self._request.user.pk

    @property
    def keys(self) -> str:
        """Whether single keys work for this person, unless the browser has its own word on it."""
        return "on" if getattr(self._request.user, "single_keys", True) else "off"

    @property
    def words(self) -> str:
        return words_json()

    @cached_property
    def _all(self) -> tuple[navigation.NavItem, ...]:
        return navigation.navigation(self._request)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: put `unsilo.ui.context.frame` into TEMPLATES."""
    return {"frame": Frame(request)}
