"""Exports of what is held of a person, and erasures: asked for on the person's page, listed here."""

from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import lead_only
from unsilo.core.request import UnsiloRequest
from unsilo.core.rest import page_by_id
from unsilo.core.validation import submit
from unsilo.inbox.views.files import as_download
from unsilo.privacy.forms import EraseForm
from unsilo.privacy.models import Erasure
from unsilo.privacy.queries.reports import (
    erasure_for,
    erasures_for,
    export_for,
    exports_for,
    lines_of,
    open_erasure,
    preview_of,
)
from unsilo.privacy.reach import person_to_act_on
from unsilo.privacy.services import erasing, exporting
from unsilo.ui.toasts import go_with_toast

PAGE = 30


@require_GET
@lead_only
def requests(request: UnsiloRequest) -> HttpResponse:
    """What was asked for, newest first."""
    context = {
        "exports": page_by_id(
            exports_for(request.access), cursor=_cursor(request, "exports"), limit=PAGE,
            newest_first=True,
        ),
        "erasures": page_by_id(
            erasures_for(request.access), cursor=_cursor(request, "erasures"), limit=PAGE,
            newest_first=True,
        ),
    }  # fmt: skip
    return render(request, "privacy/requests.html", context)


@lead_only
def export(request: UnsiloRequest, person_id: int) -> HttpResponse:
    """The dialog that says what an export is; posted, it is made."""
    person = person_to_act_on(request.access, person_id)
    if request.method == "POST":
        made = exporting.ask(person, user=request.user, by=request.access.by)
        said = _("It is being exported. You can leave this page.")
        return go_with_toast(request, reverse("privacy:export-shown", args=[made.pk]), said)
    return render(request, "privacy/export_ask.html", {"person": person})


@require_GET
@lead_only
def export_shown(request: UnsiloRequest, export_id: int) -> HttpResponse:
    """How far an export is, and where it is once it is ready."""
    return render(
        request, "privacy/export_shown.html", {"export": export_for(request.access, export_id)}
    )


@never_cache
@require_POST
@lead_only
def export_download(request: UnsiloRequest, export_id: int) -> HttpResponseBase:
    """The ZIP. Noted each time; a lead must still be one who may read all that is in it."""
    row = export_for(request.access, export_id)
    person_to_act_on(request.access, row.person_id)
    blob_id = exporting.note_download(row, by=request.access.by)
    return as_download(blob_id, f"person-{row.person_id}.zip")


@require_POST
@lead_only
def export_delete(request: UnsiloRequest, export_id: int) -> HttpResponse:
    exporting.discard(export_for(request.access, export_id), by=request.access.by)
    return go_with_toast(request, reverse("privacy:requests"), _("The export is deleted."))


@lead_only
def erase(request: UnsiloRequest, person_id: int) -> HttpResponse:
    """What goes and what stays; posted with a reason, it is on its way."""
    person = person_to_act_on(request.access, person_id)
    if person.pk != person_id:
        return redirect("privacy:erase", person.pk)
    form = EraseForm(request.POST or None, may_at_once=request.access.is_admin)
    save = partial(erasing.ask, person, user=request.user, by=request.access.by)
    asked: Erasure | None = submit(form, save) if request.method == "POST" else None
    if asked is not None:
        undo = reverse("privacy:erasure-cancel", args=[asked.pk])
        return go_with_toast(request, _url(asked), _("It is on its way."), undo_url=undo)
    context = {"preview": preview_of(person), "form": form, "asked": open_erasure(person)}
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


@require_GET
@lead_only
def erasure(request: UnsiloRequest, erasure_id: int) -> HttpResponse:
    """The report: what went, when and why; nothing of what it was."""
    found = erasure_for(request.access, erasure_id)
    left = found.person.conversations.filter(erased_at__isnull=True).count()
    context = {
        "erasure": found,
        "lines": lines_of(found.counts),
        "done": max(found.total - left, 0),
    }
    return render(request, "privacy/erasure.html", context)


@require_POST
@lead_only
def erasure_cancel(request: UnsiloRequest, erasure_id: int) -> HttpResponse:
    found = erasure_for(request.access, erasure_id)
    person_to_act_on(request.access, found.person_id)
    erasing.cancel(found, by=request.access.by)
    return go_with_toast(
        request, reverse("people:person", args=[found.person_id]), _("Nothing is erased.")
    )


def _url(asked: Erasure) -> str:
    return reverse("privacy:erasure", args=[asked.pk])


def _cursor(request: UnsiloRequest, name: str) -> str | None:
    given = request.GET.get(name, "")
    return given if given.isdecimal() and len(given) < 19 else None
