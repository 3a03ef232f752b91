"""Pitching: one draft, words for each journalist, and what they made of it."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.channels.models import Channel
from unsilo.core.errors import Forbidden, Invalid
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.stories.errors import NoConsent
from unsilo.stories.forms import PitchForm
from unsilo.stories.models import MediaContact, Pitch, Story, Verdict
from unsilo.stories.queries.media import choices_for
from unsilo.stories.rights import require_stories
from unsilo.stories.services import pitches
from unsilo.ui.toasts import go_with_toast


@member
def write(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Choose who gets it and write it once; before it goes, everybody's words can be seen."""
    require_stories(request.access)
    story = Story.objects.get_for(request.access, pk)
    form = _form(request, story)
    preview: list[pitches.Words] = []
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        words = _words(data)
        if "preview" in request.POST:
            preview = words
        elif made := submit(form, partial(_send, request, story, words)):
            return _sent(request, story, made)
    context = {
        "story": story,
        "form": form,
        "preview": preview,
        "contacts": choices_for(story),
        "chosen": set(request.POST.getlist("contacts")),
        "carriers": pitches.carriers(),
    }
    return render(request, "stories/pitch.html", context, status=422 if form.errors else 200)


def _form(request: UnsiloRequest, story: Story) -> PitchForm:
    carriers = pitches.carriers()
    return PitchForm(
        request.POST or None,
        initial={"subject": story.title, "text": _("Hello [name],\n\n%(breath)s\n")
                 % {"breath": story.breath}},
        contacts=MediaContact.objects.live().filter(do_not_pitch=False),
        channels=Channel.objects.filter(pk__in=[one.pk for one in carriers]),
        story=story,
    )  # fmt: skip


def _words(data: dict[str, Any]) -> list[pitches.Words]:
    contacts = data["contacts"].select_related("person", "outlet")
    return [
        pitches.Words(
            one,
            pitches.for_contact(data["subject"], one),
            pitches.for_contact(data["text"], one),
        )
        for one in contacts
    ]


def _send(
    request: UnsiloRequest, story: Story, words: list[pitches.Words], **data: Any
) -> list[Pitch]:
    kept = {name: data[name] for name in ("channel", "angle", "send_at", "embargo_at", "why_again")}
    try:
        return pitches.pitch(story, words=words, user=request.user, by=request.access.by, **kept)
    except NoConsent as error:  # shown in the form, where the words are mended
        raise Invalid(error.message, field="text") from error


def _sent(request: UnsiloRequest, story: Story, made: list[Pitch]) -> HttpResponse:
    said = ngettext("%(n)s pitch is on its way.", "%(n)s pitches are on their way.", len(made))
    return go_with_toast(
        request,
        reverse("stories:story", args=[story.pk]),
        said % {"n": len(made)},
        undo_url=f"{reverse('stories:pitch-cancel', args=[made[0].pk])}?all=1",
    )


@require_POST
@member
def cancel(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Take it back while it waits in the outbox; ``all`` takes those sent with it back as well."""
    require_stories(request.access)
    row: Pitch = Pitch.objects.get_for(request.access, pk)
    if row.pitched_by != request.user and not request.access.is_lead:
        raise Forbidden("Somebody else sent this.")
    pitches.cancel(row, by=request.access.by)
    if "all" in request.GET:
        same = Pitch.objects.filter(
            story=row.story, pitched_by=row.pitched_by, pitched_at=row.pitched_at,
            cancelled_at__isnull=True,
        )  # fmt: skip
        for one in same.select_related("story__conversation", "contact__person"):
            pitches.call_back(one, because=row.cancelled_because, by=request.access.by)
    url = reverse("stories:story", args=[row.story_id])
    return go_with_toast(request, url, _("Taken back."))


@require_POST
@member
def verdict(request: UnsiloRequest, pk: int) -> HttpResponse:
    require_stories(request.access)
    row: Pitch = Pitch.objects.get_for(request.access, pk)
    wanted = request.POST.get("verdict", request.GET.get("verdict", ""))
    before = pitches.set_verdict(row, verdict=wanted, by=request.access.by, at=timezone.now())
    return go_with_toast(
        request,
        reverse("stories:story", args=[row.story_id]),
        f"{row.contact}: {Verdict(wanted).label}",
        undo_url=f"{reverse('stories:pitch-verdict', args=[pk])}?verdict={before}",
    )
