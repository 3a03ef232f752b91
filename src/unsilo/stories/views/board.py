"""The board of stories, and the table of all of them."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.stories.forms import DeclineForm
from unsilo.stories.models import Angle, Stage, Story
from unsilo.stories.queries.board import board, stories_page
from unsilo.stories.rights import require_stories, works_on_stories
from unsilo.stories.services import stories
from unsilo.ui.toasts import go_with_toast, with_toast


@member
def index(request: UnsiloRequest) -> HttpResponse:
    template = "stories/columns.html" if wants_partial(request) else "stories/board.html"
    return render(request, template, _board(request))


def _board(request: UnsiloRequest) -> dict[str, object]:
    angle = request.GET.get("angle", "")
    return {
        "board": board(request.access, angle=angle),
        "angle": angle,
        "angles": Angle.choices,
        "can_work": works_on_stories(request.access),
    }


@require_POST
@member
def move(request: UnsiloRequest, pk: int) -> HttpResponse:
    """To a stage, from the board or the story's page; the toast takes it back."""
    require_stories(request.access)
    story = Story.objects.get_for(request.access, pk)
    stage = request.POST.get("stage", "") or request.GET.get("stage", "")
    before = stories.move(story, stage=stage, by=request.access.by)
    said = _("%(title)s: %(stage)s") % {"title": story.title, "stage": Stage(stage).label}
    undo = f"{reverse('stories:move', args=[pk])}?stage={before}"
    if request.headers.get("HX-Target") == "board":
        shown = render(request, "stories/columns.html", {**_board(request), "moved": pk})
        return with_toast(shown, said, undo_url=undo)
    where = request.headers.get("HX-Current-URL", "")
    own = reverse("stories:story", args=[pk])
    return go_with_toast(
        request, own if own in where else reverse("stories:board"), said, undo_url=undo
    )


@member
def table(request: UnsiloRequest) -> HttpResponse:
    given: dict[str, Any] = {
        "stage": request.GET.get("stage", ""),
        "angle": request.GET.get("angle", ""),
        "q": request.GET.get("q", "").replace("\0", "")[:200],
        "away": "away" in request.GET,
    }
    page = stories_page(request.access, cursor=request.GET.get("cursor", ""), **given)
    context = {"page": page, "stages": Stage.choices, "angles": Angle.choices, **given}
    return render(request, "stories/table.html", context)


@member
def put_away(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    story = Story.objects.get_for(request.access, pk)
    form = DeclineForm(request.POST or None)
    save = partial(stories.put_away, story, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(
            request,
            reverse("stories:board"),
            _("%(title)s is put away.") % {"title": story.title},
            undo_url=reverse("stories:bring-back", args=[pk]),
        )
    context = {"story": story, "form": form}
    return render(request, "stories/put_away.html", context, status=422 if form.errors else 200)


@require_POST
@member
def bring_back(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    story = stories.bring_back(Story.objects.get_for(request.access, pk), by=request.access.by)
    return go_with_toast(
        request, reverse("stories:story", args=[pk]), _("%(title)s is back.") % {"title": story}
    )
