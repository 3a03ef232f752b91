"""Asking for consent, and what has to be taken down after a withdrawal."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import held_desks
from unsilo.stories.forms import AskForm
from unsilo.stories.models import Consent, Field, Story, Takedown, Use
from unsilo.stories.queries.chain import conversations_of
from unsilo.stories.rights import require_stories
from unsilo.stories.services import consents
from unsilo.ui.toasts import go_with_toast


@member
def ask(request: UnsiloRequest, pk: int) -> HttpResponse:
    """The letter with the link, and the matrix of what it asks for."""
    require_stories(request.access)
    story = Story.objects.get_for(request.access, pk)
    conversation = _conversation(request, story)
    words = consents.first_words(story, conversation.person.name)
    form = AskForm(request.POST or None, initial={"text": words})
    chosen = set(request.POST.getlist("cell")) if request.method == "POST" else _usual()
    save = partial(
        consents.ask,
        story,
        conversation=conversation,
        cells=[(f, u) for f in Field.values for u in Use.values if f"{f}.{u}" in chosen],
        user=request.user,
        desks=held_desks(request.access, conversation),
        by=request.access.by,
    )
    if request.method == "POST" and submit(form, save) is not None:
        said = _("%(name)s is asked in their conversation.") % {"name": conversation.person}
        return go_with_toast(request, reverse("stories:story", args=[pk]), said)
    context = {
        "story": story,
        "conversation": conversation,
        "form": form,
        "uses": Use.choices,
        "rows": [
            (label, [(f"{f}.{u}", f"{f}.{u}" in chosen, use) for u, use in Use.choices])
            for f, label in Field.choices
        ],
    }
    return render(request, "stories/ask.html", context, status=422 if form.errors else 200)


def _usual() -> set[str]:
    return {f"{field}.{use}" for field in Field.values for use in ("press", "page", "social")}


def _conversation(request: UnsiloRequest, story: Story) -> Conversation:
    """The customer's own: the story's, else the one that was named."""
    held = conversations_of(request.access, story)
    wanted = request.GET.get("conversation", "") or str(story.conversation_id)
    for one in held:
        if str(one.pk) == wanted:
            return one
    raise NotFound


@member
def history(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Every step with its time and wording, for who has to show it."""
    consent: Consent = Consent.objects.get_for(request.access, pk)
    context = {"consent": consent, "steps": consent.steps.all()}
    return render(request, "stories/consent_history.html", context)


@require_POST
@member
def taken_down(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    readable = Consent.objects.visible_to(request.access)
    found = Takedown.objects.select_related("consent__story", "consent__conversation")
    takedown = found.filter(pk=pk, consent__in=readable).first()
    if takedown is None:
        raise NotFound
    done = takedown.done_at is None
    consents.set_taken_down(takedown, done=done, user=request.user, by=request.access.by)
    return go_with_toast(
        request,
        reverse("stories:story", args=[takedown.consent.story_id]),
        _("Taken down.") if done else _("Back on the list."),
        undo_url=reverse("stories:taken-down", args=[pk]),
    )
