"""Coverage: what was published, found by a feed or entered by hand."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.accounts.models import Brand
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.stories.forms import CoverageForm, DescribeForm
from unsilo.stories.models import Coverage, CoverageState, Story
from unsilo.stories.queries.media import coverage_page
from unsilo.stories.rights import require_stories, works_on_stories
from unsilo.stories.services import coverage
from unsilo.ui.toasts import go_with_toast


@member
def index(request: UnsiloRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in CoverageState.values else CoverageState.CONFIRMED.value
    context = {
        "page": coverage_page(request.access, state=state, cursor=request.GET.get("cursor", "")),
        "state": state,
        "states": CoverageState.choices,
        "can_work": works_on_stories(request.access),
    }
    return render(request, "stories/coverage.html", context)


@member
def enter(request: UnsiloRequest) -> HttpResponse:
    """Something published, by its address."""
    require_stories(request.access)
    access = request.access
    stories = Story.objects.visible_to(access).live().order_by("-stage_at")
    brands = Brand.objects.filter(pk__in=[one.pk for one in access.brands]).order_by("name")
    initial = {"story": request.GET.get("story"), "brand": brands.first()}
    form = CoverageForm(request.POST or None, initial=initial, stories=stories, brands=brands)
    save = partial(coverage.enter, user=request.user, by=access.by)
    if request.method == "POST" and (made := submit(form, save)):
        return go_with_toast(request, _page_of(made), _("Noted."))
    context = {"form": form, "heading": _("Note an article"), "back": reverse("stories:coverage")}
    return render(request, "stories/form.html", context, status=422 if form.errors else 200)


@require_POST
@member
def decide(request: UnsiloRequest, pk: int, what: str) -> HttpResponse:
    """Confirm or dismiss what was found, or take that back."""
    require_stories(request.access)
    row: Coverage = Coverage.objects.get_for(request.access, pk)
    if what == "confirm":
        row = coverage.confirm(row, user=request.user, by=request.access.by)
        said = _("Confirmed. Who flagged it has been told.")
    elif what == "dismiss":
        row = coverage.dismiss(row, user=request.user, by=request.access.by)
        said = _("Not about this story.")
    else:
        row = coverage.undecide(row, by=request.access.by)
        return go_with_toast(request, _page_of(row), _("Back among what was found."))
    undo = reverse("stories:coverage-decide", args=[pk, "reopen"]) if row.mention_id else ""
    return go_with_toast(request, _page_of(row), said, undo_url=undo)


@member
def describe(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    row: Coverage = Coverage.objects.get_for(request.access, pk)
    names = ("tone", "reach", "reach_source", "pulled")
    initial = {name: getattr(row, name) for name in names}
    messages = list(row.story.key_messages) if row.story else []
    form = DescribeForm(request.POST or None, initial=initial, messages=messages)
    save = partial(coverage.describe, row, by=request.access.by)
    if request.method == "POST" and (saved := submit(form, save)):
        return go_with_toast(request, _page_of(saved), _("Saved."))
    context = {"form": form, "row": row}
    return render(request, "stories/describe.html", context, status=422 if form.errors else 200)


def _page_of(row: Coverage) -> str:
    if row.story_id is None:
        return reverse("stories:coverage")
    return f"{reverse('stories:story', args=[row.story_id])}#coverage"
