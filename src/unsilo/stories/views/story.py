"""One story: its page, its form, its evidence and who gets credit."""

import re
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.accounts.models import Brand, Desk, User
from unsilo.core.errors import Invalid
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.models import Attachment, Conversation
from unsilo.stories.forms import CreditForm, EvidenceForm, StoryForm
from unsilo.stories.models import BEST, Credit, Evidence, Metric, Stage, Story
from unsilo.stories.queries.chain import conversations_of
from unsilo.stories.queries.events import riding
from unsilo.stories.queries.story import story_view
from unsilo.stories.rights import require_stories, works_on_stories
from unsilo.stories.services import stories
from unsilo.ui.toasts import go_with_toast

_OURS = re.compile(r"/c/([0-9]{1,18})(?:[/?#]|$)")


@member
def page(request: UnsiloRequest, pk: int) -> HttpResponse:
    story = Story.objects.get_for(request.access, pk)
    context = {
        "story": story,
        "view": story_view(request.access, story),
        "stages": Stage.choices,
        "best": BEST,
        "events": riding(story),
        "can_work": works_on_stories(request.access),
    }
    return render(request, "stories/story.html", context)


@member
def edit(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    """A new story told by us, or changes to one."""
    require_stories(request.access)
    story = Story.objects.get_for(request.access, pk) if pk else None
    form = StoryForm(
        request.POST or None,
        initial=StoryForm.initial_of(story) if story else {"owner": request.user},
        brands=_brands(request),
        owners=User.objects.filter(is_active=True).exclude(role="viewer").order_by("name"),
        fixed=story is not None,
    )
    save = partial(stories.update_story, story) if story else stories.create_story
    if request.method == "POST" and (made := submit(form, partial(save, by=request.access.by))):
        return go_with_toast(request, reverse("stories:story", args=[made.pk]), _("Saved."))
    context = {"form": form, "story": story}
    return render(request, "stories/story_form.html", context, status=422 if form.errors else 200)


def _brands(request: UnsiloRequest) -> Any:
    return Brand.objects.filter(pk__in=[one.pk for one in request.access.brands]).order_by("name")


# Evidence


@member
def evidence(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Add something that proves it: by address, as a fact, or a file of its conversations."""
    require_stories(request.access)
    story = Story.objects.get_for(request.access, pk)
    form = EvidenceForm(request.POST or None)
    save = partial(_add, request, story)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("stories:story", args=[pk]), _("Added."))
    ids = [one.pk for one in conversations_of(request.access, story)]
    files = Attachment.objects.filter(message__conversation__in=ids, inline=False)
    context = {"story": story, "form": form, "files": files.order_by("-id")[:12]}
    return render(request, "stories/evidence.html", context, status=422 if form.errors else 200)


def _add(request: UnsiloRequest, story: Story, *, proves: str, address: str) -> Evidence:
    conversation = attachment = None
    if found := _OURS.search(address):
        conversation = Conversation.objects.get_for(request.access, int(found[1]))
    if re.fullmatch(r"[0-9]{1,18}", chosen := request.POST.get("file", "")):
        visible = conversations_of(request.access, story)
        attachment = Attachment.objects.filter(
            pk=int(chosen), message__conversation__in=visible
        ).first()
    url = "" if conversation or attachment else address.strip()
    if url and not url.startswith(("https://", "http://")):
        raise Invalid(_("Paste the whole address."), field="address")
    return stories.add_evidence(
        story,
        conversation=conversation,
        attachment=attachment,
        url=url,
        proves=proves,
        user=request.user,
        by=request.access.by,
    )


@require_POST
@member
def evidence_remove(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    row: Evidence = Evidence.objects.get_for(request.access, pk)
    stories.remove_evidence(row, by=request.access.by)
    url = reverse("stories:story", args=[row.story_id])
    return go_with_toast(request, url, _("Removed."))


# Credit


@member
def credit(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Who had a part in it, in percent for each metric."""
    require_stories(request.access)
    story = Story.objects.get_for(request.access, pk)
    metric = request.POST.get("metric") or request.GET.get("metric") or Metric.COVERAGE
    form = CreditForm(request.POST or None)
    save = partial(_share, request, story, metric)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("stories:story", args=[pk]), _("Credit is shared."))
    held = Credit.objects.filter(story=story, metric=metric)
    shares = {
        ("u", one.user_id) if one.user_id else ("d", one.desk_id): one.percent for one in held
    }
    users = User.objects.filter(is_active=True).order_by("name")
    rows = [(f"u{one.pk}", str(one), shares.get(("u", one.pk), "")) for one in users]
    rows += [
        (f"d{one.pk}", str(one), shares.get(("d", one.pk), "")) for one in request.access.desks
    ]
    rows.sort(key=lambda row: -int(row[2] or 0))
    context = {"story": story, "form": form, "rows": rows, "metric": metric}
    context["metrics"] = Metric.choices
    return render(request, "stories/credit.html", context, status=422 if form.errors else 200)


def _share(request: UnsiloRequest, story: Story, metric: str) -> bool:
    shares: list[tuple[User | Desk, int]] = []
    for name in request.POST:
        value = request.POST.get(name, "")
        if not re.fullmatch(r"[ud][0-9]{1,18}", name) or not value.strip():
            continue
        if not re.fullmatch(r"[0-9]{1,3}", value.strip()) or int(value) > 100:
            raise Invalid(_("Write percents from 0 to 100."))
        if who := _named(request, name[0], int(name[1:])):
            shares.append((who, int(value)))
    stories.share_credit(story, metric=metric, shares=shares, by=request.access.by)
    return True


def _named(request: UnsiloRequest, noun: str, pk: int) -> User | Desk | None:
    """A colleague, or a desk that the reader knows of."""
    if noun == "u":
        user: User | None = User.objects.filter(pk=pk).first()
        return user
    return next((desk for desk in request.access.desks if desk.pk == pk), None)
