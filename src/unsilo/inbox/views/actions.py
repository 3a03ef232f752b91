"""What people do with a conversation. Each verb answers with its news and a toast to take it back."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from unsilo.accounts.doors import member
from unsilo.accounts.models import Seat, User
from unsilo.core.errors import Conflict, Invalid, NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation, Priority, State
from unsilo.inbox.queries.conversation import placement_rows, tags_of, writing_view
from unsilo.inbox.queries.tallies import forget
from unsilo.inbox.rights import require_desk, visible_desk, work_desks
from unsilo.inbox.services import placements, presence, tags, undoing
from unsilo.inbox.views.conversations import render_news
from unsilo.inbox.views.moments import chosen
from unsilo.inbox.views.panes import tags_in_use
from unsilo.inbox.views.rows import short_moment
from unsilo.ui.toasts import with_toast

MAX_UNDONE = 100
# What verbs and answers change of a conversation.
CHANGING = ["subject", "version", "message_count", "last_message_at", "is_spam"]


def undo_url(events: Sequence[int | None]) -> str:
    """Where the toast's button posts to; "" when nothing had to change."""
    done = [str(one) for one in events if one is not None]
    return f"{reverse('inbox:undo')}?events={','.join(done)}" if done else ""


def done(
    request: UnsiloRequest,
    conversation: Conversation,
    said: str,
    event_id: int | None,
    *,
    away: bool = False,
) -> HttpResponse:
    """The news of a conversation with a toast; ``away`` says that its reader is through with it."""
    forget()
    conversation.refresh_from_db(fields=CHANGING)
    response = render_news(request, writing_view(request.access, conversation))
    response = with_toast(response, said, undo_url=undo_url([event_id]))
    return changed(response, [conversation.pk], away=away)


def changed(response: HttpResponse, ids: Sequence[int], *, away: bool = False) -> HttpResponse:
    """Tell the page which conversations to look at again, and close what asked."""
    trigger_client_event(response, "dialog-close", {})
    return trigger_client_event(response, "inbox-changed", {"ids": list(ids), "away": away})


