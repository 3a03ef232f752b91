from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unsilo.ui.navigation import (
    NavItem,
    register_endpoint,
    register_nav,
    register_settings_page,
    settings_navigation,
)


class AccountsConfig(AppConfig):
    name = "unsilo.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_endpoint("account", "accounts:profile")
        register_endpoint("logout", "account_logout")
        register_nav(_settings_place, order=900)
        you, house = _("You"), _("Company")
        lead = ("admin", "lead")
        register_settings_page(you, _("Profile"), "accounts:profile", "user", order=10)
        register_settings_page(you, _("Password"), "account_change_password", "lock", order=11)
        register_settings_page(you, _("Second factor"), "mfa_index", "shield", order=12)
        register_settings_page(you, _("Sessions"), "usersessions_list", "smartphone", order=13)
        register_settings_page(you, _("API tokens"), "accounts:tokens", "key", order=14)
        register_settings_page(house, _("Users"), "accounts:users", "users", ("admin",), order=20)
        register_settings_page(house, _("Desks"), "accounts:desks", "desk", lead, order=21)
        register_settings_page(
            house, _("Brands"), "accounts:brands", "building", ("admin",), order=22
        )


def _settings_place(request: HttpRequest) -> list[NavItem]:
    url = reverse("accounts:settings")
    tabs = (tab for section in settings_navigation(request) for tab in section.items)
    inside = any(tab.current for tab in tabs) or None  # some stand at addresses of other places
    return [NavItem(label=_("Settings"), url=url, icon="settings", key="g ,", current=inside)]
