"""Queries: the list, one of them with what it counted, their form and its preview."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.listening.forms import QueryForm
from unsilo.listening.matching import Terms
from unsilo.listening.models import Query
from unsilo.listening.queries import drawing, lists
from unsilo.listening.services import topics
from unsilo.listening.views.watch import chart_of, period_tabs
from unsilo.ui.toasts import go_with_toast

FIELDS = ("name", "any_of", "all_of", "none_of", "hears", "audience")


@member
def query_list(request: UnsiloRequest) -> HttpResponse:
    asked: dict[str, Any] = {
        "q": request.GET.get("q", "").replace("\0", "")[:200],
        "archived": "archived" in request.GET,
    }
    page = lists.queries_page(request.access, cursor=request.GET.get("cursor", ""), **asked)
    part = "_rows" if wants_partial(request) else ""
    context = {"page": page, "filtered": bool(asked["q"] or asked["archived"]), **asked}
    return render(request, f"listening/queries{part}.html", context)


@member
def query(request: UnsiloRequest, pk: int) -> HttpResponse:
    found: Query = Query.objects.get_for(request.access, pk)
    period = drawing.PERIODS.get(request.GET.get("period", ""), drawing.PERIODS["14d"])
    context = {
        "query": found,
        "chart": chart_of(found, period),
        "periods": period_tabs(request, period, None),
        "items": lists.items_page(request.access, found, since=None, until=None, limit=10),
        "alerts": lists.alerts_page(request.access, query=pk, limit=10),
    }
    return render(request, "listening/query.html", context)


@member
def items(request: UnsiloRequest, pk: int) -> HttpResponse:
    """What stands behind a number of a topic."""
    found: Query = Query.objects.get_for(request.access, pk)
    public = {"1": True, "0": False}.get(request.GET.get("public", ""))
    since, until = (_moment(request.GET.get(name, "")) for name in ("since", "until"))
    page = lists.items_page(
        request.access, found, since=since, until=until, public=public,
        cursor=request.GET.get("cursor", ""),
    )  # fmt: skip
    context = {"query": found, "page": page, "since": since, "until": until, "public": public}
    return render(request, "listening/items.html", context)


@lead_only
def query_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    access = request.access
    found: Query | None = Query.objects.get_for(access, pk) if pk else None
    form = QueryForm(
        access, request.POST or None, fixed=found.brand if found else None,
        initial=QueryForm.initial_of(found) if found else {},
    )  # fmt: skip
    if request.method == "POST":
        saved = submit(form, partial(_save, found, by=access.by))
        if saved:
            return go_with_toast(request, reverse("listening:query", args=[saved.pk]), _("Saved."))
    context = {"row": found, "form": form}
    return render(request, "listening/query_form.html", context, status=422 if form.errors else 200)


def _save(found: Query | None, *, brand: Any, by: Any, **given: Any) -> Query:
    if found is not None:
        return topics.update_query(found, by=by, **given)
    return topics.create_query(brand=brand, by=by, **given)


@require_POST
@lead_only
def preview(request: UnsiloRequest) -> HttpResponse:
    """What the words in the form would have found, before anybody saves them."""
    form = QueryForm(request.access, request.POST)
    form.fields["name"].required = False
    form.fields.pop("brand", None)
    form.is_valid()
    given = form.cleaned_data
    asked = Terms(
        *(topics.terms(given.get(name) or ()) for name in ("any_of", "all_of", "none_of"))
    )
    brand = given.get("brand") or form.fixed or (form.brands[0] if form.brands else None)
    found = None
    if brand is not None and (asked.any_of or asked.all_of):
        found = lists.preview(
            brand, request.access, asked,
            hears=given.get("hears", "all"), audience=given.get("audience", "all"),
        )  # fmt: skip
    return render(request, "listening/preview.html", {"preview": found})


@require_POST
@lead_only
def archive(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Query.objects.get_for(request.access, pk)
    topics.archive_query(found, by=request.access.by)
    text = _("%(name)s is counted no more.") % {"name": found}
    undo = reverse("listening:query-restore", args=[pk])
    return go_with_toast(request, reverse("listening:queries"), text, undo_url=undo)


@require_POST
@lead_only
def restore(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Query.objects.get_for(request.access, pk)
    topics.restore_query(found, by=request.access.by)
    text = _("%(name)s is counted again.") % {"name": found}
    return go_with_toast(request, reverse("listening:query", args=[pk]), text)


def _moment(said: str) -> datetime | None:
    if not (said.isascii() and said.isdigit() and len(said) < 12):
        return None
    return datetime.fromtimestamp(int(said), UTC)
