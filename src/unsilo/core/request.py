"""The request type of pages behind the login, and the questions every view asks."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from unsilo.accounts.access import Access
    from unsilo.accounts.models import User


class UnsiloRequest(HttpRequest):
    """A request of a user who is logged in (see ``accounts.doors.member``)."""

    user: "User"
    access: "Access"
    htmx: HtmxDetails


def wants_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page: not for boosted links or restored history."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not (htmx.boosted or htmx.history_restore_request)


def announces_more(request: HttpRequest, most: int) -> bool:
    """Whether a request says that it brings more than ``most`` bytes, or a length that is none."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return not announced.isdecimal() or len(announced) > 18 or int(announced) > most
