"""How each brand speaks."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.library.forms import VoiceForm
from unsilo.library.models import VoiceGuide
from unsilo.library.queries import pages
from unsilo.library.services import voice as services
from unsilo.ui.toasts import go_with_toast


@member
def voices(request: UnsiloRequest) -> HttpResponse:
    """All brands with their guides; one brand alone is shown at once."""
    brands = request.access.brands
    if len(brands) == 1:
        return _shown(request, brands[0].pk)
    written = {one.brand_id: one for one in VoiceGuide.objects.filter(brand__in=brands)}
    rows = [(brand, written.get(brand.pk)) for brand in brands]
    return render(request, "library/voices.html", {"rows": rows})


@member
def voice(request: UnsiloRequest, brand_id: int) -> HttpResponse:
    return _shown(request, brand_id)


def _shown(request: UnsiloRequest, brand_id: int) -> HttpResponse:
    guide = VoiceGuide.objects.get_for(request.access, brand_id)
    context = {
        "guide": guide,
        "phrases": pages.phrases_of(guide),
        "history": pages.history_of_guide(guide),
    }
    return render(request, "library/voice.html", context)


@lead_only
def voice_form(request: UnsiloRequest, brand_id: int) -> HttpResponse:
    guide = VoiceGuide.objects.get_for(request.access, brand_id)
    initial = VoiceForm.initial_of(guide, pages.phrases_of(guide))
    form = VoiceForm(request.POST or None, initial=initial)
    save = partial(services.save_guide, guide.brand, by=request.access.by)
    if request.method == "POST" and (saved := submit(form, save)):
        url = reverse("library:voice", args=[brand_id])
        undo_url = reverse("library:voice-undo", args=[brand_id, saved.event_id])
        return go_with_toast(request, url, _("Saved."), undo_url=undo_url)
    context = {"form": form, "guide": guide}
    return render(request, "library/voice_form.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def undo(request: UnsiloRequest, brand_id: int, event_id: int) -> HttpResponse:
    guide = VoiceGuide.objects.get_for(request.access, brand_id)
    services.undo_change(guide, event_id, by=request.access.by)
    return go_with_toast(request, reverse("library:voice", args=[brand_id]), _("Taken back."))
