"""Products, retailers and stores: lists, one of them, and their forms."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core import signing
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.launches.models import Thing
from unsilo.ui.toasts import go_with_toast
from unsilo.wins.forms import ListingForm, ProductForm, RetailerForm, StoreForm
from unsilo.wins.models import Listing, Product, Retailer, RetailerKind, Store
from unsilo.wins.queries import lists
from unsilo.wins.services import directory

UNDO_SALT = "wins.listing"

MODELS: dict[str, Any] = {"products": Product, "retailers": Retailer, "stores": Store}


# Lists


@member
def products(request: UnsiloRequest) -> HttpResponse:
    given = _asked(request)
    return _list(request, "products", lists.products_page(**given), given)


@member
def retailers(request: UnsiloRequest) -> HttpResponse:
    given = _asked(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in RetailerKind.values else ""
    page = lists.retailers_page(kind=kind, **given)
    return _list(request, "retailers", page, given, kind=kind, kinds=RetailerKind.choices)


@member
def stores(request: UnsiloRequest) -> HttpResponse:
    given = _asked(request)
    wanted = request.GET.get("retailer", "")
    retailer_id = (
        int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else None
    )
    page = lists.stores_page(retailer_id=retailer_id, **given)
    return _list(
        request,
        "stores",
        page,
        given,
        retailers=Retailer.objects.live().order_by("name")[:300],
        retailer_id=retailer_id,
    )


def _asked(request: UnsiloRequest) -> dict[str, Any]:
    return {
        "q": request.GET.get("q", "").replace("\0", "")[:200],
        "archived": "archived" in request.GET,
        "cursor": request.GET.get("cursor", ""),
    }


def _list(
    request: UnsiloRequest, noun: str, page: Any, given: dict[str, Any], **more: Any
) -> HttpResponse:
    part = "_rows" if wants_partial(request) else ""
    filtered = bool(given["q"] or given["archived"] or more.get("kind") or more.get("retailer_id"))
    context = {"page": page, "filtered": filtered, **given, **more}
    return render(request, f"wins/{noun}{part}.html", context)


# One of them


@member
def product(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Product.objects.get_or_404(pk)
    listings = found.listings.select_related("retailer").order_by("retailer__name")
    context = {
        "product": found,
        "listings": listings,
        "thing": Thing.objects.visible_to(request.access).filter(pk=found.thing_id).first(),
    }
    return render(request, "wins/product.html", context)


@member
def retailer(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Retailer.objects.get_or_404(pk)
    context = {
        "retailer": found,
        "listings": found.listings.select_related("product").order_by("product__name"),
        "stores": lists.stores_page(retailer_id=pk, limit=20),
    }
    return render(request, "wins/retailer.html", context)


@member
def store(request: UnsiloRequest, pk: int) -> HttpResponse:
    found = Store.objects.get_or_404(pk)
    listings = found.retailer.listings.filter(in_stock=True, product__archived_at__isnull=True)
    context = {"store": found, "listings": listings.select_related("product")}
    return render(request, "wins/store.html", context)


# Forms


@lead_only
def product_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    found = Product.objects.get_or_404(pk) if pk else None
    form = ProductForm(request.POST or None, access=request.access, row=found)
    save = partial(directory.update_product, found) if found else directory.create_product
    return _form(request, "product", found, form, save)


@lead_only
def retailer_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    found = Retailer.objects.get_or_404(pk) if pk else None
    initial = RetailerForm.initial_of(found) if found else {}
    form = RetailerForm(request.POST or None, initial=initial)
    save = partial(directory.update_retailer, found) if found else directory.create_retailer
    return _form(request, "retailer", found, form, save)


@lead_only
def store_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    found = Store.objects.get_or_404(pk) if pk else None
    form = StoreForm(request.POST or None, initial=StoreForm.initial_of(found) if found else {})
    save = partial(directory.update_store, found) if found else directory.create_store
    return _form(request, "store", found, form, save)


def _form(
    request: UnsiloRequest, noun: str, row: Any, form: Form, save: Callable[..., Any]
) -> HttpResponse:
    if request.method == "POST" and (saved := submit(form, partial(save, by=request.access.by))):
        return go_with_toast(request, reverse(f"wins:{noun}", args=[saved.pk]), _("Saved."))
    context = {"form": form, noun: row, "row": row}
    status = 422 if form.errors else 200
    return render(request, f"wins/{noun}_form.html", context, status=status)


@require_POST
@lead_only
def archive(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    row = _row(noun, pk)
    directory.archive(row, by=request.access.by)
    return go_with_toast(
        request,
        reverse(f"wins:{noun}"),
        _("%(name)s is put away. Links to it go on working.") % {"name": row},
        undo_url=reverse("wins:restore", args=[noun, pk]),
    )


@require_POST
@lead_only
def restore(request: UnsiloRequest, noun: str, pk: int) -> HttpResponse:
    row = _row(noun, pk)
    directory.restore(row, by=request.access.by)
    url = reverse(f"wins:{noun.removesuffix('s')}", args=[pk])
    return go_with_toast(request, url, _("%(name)s is back.") % {"name": row})


def _row(noun: str, pk: int) -> Any:
    if noun not in MODELS:
        raise NotFound
    return MODELS[noun].objects.get_or_404(pk)


# Listings


@lead_only
def listing_form(request: UnsiloRequest, pk: int, retailer_id: int | None = None) -> HttpResponse:
    """Say who sells a product; with a retailer, what is true of that one now."""
    found = Product.objects.get_or_404(pk)
    known = found.listings.filter(retailer=retailer_id).select_related("retailer").first()
    if retailer_id and known is None:
        raise NotFound
    names = ("retailer", "url", "price", "in_stock")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = ListingForm(request.POST or None, initial=initial)
    if known:
        del form.fields["retailer"]
    fixed: dict[str, Any] = {"retailer": known.retailer} if known else {}
    save = partial(directory.save_listing, product=found, by=request.access.by, **fixed)
    if request.method == "POST" and submit(form, save) is not None:
        return go_with_toast(request, reverse("wins:product", args=[pk]), _("Saved."))
    context = {"form": form, "product": found, "listing": known}
    status = 422 if form.errors else 200
    return render(request, "wins/listing_form.html", context, status=status)


@require_POST
@lead_only
def listing_remove(request: UnsiloRequest, pk: int, retailer_id: int) -> HttpResponse:
    listing = Listing.objects.filter(product=pk, retailer=retailer_id).first()
    if listing is None:
        raise NotFound
    names = ("product_id", "retailer_id", "url", "price", "in_stock")
    again = signing.dumps({name: getattr(listing, name) for name in names}, salt=UNDO_SALT)
    directory.remove_listing(listing, by=request.access.by)
    return go_with_toast(
        request,
        reverse("wins:product", args=[pk]),
        _("Not sold there any more."),
        undo_url=reverse("wins:listing-restore", args=[again]),
    )


@require_POST
@lead_only
def listing_restore(request: UnsiloRequest, again: str) -> HttpResponse:
    """Undo of a removal: the signed address carries what was removed."""
    try:
        kept = signing.loads(again, salt=UNDO_SALT, max_age=3600)
    except signing.BadSignature as error:
        raise NotFound from error
    product = Product.objects.get_or_404(kept.pop("product_id"))
    retailer = Retailer.objects.get_or_404(kept.pop("retailer_id"))
    directory.save_listing(product=product, retailer=retailer, by=request.access.by, **kept)
    return go_with_toast(request, reverse("wins:product", args=[product.pk]), _("Taken back."))
