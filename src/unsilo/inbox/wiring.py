"""What the inbox tells the frame: its places with their counts, the palette, the live stream."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.core import events
from unsilo.inbox import sentences
from unsilo.inbox.queries.tallies import own_tally, tally
from unsilo.ui.navigation import NavItem, register_endpoint, register_live, register_nav


def connect() -> None:
    """Register; called once when Django starts."""
    register_endpoint("home", "inbox:home")
    register_endpoint("palette", "inbox:palette")
    register_live("inbox:live", lambda request: events.horizon())
    register_nav(_places, order=10)
    sentences.describe_all()


def _places(request: HttpRequest) -> list[NavItem]:
    access = getattr(request, "access", None) or Access.of(request.user)  # type: ignore[arg-type]
    counts, own = tally(access), own_tally(access)
    inbox = NavItem(
        label=_("Inbox"),
        url=reverse("inbox:all"),
        icon="inbox",
        key="g i",
        count=counts.by_state.get("open", 0),
        children=(
            NavItem(label=_("Mine"), url=reverse("inbox:mine"), icon="user", count=own.mine),
            NavItem(
                label=_("Unassigned"),
                url=reverse("inbox:unassigned"),
                icon="assign",
                count=counts.unassigned,
            ),
            NavItem(
                label=_("Mentions"),
                url=reverse("inbox:mentions"),
                icon="at-sign",
                count=own.mentions,
            ),
            NavItem(label=_("Spam"), url=reverse("inbox:spam"), icon="spam"),
        ),
    )
    desks = [
        NavItem(
            label=desk.name,
            url=reverse("inbox:desk", args=[desk.slug]),
            discipline=desk.discipline,
            section=_("Desks"),
            count=counts.by_desk.get(desk.pk, 0),
        )
        for desk in access.desks
    ]
    return [inbox, *desks]
