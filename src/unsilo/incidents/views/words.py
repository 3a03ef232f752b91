"""Facts and statements, and what the status page says."""

from functools import partial

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import admin_only, member
from unsilo.accounts.models import Brand
from unsilo.accounts.queries import brand_for
from unsilo.core.errors import Forbidden, NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.incidents.forms import (
    CorrectionForm,
    PublishForm,
    RemarkForm,
    StatementForm,
    StatusPageForm,
    UpdateForm,
)
from unsilo.incidents.models import (
    Column,
    FactLine,
    Incident,
    Statement,
    StatementUse,
    StatusPage,
    Subscriber,
    Update,
)
from unsilo.incidents.queries.room import starting_text
from unsilo.incidents.rights import incident_to_decide, incident_to_work, may_approve
from unsilo.incidents.services import facts, statements, updates
from unsilo.incidents.views.room import form_dialog, go_to_room
from unsilo.ui.toasts import go_with_toast


@require_POST
@member
def fact_new(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    column = request.POST.get("column", "")
    if column not in Column.values:
        raise NotFound
    fact = facts.add_fact(
        found, column=column, text=request.POST.get("text", ""), by=request.access.by
    )
    undo = reverse("incidents:fact", args=[found.pk, fact.pk, "remove"])
    return go_to_room(request, found, _("On the fact sheet."), undo=undo, place="#facts")


@require_POST
@member
def fact(request: UnsiloRequest, incident_id: int, fact_id: int, verb: str) -> HttpResponse:
    found = incident_to_work(request.access, incident_id)
    one = FactLine.objects.filter(incident=found, pk=fact_id).first()
    if one is None:
        raise NotFound
    by = request.access.by

    def undo(back: str) -> str:
        return reverse("incidents:fact", args=[found.pk, one.pk, back])

    if verb in Column.values:
        before = one.column
        facts.move_fact(one, column=verb, by=by)
        text = _("Now: %(column)s.") % {"column": Column(verb).label}
        return go_to_room(request, found, text, undo=undo(before), place="#facts")
    if verb in ("show", "unshow"):
        incident_to_decide(request.access, incident_id)
        facts.show_fact(one, is_public=verb == "show", by=by)
        text = _("It stands in public.") if verb == "show" else _("It is not public any more.")
        back = undo("unshow" if verb == "show" else "show")
        return go_to_room(request, found, text, undo=back, place="#facts")
    if verb == "remove":
        facts.remove_fact(one, by=by)
        return go_to_room(request, found, _("Taken off."), undo=undo("restore"), place="#facts")
    facts.restore_fact(one, by=by)
    return go_to_room(request, found, _("There again."), place="#facts")


@member
def statement_edit(request: UnsiloRequest, incident_id: int, use: str) -> HttpResponse:
    """Write a new version of the words; it waits for somebody else to approve it."""
    found = incident_to_work(request.access, incident_id)
    if use not in StatementUse.values:
        raise NotFound
    last = found.statements.filter(use=use).first()
    text = last.text if last else starting_text(found, use)
    form = StatementForm(request.POST or None, initial={"text": text})
    save = partial(
        statements.write_statement, found, use=use, user=request.user, by=request.access.by
    )
    if request.method == "POST" and submit(form, save) is not None:
        return go_to_room(request, found, _("It waits for approval."), place="#words")
    context = {
        "form": form,
        "incident": found,
        "label": StatementUse(use).label,
        "facts": found.facts.standing(),
        "versions": found.statements.filter(use=use).select_related("written_by", "settled_by"),
    }
    return render(request, "incidents/statement.html", context, status=422 if form.errors else 200)


@require_POST
@member
def statement_approve(request: UnsiloRequest, incident_id: int, statement_id: int) -> HttpResponse:
    found, statement = _to_approve(request, incident_id, statement_id)
    statements.approve(statement, user=request.user, by=request.access.by)
    return go_to_room(request, found, _("Approved. The words may go out."), place="#words")


@member
def statement_return(request: UnsiloRequest, incident_id: int, statement_id: int) -> HttpResponse:
    found, statement = _to_approve(request, incident_id, statement_id)
    form = RemarkForm(request.POST or None)
    give_back = partial(
        statements.return_statement, statement, user=request.user, by=request.access.by
    )
    if request.method == "POST" and submit(form, give_back) is not None:
        return go_to_room(request, found, _("Asked for a change."), place="#words")
    return form_dialog(request, form, _("Ask for a change"))


def _to_approve(
    request: UnsiloRequest, incident_id: int, statement_id: int
) -> tuple[Incident, Statement]:
    found = incident_to_work(request.access, incident_id)
    statement = Statement.objects.filter(incident=found, pk=statement_id).first()
    if statement is None:
        raise NotFound
    if not may_approve(request.access, found):
        raise Forbidden(_("Only a lead, or who approves the words here, does this."))
    return found, statement


@member
def publish(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    """What the status page says of the incident as a whole."""
    found = incident_to_decide(request.access, incident_id)
    title = found.public_title or found.title
    form = PublishForm(
        request.POST or None, initial={"public_title": title, "advice": found.advice}
    )
    save = partial(updates.publish, found, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        undo = reverse("incidents:unpublish", args=[found.pk])
        return go_to_room(request, found, _("It is public."), undo=undo, place="#public")
    page = StatusPage.objects.filter(brand=found.brand).first()
    context = {"form": form, "incident": found, "page": page}
    return render(request, "incidents/publish.html", context, status=422 if form.errors else 200)


@require_POST
@member
def unpublish(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_decide(request.access, incident_id)
    updates.unpublish(found, by=request.access.by)
    return go_to_room(request, found, _("It is not public any more."), place="#public")


@member
def update_new(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    found = incident_to_decide(request.access, incident_id)
    form = UpdateForm(request.POST or None)
    save = partial(updates.post_update, found, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_to_room(request, found, _("It stands on the page."), place="#public")
    return form_dialog(request, form, _("Update"))


@member
def update_correct(request: UnsiloRequest, incident_id: int, update_id: int) -> HttpResponse:
    found = incident_to_decide(request.access, incident_id)
    update = Update.objects.filter(incident=found, pk=update_id).first()
    if update is None:
        raise NotFound
    form = CorrectionForm(request.POST or None, initial={"correction": update.correction})
    save = partial(updates.correct_update, update, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_to_room(request, found, _("Corrected, for everybody to see."), place="#public")
    return form_dialog(request, form, _("Correct"))


@admin_only
def status_pages(request: UnsiloRequest) -> HttpResponse:
    pages = {page.brand_id: page for page in StatusPage.objects.all()}
    counted = Subscriber.objects.filter(confirmed_at__isnull=False).values_list("brand")
    readers = dict(counted.annotate(n=Count("pk")).order_by())
    rows = [(brand, pages.get(brand.pk), readers.get(brand.pk, 0)) for brand in Brand.objects.all()]
    return render(request, "incidents/status_pages.html", {"rows": rows})


@admin_only
def status_page_edit(request: UnsiloRequest, brand_id: int) -> HttpResponse:
    brand = brand_for(brand_id)
    page = StatusPage.objects.filter(brand=brand).first()
    names = ("is_on", "all_well", "contact")
    initial = {name: getattr(page, name) for name in names} if page else {}
    form = StatusPageForm(request.POST or None, initial=initial)
    save = partial(updates.set_status_page, brand, by=request.access.by)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("incidents:status-pages"), _("Saved."))
    context = {"form": form, "brand": brand}
    status = 422 if form.errors else 200
    return render(request, "incidents/status_page_form.html", context, status=status)
