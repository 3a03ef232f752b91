from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unsilo.core.addresses import address
from unsilo.ui.navigation import NavItem, page_address, register_nav, register_settings_page


class PeopleConfig(AppConfig):
    name = "unsilo.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.people import erasing
        from unsilo.people.sentences import describe_all

        describe_all()
        erasing.connect()
        register_nav(_places, order=700)
        people, roles = _("People outside"), ("admin", "lead")
        register_settings_page(people, _("Tiers"), "people:tiers", "crown", roles, order=40)
        register_settings_page(people, _("Own fields"), "people:fields", "tag", roles, order=41)


def _places(request: HttpRequest) -> list[NavItem]:
    url = address("people:list")
    in_settings = page_address(request).startswith(address("people:settings"))
    current = False if in_settings else None
    return [NavItem(label=_("People"), url=url, icon="users", key="g p", current=current)]
