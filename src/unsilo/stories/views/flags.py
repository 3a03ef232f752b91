"""Flags: raised from a conversation, listed, decided by PR."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from unsilo.accounts.doors import member
from unsilo.core.errors import Forbidden
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.rights import conversation_to_work
from unsilo.stories.forms import DeclineForm, FlagForm, MergeForm
from unsilo.stories.models import Flag, FlagState, Story
from unsilo.stories.queries.board import flags_page
from unsilo.stories.rights import require_stories, works_on_stories
from unsilo.stories.services import flags
from unsilo.ui.toasts import go_with_toast, with_toast


@member
def raise_flag(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """The dialog of the key F."""
    conversation = conversation_to_work(request.access, conversation_id)
    waiting = Flag.objects.waiting().filter(conversation=conversation).first()
    form = FlagForm(request.POST or None, initial={"what": conversation.subject[:200]})
    save = partial(flags.flag, conversation, user=request.user, by=request.access.by)
    if request.method == "POST" and (made := submit(form, save)):
        answer = trigger_client_event(HttpResponse(status=204), "dialog-close", {})
        trigger_client_event(answer, "stories-changed", {})
        undo = reverse("stories:flag-undo", args=[made.pk])
        return with_toast(answer, _("Flagged for PR. You hear what becomes of it."), undo_url=undo)
    context = {
        "conversation": conversation,
        "form": form,
        "captured": flags.captured(conversation),
        "waiting": waiting,
    }
    return render(request, "stories/flag.html", context, status=422 if form.errors else 200)


@require_POST
@member
def undo(request: UnsiloRequest, pk: int) -> HttpResponse:
    flag = Flag.objects.get_for(request.access, pk)
    if flag.flagged_by != request.user and not works_on_stories(request.access):
        raise Forbidden("Somebody else flagged this.")
    flags.withdraw(flag, by=request.access.by)
    answer = trigger_client_event(HttpResponse(status=204), "stories-changed", {})
    return with_toast(answer, _("Not flagged any more."))


@member
def flag_list(request: UnsiloRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    mine = "mine" in request.GET
    context = {
        "page": flags_page(
            request.access, state=state, mine=mine, cursor=request.GET.get("cursor", "")
        ),
        "state": state,
        "states": FlagState.choices,
        "mine": mine,
        "can_decide": works_on_stories(request.access),
    }
    return render(request, "stories/flags.html", context)


@require_POST
@member
def take(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    flag = Flag.objects.get_for(request.access, pk)
    story = flags.take(flag, user=request.user, by=request.access.by)
    return go_with_toast(
        request,
        reverse("stories:story", args=[story.pk]),
        _("It is yours now. %(name)s has been told.") % {"name": flag.flagged_by or "–"},
        undo_url=reverse("stories:flag-reopen", args=[flag.pk]),
    )


@member
def decline(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    flag = Flag.objects.get_for(request.access, pk)
    form = DeclineForm(request.POST or None)
    save = partial(flags.decline, flag, user=request.user, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return _decided(request, flag, _("Declined. %(name)s reads why."))
    context = {"flag": flag, "form": form}
    return render(request, "stories/decline.html", context, status=422 if form.errors else 200)


@member
def merge(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    flag = Flag.objects.get_for(request.access, pk)
    live = Story.objects.visible_to(request.access).live()
    there = live.filter(brand=flag.conversation.brand_id).order_by("-stage_at")
    form = MergeForm(request.POST or None, stories=there)
    save = partial(flags.merge, flag, user=request.user, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return _decided(request, flag, _("Part of that story now. %(name)s has been told."))
    context = {"flag": flag, "form": form, "any": there.exists()}
    return render(request, "stories/merge.html", context, status=422 if form.errors else 200)


@require_POST
@member
def reopen(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    flag = Flag.objects.get_for(request.access, pk)
    flags.reopen(flag, by=request.access.by)
    return go_with_toast(request, reverse("stories:board"), _("It waits again."))


def _decided(request: UnsiloRequest, flag: Flag, said: str) -> HttpResponse:
    return go_with_toast(
        request,
        reverse("stories:board"),
        said % {"name": flag.flagged_by or "–"},
        undo_url=reverse("stories:flag-reopen", args=[flag.pk]),
    )
