"""The line below a message, and the dialog in which people say what it really is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from unsilo.accounts.doors import member
from unsilo.core.errors import NotFound
from unsilo.core.models import Event
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.queries.thread import message_for
from unsilo.inbox.rights import conversation_to_work
from unsilo.triage import judging, words
from unsilo.triage.models import Faith, Feeling, Head, Reading
from unsilo.triage.queries.newest import newest_to_read
from unsilo.triage.queries.shown import readings_shown
from unsilo.triage.services import corrections
from unsilo.triage.services.due import is_for_reading
from unsilo.triage.signs import FACES, reading_line
from unsilo.ui.toasts import with_toast

MAX_UNDONE = 10


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One thing that can be said, with the key that says it."""

    head: str
    said: str
    label: str
    key: str
    icon: str
    holds: bool


@require_GET
@member
def line(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """The line below a message afresh."""
    message = message_for(request.access, message_id)
    shown = readings_shown([message.pk])[message.pk]
    return HttpResponse(reading_line(request.access, shown))


@require_GET
@member
def newest(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """The dialog for the newest message of a conversation."""
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    message = newest_to_read(conversation)
    if message is None:
        raise NotFound(_("Nobody outside has written here yet."))
    return _dialog(request, message.pk)


@require_GET
@member
def dialog(request: UnsiloRequest, message_id: int) -> HttpResponse:
    return _dialog(request, message_id)


def _dialog(request: UnsiloRequest, message_id: int) -> HttpResponse:
    """What can be said of a message; what holds now is marked."""
    message = _to_work(request, message_id)
    reading = Reading.objects.current().filter(message=message).first()
    holds = judging.holding(reading.judgement, reading.decided) if reading else {}
    context = {
        "message": message,
        "words": (message.reply_text or message.text).strip()[:280],
        "groups": [
            (_("Feels"), _answers(Head.FEELING, _FEELINGS, holds)),
            (_("Faith"), _answers(Head.FAITH, _FAITHS, holds)),
            (_("Urgency"), _answers(Head.URGENCY, _URGENCIES, holds)),
        ],
        "intents": _intents(holds, reading.intents if reading else ()),
        "can_confirm": reading is not None and reading.is_read,
    }
    return render(request, "triage/correct.html", context)


_FEELINGS = ((Feeling.NEGATIVE, "1"), (Feeling.NEUTRAL, "2"), (Feeling.POSITIVE, "3"))
_FAITHS = ((Faith.GOOD, "4"), (Faith.BAD, "5"))
_URGENCIES = ((judging.URGENT, "6"), (judging.CALM, "7"))


def _answers(
    head: str, keys: Sequence[tuple[str, str]], holds: dict[str, str]
) -> list[AnswerShown]:
    return [
        AnswerShown(
            head=head,
            said=str(said),
            label=words.answer_label(head, said),
            key=key,
            icon=FACES[said][1] if head == Head.FEELING else "",
            holds=holds.get(head) == said,
        )
        for said, key in keys
    ]


def _intents(holds: dict[str, str], likely: Sequence[str]) -> list[AnswerShown]:
    """What was read first, then all that can be wanted by name; last that it is none of these."""
    named = [
        AnswerShown(
            Head.INTENT, name, words.intent_label(name), "", "", holds.get(Head.INTENT) == name
        )
        for name in judging.ANSWERS[Head.INTENT]
        if name
    ]
    none = AnswerShown(Head.INTENT, "", _("none of these"), "", "", holds.get(Head.INTENT) == "")
    named.sort(key=lambda one: (one.said not in likely, one.label.casefold()))
    return [*named, none]


@require_POST
@member
def correct(request: UnsiloRequest, message_id: int) -> HttpResponse:
    access, data = request.access, request.POST
    message = _to_work(request, message_id)
    head, said = data.get("head", ""), data.get("said", "")
    done = corrections.correct(message.pk, head=head, said=said, by=access.by, user=access.user)
    words_said = words.answer_label(head, said) if said else _("none of these")
    toast = _("Corrected: %(said)s. Messages like this one will be read so.") % {"said": words_said}
    return _done([done], toast)


@require_POST
@member
def confirm(request: UnsiloRequest, message_id: int) -> HttpResponse:
    message = _to_work(request, message_id)
    done = corrections.confirm(message.pk, by=request.access.by, user=request.access.user)
    return _done(done, _("Noted that this was read right."))


@require_POST
@member
def undo(request: UnsiloRequest) -> HttpResponse:
    """Take corrections back, by their events."""
    given = request.GET.get("events", "").split(",")[:MAX_UNDONE]
    for event_id in [int(one) for one in given if one.isdecimal() and len(one) < 19]:
        event = Event.objects.filter(pk=event_id, message_id__isnull=False).first()
        if event is None or event.message_id is None:
            raise NotFound
        _to_work(request, event.message_id)
        corrections.undo(event.pk, by=request.access.by)
    return with_toast(HttpResponse(status=204), _("Undone."))


def _to_work(request: UnsiloRequest, message_id: int) -> Message:
    """A message from outside on which the user works."""
    message = message_for(request.access, message_id)
    conversation_to_work(request.access, message.conversation_id)
    if not is_for_reading(message):
        raise NotFound
    return message


def _done(done: Sequence[corrections.Corrected], said: str) -> HttpResponse:
    events = ",".join(str(one.event_id) for one in done)
    undo_url = f"{reverse('triage:undo')}?events={events}"
    response = with_toast(HttpResponse(status=204), said, undo_url=undo_url)
    trigger_client_event(response, "dialog-close", {})
    ids = sorted({one.conversation_id for one in done})
    return trigger_client_event(response, "inbox-changed", {"ids": ids, "away": False})
