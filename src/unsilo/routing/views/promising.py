"""Promise something, keep it, let it go; and the list of what was promised."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import member
from unsilo.accounts.models import User
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.rights import conversation_to_work, to_work, work_desks
from unsilo.inbox.views.moments import chosen, moments
from unsilo.routing.forms import PromiseForm, WordsForm
from unsilo.routing.models import Promise
from unsilo.routing.queries.lists import promise_tabs, promises_page
from unsilo.routing.services import promises
from unsilo.routing.views.dialogs import dialog
from unsilo.routing.views.parts import answered


@member
def promise(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    return _dialog(request, conversation_id, in_answer=False)


@member
def promise_in_answer(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """The same from the composer: the answer that makes a promise does not keep it."""
    return _dialog(request, conversation_id, in_answer=True)


def _dialog(request: UnsiloRequest, conversation_id: int, *, in_answer: bool) -> HttpResponse:
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    desk = work_desks(access, conversation)[0]
    able = User.objects.working_on(desk, brand_id=conversation.brand_id)
    form = PromiseForm(request.POST or None, owners=able, initial={"owner": request.user.pk})

    def act(text: str, owner: User | None, by_hand: bool, when: str, at: str) -> Promise:
        due = None if when == "heard" else chosen(when, at)
        return promises.promise(
            conversation,
            text=text,
            due=due,
            owner=owner,
            desk=desk,
            kept_by_answer=not by_hand,
            in_next_answer=in_answer,
            by=access.by,
        )

    if request.method == "POST" and (made := submit(form, act)) is not None:
        undo_url = reverse("routing:unmake", args=[made.pk])
        said = _("Promised: %(text)s") % {"text": made.text}
        return answered(request, conversation.pk, said, undo_url=undo_url)
    context = {
        "conversation": conversation,
        "moments": moments(),
        "in_answer": in_answer,
        "address": request.path,
    }
    return dialog(request, "routing/promise.html", form, context)


def _to_settle(request: UnsiloRequest, pk: int) -> Promise:
    """A promise of a desk on which the user works."""
    found = Promise.objects.get_for(request.access, pk)
    to_work(request.access, found.desk)
    return found


@require_POST
@member
def keep(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = promises.keep(_to_settle(request, pk), by=request.access.by)
    said = _("Kept: %(text)s") % {"text": found.text}
    return _settled(request, found, said, reverse("routing:take-up", args=[pk]))


@member
def let_go(request: UnsiloRequest, pk: int) -> HttpResponse:
    """A dialog: why it will not be done."""
    found = _to_settle(request, pk)
    form = WordsForm(request.POST or None)

    def act(words: str) -> Promise:
        return promises.let_go(found, words=words, by=request.access.by)

    if request.method == "POST" and submit(form, act) is not None:
        said = _("Let go: %(text)s") % {"text": found.text}
        return _settled(request, found, said, reverse("routing:take-up", args=[pk]))
    return dialog(request, "routing/let_go.html", form, {"promise": found})


@require_POST
@member
def take_up(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = promises.take_up(_to_settle(request, pk), by=request.access.by)
    return _settled(request, found, _("Open again."))


@require_POST
@member
def unmake(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = _to_settle(request, pk)
    promises.unmake(found, by=request.access.by)
    return answered(request, found.conversation_id, _("Taken back."))


def _settled(request: UnsiloRequest, made: Promise, said: str, undo_url: str = "") -> HttpResponse:
    return answered(request, made.conversation_id, said, undo_url=undo_url)


@require_GET
@member
def promise_list(request: UnsiloRequest) -> HttpResponse:
    """What was promised: mine, my desks', or what became of all."""
    which, given = request.GET.get("which", "mine"), request.GET
    page = promises_page(request.access, which=which, cursor=given.get("cursor", ""))
    context: dict[str, Any] = {"page": page, "tabs": promise_tabs(request.access, which)}
    return render(request, "routing/promises.html", context)
