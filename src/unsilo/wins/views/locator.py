"""For everybody: find a thing near you, say what you saw, ask a store to carry it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unsilo.accounts.models import Brand
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import NotFound
from unsilo.core.validation import submit
from unsilo.wins.forms import AskForm
from unsilo.wins.limits import limited
from unsilo.wins.models import Product, RequestForm, Store
from unsilo.wins.queries.locator import locate, sold_products, stores_to_ask
from unsilo.wins.services import requests
from unsilo.wins.visitors import mark_of
from unsilo.wins.zips import place_of


@require_safe
@limited()
def locator(request: HttpRequest, slug: str) -> HttpResponse:
    brand = _brand(slug)
    products = sold_products()
    product = _product(request.GET.get("product", ""), products)
    zip_code = request.GET.get("zip", "").strip()[:10]
    place = place_of(zip_code)
    found = locate(product, place) if product and place else None
    context = {
        "brand": brand,
        "products": products,
        "product": product,
        "zip": zip_code,
        "place": place,
        "found": found,
        "seen": request.GET.get("seen", ""),
    }
    status = 422 if zip_code and place is None else 200
    return render(request, "wins/locator.html", context, status=status)


@require_POST
@limited()
def seen(request: HttpRequest, slug: str, store_id: int) -> HttpResponse:
    """What somebody found on the shelf."""
    _brand(slug)  # raises for one that there is not
    store: Store = Store.objects.live().get_or_404(store_id)
    product = _product(request.POST.get("product", ""), sold_products())
    if product is None:
        raise NotFound
    requests.report_stock(
        store=store,
        product=product,
        found=request.POST.get("found") == "1",
        visitor=mark_of(request, at=f"stock {store.pk}"),
        by=SYSTEM,
    )
    zip_code = request.POST.get("zip", "")[:10]
    query = f"?product={product.pk}&zip={zip_code if place_of(zip_code) else ''}&seen={store.pk}"
    return HttpResponseRedirect(reverse("wins:locator", args=[slug]) + query)


@require_http_methods(["GET", "HEAD", "POST"])
@limited(to_post=10)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a request form for a store of one's own choice."""
    brand = _brand(slug)
    given = request.POST if request.method == "POST" else request.GET
    product = _product(
        given.get("product", ""), list(Product.objects.live().order_by("name")[:200])
    )
    if product is None:
        return HttpResponseRedirect(reverse("wins:locator", args=[slug]))
    place = place_of(given.get("zip", ""))
    near = [store for store, _miles in stores_to_ask(product, place)] if place else []
    form = AskForm(
        request.POST if request.method == "POST" else None,
        stores=near,
        initial={"zip": place.zip if place else ""},
    )

    def make(*, store: Store | None = None, **facts: Any) -> RequestForm:
        return requests.issue(product=product, store=store, brand=brand, by=SYSTEM, **facts)

    if request.method == "POST" and (made := submit(form, make)):
        return HttpResponseRedirect(reverse("wins:request", args=[str(made)]))
    context = {"brand": brand, "product": product, "place": place, "form": form}
    return render(request, "wins/ask.html", context, status=422 if form.errors else 200)


def _brand(slug: str) -> Brand:
    brand = Brand.objects.filter(slug=slug).first()
    if brand is None:
        raise NotFound
    return brand


def _product(wanted: str, products: list[Product]) -> Product | None:
    """The one that is named; else the only one there is."""
    for one in products:
        if str(one.pk) == wanted:
            return one
    return products[0] if len(products) == 1 else None
