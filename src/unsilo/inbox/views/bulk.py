"""The same verb on many conversations, chosen in the list."""

from collections.abc import Callable

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from unsilo.accounts.access import Access
from unsilo.accounts.doors import member
from unsilo.core.errors import Invalid
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.forms import MAX_IDS
from unsilo.inbox.models import Conversation, State
from unsilo.inbox.queries.tallies import forget
from unsilo.inbox.rights import work_desks
from unsilo.inbox.services import placements, tags
from unsilo.inbox.services.many import ManyChanged, each
from unsilo.inbox.views.actions import changed, undo_url
from unsilo.inbox.views.moments import chosen
from unsilo.ui.toasts import with_toast


@require_POST
@member
def change(request: UnsiloRequest) -> HttpResponse:
    """Close, open, snooze, take, tag or mark as spam what is ticked, with one undo."""
    given = request.POST.getlist("ids")
    ids = [int(one) for one in dict.fromkeys(given) if one.isdecimal() and len(one) < 19]
    if not ids or len(ids) > MAX_IDS:
        raise Invalid(_("Choose between 1 and %(n)d conversations.") % {"n": MAX_IDS})
    found = each(ids, _verb(request.access, request.POST))
    forget()
    response = with_toast(HttpResponse(status=204), _said(found), undo_url=undo_url(found.events))
    return changed(response, ids)


def _verb(access: Access, data: QueryDict) -> Callable[[int], int | None]:
    """The verb as a function of a conversation's id that returns the event it left."""
    name = data.get("verb", "")
    if name == "tag":
        word = tags.normal_name(data.get("name", ""))
        if not word:
            raise Invalid(_("A tag needs a word."))
        return lambda pk: _allowed(access, pk) and tags.tag(pk, name=word, by=access.by)
    if name in ("spam", "take"):
        act = _mark_spam if name == "spam" else _take
        return lambda pk: act(access, pk)
    states = {"done": State.DONE, "open": State.OPEN, "snooze": State.SNOOZED}
    if name not in states:
        raise Invalid(_("There is no such action."))
    until = chosen(data.get("until", ""), data.get("at", "")) if name == "snooze" else None

    def set_state(pk: int) -> int | None:
        desks = work_desks(access, Conversation.objects.get_for(access, pk))
        change = placements.set_state(
            pk, state=states[name], desks=desks, until=until, by=access.by
        )
        return change.event_id

    return set_state


def _allowed(access: Access, pk: int) -> bool:
    return bool(work_desks(access, Conversation.objects.get_for(access, pk)))


def _mark_spam(access: Access, pk: int) -> int | None:
    _allowed(access, pk)
    return placements.mark_spam(pk, spam=True, by=access.by).event_id


def _take(access: Access, pk: int) -> int | None:
    desk = work_desks(access, Conversation.objects.get_for(access, pk))[0]
    return placements.assign(pk, desk=desk, owner=access.user, by=access.by).event_id


def _said(found: ManyChanged) -> str:
    n = len(found.ids)
    said = ngettext("%(n)d conversation changed.", "%(n)d conversations changed.", n) % {"n": n}
    if found.refused:
        said += " " + ngettext(
            "%(n)d is not yours to change.", "%(n)d are not yours to change.", found.refused
        ) % {"n": found.refused}
    return said
