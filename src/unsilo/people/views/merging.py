"""Merging two people: find the other one, look at what would move, do it, take it back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.people import queries, services
from unsilo.ui.toasts import go_with_toast


@member
def merge(request: UnsiloRequest, person_id: int) -> HttpResponse:
    """The dialog; with ``?q`` only the people found."""
    request.access.require_write()
    person = queries.person_for(person_id)
    q = request.GET.get("q")
    picks = queries.pick_people(q or "", other_than=person)
    context = {"person": person, "picks": picks, "q": q or ""}
    template = "people/merge_picks.html" if q is not None else "people/merge.html"
    return render(request, template, context)


@member
def merge_with(request: UnsiloRequest, person_id: int, other_id: int) -> HttpResponse:
    """What would move; and, posted, the merge. ``other_id`` is the one who goes."""
    request.access.require_write()
    kept, gone = queries.person_for(person_id), queries.person_for(other_id)
    if request.method != "POST":
        return render(
            request, "people/merge_preview.html", {"preview": queries.merge_preview(kept, gone)}
        )
    done = services.merge_people(kept, gone, by=request.access.by)
    return go_with_toast(
        request,
        reverse("people:person", args=[kept.pk]),
        _("%(gone)s and %(kept)s are one.") % {"gone": gone, "kept": kept},
        undo_url=reverse("people:merge-undo", args=[done.pk]),
    )


@require_POST
@member
def merge_undo(request: UnsiloRequest, merge_id: int) -> HttpResponse:
    request.access.require_write()
    undone = queries.merge_for(merge_id)
    parted = services.undo_merge(undone, by=request.access.by)
    text = _("%(gone)s is a person of their own again.") % {"gone": parted}
    return go_with_toast(request, reverse("people:person", args=[undone.kept_id]), text)
