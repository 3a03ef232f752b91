"""Stores from a file: hand it in, look at it, correct its columns, take it in."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import lead_only
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.ui.toasts import go_with_toast
from unsilo.wins import storefile
from unsilo.wins.forms import ColumnsForm, UploadForm
from unsilo.wins.models import StoreImport
from unsilo.wins.services import imports


@lead_only
def upload(request: UnsiloRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = imports.start_import(
                file_name=file.name,
                content=file.read(imports.MAX_BYTES + 1),
                retailer=None,
                user=request.user,
                by=request.access.by,
            )
            imports.set_columns(kept, columns=kept.columns, retailer=None, by=request.access.by)
            return redirect("wins:import", kept.pk)
        except Invalid as error:
            form.add_error("file", error.message)
    earlier = StoreImport.objects.defer("content", "bad_rows").select_related("user")[:20]
    context = {"form": form, "earlier": earlier, "fields": storefile.FIELDS}
    return render(request, "wins/import.html", context, status=422 if form.errors else 200)


@lead_only
def columns(request: UnsiloRequest, pk: int) -> HttpResponse:
    """What the file would do; posted, with other columns. Of one that is in, what it did."""
    kept = _import(pk)
    if kept.done_at is not None:
        return render(request, "wins/import_done.html", {"kept": kept, "report": kept.report})
    table = storefile.read(bytes(kept.content))
    initial = {f"column_{name}": str(at) for name, at in kept.columns.items()}
    form = ColumnsForm(
        request.POST or None, table=table, initial={**initial, "retailer_id": kept.retailer_id}
    )
    if request.method == "POST" and form.is_valid():
        retailer = form.cleaned_data["retailer_id"]
        imports.set_columns(kept, columns=form.columns, retailer=retailer, by=request.access.by)
        return redirect("wins:import", kept.pk)
    context = {
        "kept": kept,
        "form": form,
        "table": table,
        "rows": table.first_rows(),
        "report": kept.report,
    }
    return render(request, "wins/import_columns.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def run(request: UnsiloRequest, pk: int) -> HttpResponse:
    kept = imports.run_import(_import(pk), by=request.access.by)
    new = kept.report["new"]
    text = ngettext("%(n)s store is new.", "%(n)s stores are new.", new) % {"n": new}
    return go_with_toast(request, reverse("wins:import", args=[pk]), text)


@require_POST
@lead_only
def drop(request: UnsiloRequest, pk: int) -> HttpResponse:
    imports.drop_import(_import(pk), by=request.access.by)
    return go_with_toast(request, reverse("wins:imports"), _("The file is forgotten."))


@require_GET
@lead_only
def bad_rows(request: UnsiloRequest, pk: int) -> HttpResponse:
    """The rows that could not be used, as a file with their reasons."""
    kept = _import(pk)
    return HttpResponse(
        "\ufeff" + kept.bad_rows,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="bad-rows-{kept.pk}.csv"'},
    )


def _import(pk: int) -> StoreImport:
    kept = StoreImport.objects.filter(pk=pk).first()
    if kept is None:
        raise NotFound
    return kept
