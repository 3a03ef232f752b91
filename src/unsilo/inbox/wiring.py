"""What the inbox tells the frame: its places with their counts, the palette, the live stream."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.notice_kinds import register_notice_kind
from unsilo.core import events
from unsilo.core.addresses import address
from unsilo.core.errors import NotFound
from unsilo.inbox import ports, sentences
from unsilo.inbox.models import State
from unsilo.inbox.queries.sources import HIDDEN, POST
from unsilo.inbox.queries.tallies import own_tally, tally
from unsilo.inbox.services import hiding
from unsilo.inbox.views.hiding import message_parts
from unsilo.inbox.views.place import Place
from unsilo.ui.navigation import (
    NavItem,
    page_address,
    register_endpoint,
    register_live,
    register_nav,
)


def connect() -> None:
    """Register; called once when Django starts."""
    register_endpoint("home", "inbox:all")
    register_endpoint("palette", "inbox:palette")
    register_live("inbox:live", lambda request: events.horizon())
    register_nav(_places, order=10)
    register_notice_kind(
        hiding.ASKED, _("Somebody asks to hide a complaint"), by_mail=True, icon="eye-off"
    )
    register_notice_kind(
        hiding.LATE, _("Nobody has decided what is asked to be hidden"), by_mail=True, icon="clock"
    )
    sentences.describe_all()
    ports.register_message_parts(message_parts)
    for question in (POST, HIDDEN):
        ports.register_question(question)


def _places(request: HttpRequest) -> list[NavItem]:
    access = getattr(request, "access", None) or Access.of(request.user)  # type: ignore[arg-type]
    counts, own = tally(access), own_tally(access)
    here = _list_beside(access, page_address(request))

    def place(label: str | Promise, url: str, **more: Any) -> NavItem:
        return NavItem(label=label, url=url, current=url == here if here else None, **more)

    mine = place(_("Mine"), address("inbox:mine"), icon="user", count=own.mine)
    unassigned = place(
        _("Unassigned"), address("inbox:unassigned"), icon="assign", count=counts.unassigned
    )
    mentions = place(_("Mentions"), address("inbox:mentions"), icon="at-sign", count=own.mentions)
    spam = place(_("Spam"), address("inbox:spam"), icon="spam")
    hidden = place(_("Hidden"), address("inbox:hidden"), icon="eye-off")
    inbox = place(
        _("Inbox"),
        address("inbox:all"),
        icon="inbox",
        key="g i",
        count=counts.by_state.get(State.OPEN, 0),
        children=(mine, unassigned, mentions, *ports.places(request), spam, hidden),
        unfolded=True,
    )
    desks = [
        place(
            desk.name,
            address("inbox:desk", desk.slug),
            discipline=desk.discipline,
            section=_("Desks"),
            count=counts.by_desk.get(desk.pk, 0),
        )
        for desk in access.desks
    ]
    return [inbox, *desks]


def _list_beside(access: Access, page: str) -> str:
    """The address of the list a conversation was opened from, "" for other pages."""
    parts = urlsplit(page)
    if not parts.path.startswith("/inbox/c/"):
        return ""
    try:
        place = Place.read(access, QueryDict(parts.query))
    except NotFound:
        return ""
    return urlsplit(place.url).path