@require_POST
@member
def set_state(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Close, open again, set waiting or snooze: on one named desk, else on all of the user's."""
    access, data = request.access, request.POST
    found = Conversation.objects.get_for(access, conversation_id)
    desks = [require_desk(access, data["desk"])] if "desk" in data else work_desks(access, found)
    state = _state(data.get("state", ""))
    until = chosen(data.get("until", ""), data.get("at", "")) if state == State.SNOOZED else None
    change = placements.set_state(found.pk, state=state, desks=desks, until=until, by=access.by)
    said = {
        State.OPEN: _("Open again."),
        State.WAITING: _("Set to waiting."),
        State.DONE: _("Done."),
        State.SNOOZED: _("Snoozed until %(when)s.")
        % {"when": until and short_moment(until, exact=True)},
    }[state]
    return done(request, found, said, change.event_id, away=state in (State.DONE, State.SNOOZED))


def _state(name: str) -> State:
    if name not in State.values:
        raise Invalid(_("There is no such state."))
    return State(name)


@require_GET
@member
def assign_dialog(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Who could look after it on a desk: those who sit there, then leads."""
    found = Conversation.objects.get_for(request.access, conversation_id)
    desk = require_desk(request.access, request.GET.get("desk"))
    seated = set(Seat.objects.filter(desk=desk).values_list("user_id", flat=True))
    users = User.objects.working_on(desk, brand_id=found.brand_id)
    ranked = sorted(users, key=lambda user: (user.pk not in seated, user.name.casefold()))
    context = {
        "conversation": found,
        "desk": desk,
        "me": request.access.user,
        "users": [user for user in ranked if user != request.access.user],
        "seated": seated,
    }
    return render(request, "inbox/assign.html", context)


@require_POST
@member
def assign(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access, data = request.access, request.POST
    found = Conversation.objects.get_for(access, conversation_id)
    desk = require_desk(access, data.get("desk"))
    owner = _colleague(request, data.get("owner", ""))
    change = placements.assign(found.pk, desk=desk, owner=owner, by=access.by)
    if owner is None:
        said = _("Left to nobody.")
    elif owner == access.user:
        said = _("Yours now.")
    else:
        said = _("Given to %(name)s.") % {"name": owner.name}
    return done(request, found, said, change.event_id)


def _colleague(request: UnsiloRequest, given: str) -> User | None:
    if given == "me":
        return request.access.user
    if not given:
        return None
    is_id = given.isdecimal() and len(given) < 19
    user: User | None = User.objects.filter(pk=int(given)).first() if is_id else None
    if user is None:
        raise NotFound
    return user


@require_POST
@member
def prioritise(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access, data = request.access, request.POST
    found = Conversation.objects.get_for(access, conversation_id)
    desk = require_desk(access, data.get("desk"))
    if data.get("priority") not in {str(value) for value in Priority.values}:
        raise Invalid(_("There is no such priority."))
    priority = Priority(int(data["priority"]))
    change = placements.set_priority(found.pk, desk=desk, priority=priority, by=access.by)
    said = _("Priority: %(priority)s.") % {"priority": priority.label.lower()}
    return done(request, found, said, change.event_id)


@require_GET
@member
def desk_dialog(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Desks to place it on as well, or (with ``from``) to move it to."""
    access = request.access
    found = Conversation.objects.get_for(access, conversation_id)
    origin = require_desk(access, request.GET["from"]) if "from" in request.GET else None
    active = {
        placed.desk_id
        for placed in placement_rows(access, found)
        if placed.state != State.DONE or (origin and placed.desk_id == origin.pk)
    }
    desks = [desk for desk in access.desks if desk.pk not in active]
    context = {"conversation": found, "origin": origin, "desks": desks}
    return render(request, "inbox/desk.html", context)


@require_POST
@member
def place(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access = request.access
    found = Conversation.objects.get_for(access, conversation_id)
    work_desks(access, found)
    desk = visible_desk(access, request.POST.get("desk"))
    change = placements.place(found.pk, desk=desk, by=access.by)
    said = _("Placed on %(desk)s too.") % {"desk": desk.name}
    return done(request, found, said, change.event_id)


@require_POST
@member
def move(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access, data = request.access, request.POST
    found = Conversation.objects.get_for(access, conversation_id)
    origin = require_desk(access, data.get("from"))
    desk = visible_desk(access, data.get("desk"))
    change = placements.move(found.pk, from_desk=origin, to_desk=desk, by=access.by)
    return done(request, found, _("Moved to %(desk)s.") % {"desk": desk.name}, change.event_id)


@require_POST
@member
def remove(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access = request.access
    found = Conversation.objects.get_for(access, conversation_id)
    desk = require_desk(access, request.POST.get("desk"))
    change = placements.remove(found.pk, desk=desk, by=access.by)
    return done(request, found, _("Taken off %(desk)s.") % {"desk": desk.name}, change.event_id)


@require_POST
@member
def spam(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access = request.access
    found = Conversation.objects.get_for(access, conversation_id)
    work_desks(access, found)
    is_spam = request.POST.get("spam") == "1"
    change = placements.mark_spam(found.pk, spam=is_spam, by=access.by)
    said = _("Marked as spam and closed.") if is_spam else _("No spam; open again.")
    return done(request, found, said, change.event_id, away=is_spam)


@require_GET
@member
def tag_dialog(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Tags to choose from; a new one is made by typing it."""
    found = Conversation.objects.get_for(request.access, conversation_id)
    work_desks(request.access, found)
    worn = set(tags_of(found))
    context = {
        "conversation": found,
        "choices": [(one, one in worn) for one in tags_in_use(request.access)],
    }
    return render(request, "inbox/tags.html", context)


@require_POST
@member
def tag(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access = request.access
    found = Conversation.objects.get_for(access, conversation_id)
    work_desks(access, found)
    name = tags.normal_name(request.POST.get("name", ""))
    event_id = tags.tag(found.pk, name=name, by=access.by)
    return done(request, found, _("Tagged “%(tag)s”.") % {"tag": name}, event_id)


@require_POST
@member
def untag(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    access = request.access
    found = Conversation.objects.get_for(access, conversation_id)
    work_desks(access, found)
    name = tags.normal_name(request.POST.get("name", ""))
    event_id = tags.untag(found.pk, name=name, by=access.by)
    return done(request, found, _("Tag “%(tag)s” removed.") % {"tag": name}, event_id)


@require_POST
@member
def unread(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Show it as unread again, to this user alone."""
    found = Conversation.objects.get_for(request.access, conversation_id)
    presence.mark_unread(conversation_id=found.pk, user=request.access.user)
    response = with_toast(HttpResponse(status=204), _("Marked as unread."))
    trigger_client_event(response, "inbox-close", {})
    return changed(response, [found.pk])


@require_POST
@member
def undo(request: UnsiloRequest) -> HttpResponse:
    """Take verbs back, by their events: one, or all of a change to many conversations."""
    given = request.GET.get("events", "").split(",")[:MAX_UNDONE]
    events = [int(one) for one in given if one.isdecimal() and len(one) < 19]
    touched, too_late = [], 0
    for event_id in events:
        try:
            touched.append(undoing.undo(event_id, access=request.access))
        except Conflict:
            too_late += 1
    if too_late and not touched:
        raise Conflict(_("This was changed again in the meantime, so it can't be undone any more."))
    said = _("Undone.")
    if too_late:
        said = ngettext(
            "Undone, but for %(n)d that was changed again since.",
            "Undone, but for %(n)d that were changed again since.",
            too_late,
        ) % {"n": too_late}
    forget()
    return changed(with_toast(HttpResponse(status=204), said), touched)
