"""Settings of bigger models, and the log of what was sent to them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import admin_only
from unsilo.core.db import release_connection
from unsilo.core.errors import ConnectorError, Invalid, NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.triage import words
from unsilo.triage.forms import BiggerModelForm
from unsilo.triage.models import BiggerModel, Inquiry, Task
from unsilo.triage.queries.outside import inquiries_page, tasks
from unsilo.triage.services import outside
from unsilo.ui.toasts import go_with_toast, with_toast

TONES = {
    Inquiry.State.ANSWERED: "ok",
    Inquiry.State.FAILED: "danger",
    Inquiry.State.REFUSED: "warn",
}


@require_GET
@admin_only
def overview(request: UnsiloRequest) -> HttpResponse:
    page = inquiries_page(request.access, cursor=request.GET.get("cursor", ""))
    rows = [
        (
            one,
            TONES.get(Inquiry.State(one.state), ""),
            [words.answer_label(head, said) for head, said in one.answer.items()],
            reverse("inbox:conversation", args=[one.message.conversation_id]),
        )
        for one in page.items
    ]
    context = {"tasks": tasks(), "rows": rows, "next_cursor": page.next_cursor}
    return render(request, "triage/outside.html", context)


@admin_only
def edit(request: UnsiloRequest, task: str) -> HttpResponse:
    if task not in Task.values:
        raise NotFound
    found = BiggerModel.objects.filter(task=task).first()
    form = BiggerModelForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        outside.configure(task, values=form.values, key=form.given_key, by=request.access.by)
        return go_with_toast(request, reverse("triage:outside"), _("Saved."))
    context = {
        "form": form,
        "task": task,
        "label": Task(task).label,
        "is_set_up": found is not None and bool(found.base_url and found.model),
    }
    return render(request, "triage/outside_edit.html", context, status=422 if form.errors else 200)


@require_POST
@admin_only
def attempt(request: UnsiloRequest, task: str) -> HttpResponse:
    """Send one made-up sentence, to see whether it works."""
    found = BiggerModel.objects.filter(task=task).first()
    if found is None or not found.base_url or not found.model:
        raise NotFound
    release_connection()
    try:
        answer = outside.ask(found, outside.SAMPLE)
    except ConnectorError as error:
        raise Invalid(error.message) from error
    said = ", ".join(words.answer_label(head, one) for head, one in answer.heads.items())
    return with_toast(
        HttpResponse(status=204), _("It answered: %(said)s.") % {"said": said or _("nothing")}
    )
