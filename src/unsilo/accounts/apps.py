from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.notice_kinds import register_notice_kind
from unsilo.core.addresses import address
from unsilo.ui.counts import count, register_count
from unsilo.ui.navigation import (
    Bell,
    NavItem,
    is_in_settings,
    register_bell,
    register_endpoint,
    register_nav,
    register_settings_page,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from unsilo.accounts.models import Notice


class AccountsConfig(AppConfig):
    name = "unsilo.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_endpoint("account", "accounts:profile")
        register_endpoint("logout", "account_logout")
        register_nav(_settings_place, order=900)
        register_bell(_bell)
        register_count("notices", _unread)
        register_count("calls", _ringing)
        register_notice_kind("answered", _("Somebody took on what you were called for"))
        you, house = _("You"), _("Company")
        lead = ("admin", "lead")
        register_settings_page(you, _("Profile"), "accounts:profile", "user", order=10)
        register_settings_page(you, _("Password"), "account_change_password", "lock", order=11)
        register_settings_page(you, _("Second factor"), "mfa_index", "shield", order=12)
        register_settings_page(you, _("Sessions"), "accounts:sessions", "smartphone", order=13)
        register_settings_page(you, _("API tokens"), "accounts:tokens", "key", order=14)
        register_settings_page(you, _("Notices"), "accounts:my-notices", "bell", order=15)
        register_settings_page(house, _("On call"), "accounts:rotas", "siren", order=19)
        register_settings_page(house, _("Users"), "accounts:users", "users", ("admin",), order=20)
        register_settings_page(house, _("Desks"), "accounts:desks", "desk", lead, order=21)
        register_settings_page(
            house, _("Brands"), "accounts:brands", "building", ("admin",), order=22
        )
        register_settings_page(
            house, _("Audit log"), "accounts:audit", "history", ("admin",), order=29
        )
        _listen()


def _listen() -> None:
    from allauth.mfa.models import Authenticator

    from unsilo.accounts.adapters import reseal_factor
    from unsilo.accounts.services import logins
    from unsilo.core.rotation import register_sealed

    logins.listen()
    register_sealed(Authenticator, reseal_factor)


def _settings_place(request: HttpRequest) -> list[NavItem]:
    url = address("accounts:settings")
    inside = is_in_settings(request) or None  # some stand at addresses of other places
    return [NavItem(label=_("Settings"), url=url, icon="settings", key="g ,", current=inside)]


def _bell(request: HttpRequest) -> Bell | None:
    from unsilo.accounts.models import User

    if not isinstance(request.user, User):
        return None
    unread, rings = count(request, "notices"), count(request, "calls")
    return Bell(url=address("accounts:notices"), count=unread, hot=rings > 0)


def _unread(request: HttpRequest) -> "QuerySet[Notice] | None":
    from unsilo.accounts.models import Notice, User

    return Notice.objects.of(request.user).unread() if isinstance(request.user, User) else None


def _ringing(request: HttpRequest) -> "QuerySet[Notice] | None":
    from unsilo.accounts.models import CallState

    unread = _unread(request)
    return None if unread is None else unread.filter(call__state=CallState.RINGING)
