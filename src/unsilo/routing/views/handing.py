"""Hand a conversation to another desk, take it there, give it back."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.models import Placement, State
from unsilo.inbox.rights import conversation_to_work, to_work, visible_desk, work_desks
from unsilo.routing.forms import HandOffForm, WordsForm
from unsilo.routing.models import HandOff
from unsilo.routing.queries.lists import handoffs_page
from unsilo.routing.services import handoffs
from unsilo.routing.views.dialogs import dialog
from unsilo.routing.views.parts import answered


@member
def hand_off(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """A dialog: to whom, why, and within which time somebody there should take it."""
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    own = work_desks(access, conversation)[0]
    asked = HandOff.objects.open().filter(conversation=conversation)
    taken = {own.pk, *asked.values_list("to_desk_id", flat=True)}
    desks = [desk for desk in access.desks if desk.pk not in taken]
    form = HandOffForm(request.POST or None, desks=desks)

    def act(to: str, why: str, due_in: timedelta) -> HandOff:
        return handoffs.hand_off(
            conversation,
            to=visible_desk(access, to),
            why=why,
            due_in=due_in,
            from_desk=own,
            by=access.by,
        )

    if request.method == "POST" and (made := submit(form, act)) is not None:
        said = _("Handed to %(desk)s.") % {"desk": made.to_desk}
        undo_url = reverse("routing:withdraw", args=[made.pk])
        return answered(request, conversation.pk, said, undo_url=undo_url)
    held = Placement.objects.filter(conversation=conversation).exclude(state=State.DONE)
    context = {
        "conversation": conversation,
        "desks": desks,
        "own": own,
        "there": set(held.values_list("desk_id", flat=True)),
    }
    return dialog(request, "routing/hand_off.html", form, context)


def _to_answer(request: UnsiloRequest, pk: int) -> HandOff:
    """A hand-off to a desk on which the user works."""
    handoff = HandOff.objects.get_for(request.access, pk)
    to_work(request.access, handoff.to_desk)
    return handoff


@require_POST
@member
def accept(request: UnsiloRequest, pk: int) -> HttpResponse:
    handoff = _to_answer(request, pk)
    handoffs.accept(handoff, user=request.user, by=request.access.by)
    return answered(request, handoff.conversation_id, _("Yours now."))


@require_POST
@member
def finish(request: UnsiloRequest, pk: int) -> HttpResponse:
    handoff = _to_answer(request, pk)
    handoffs.finish(handoff, by=request.access.by)
    said = _("Done for %(desk)s.") % {"desk": handoff.to_desk}
    return answered(request, handoff.conversation_id, said)


@member
def give_back(request: UnsiloRequest, pk: int) -> HttpResponse:
    """A dialog for the words with which it goes back."""
    handoff = _to_answer(request, pk)
    form = WordsForm(request.POST or None)

    def act(words: str) -> HandOff:
        return handoffs.give_back(handoff, words=words, by=request.access.by)

    if request.method == "POST" and submit(form, act) is not None:
        said = _("Given back to %(desk)s.") % {"desk": handoff.from_desk}
        undo_url = reverse("routing:take-up-handoff", args=[pk])
        return answered(request, handoff.conversation_id, said, undo_url=undo_url)
    return dialog(request, "routing/give_back.html", form, {"handoff": handoff})


@require_POST
@member
def take_up(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Undo of giving it back."""
    handoff = handoffs.take_up(_to_answer(request, pk), by=request.access.by)
    return answered(request, handoff.conversation_id, _("Yours again."))


@require_POST
@member
def withdraw(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Undo of a hand-off, for who works on the desk that asked."""
    handoff = HandOff.objects.get_for(request.access, pk)
    to_work(request.access, handoff.from_desk)
    handoffs.withdraw(handoff, by=request.access.by)
    return answered(request, handoff.conversation_id, _("Taken back."))


@require_GET
@member
def handoff_list(request: UnsiloRequest) -> HttpResponse:
    """What was asked of the user's desks, and what they asked."""
    which = request.GET.get("which", "open")
    page = handoffs_page(request.access, which=which, cursor=request.GET.get("cursor", ""))
    context = {"page": page, "which": which if which in ("open", "all") else "open"}
    return render(request, "routing/handoffs.html", context)
