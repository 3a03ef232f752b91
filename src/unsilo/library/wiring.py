"""What the library adds to the frame and the inbox."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unsilo.core.addresses import address
from unsilo.inbox import ports
from unsilo.library.checks.all import CHECKS
from unsilo.library.shelves import shelves
from unsilo.ui.navigation import NavItem, register_nav


def connect() -> None:
    """Register; called once when Django starts."""
    register_nav(_places, order=600)
    for check in CHECKS:
        ports.register_draft_check(check)
    ports.register_composer_tool(
        ports.ComposerTool(_("Show facts and voice"), "book", "library:beside", "Shift+L")
    )
    ports.register_assets(styles=["library/css/library.css"], scripts=["library/js/library.js"])


def _places(request: HttpRequest) -> list[NavItem]:
    first, *others = shelves()
    children = tuple(
        NavItem(label=one.label, url=address(one.url_name), icon=one.icon) for one in others
    )
    url = address(first.url_name)
    return [NavItem(label=_("Library"), url=url, icon=first.icon, key="g l", children=children)]
