"""Products and what we tell people about when we speak of them."""

import pytest
from django.test import Client

from unsilo.accounts.models import Brand
from unsilo.core.actor import SYSTEM
from unsilo.launches.models import Thing
from unsilo.launches.services import things
from unsilo.wins.models import Product
from unsilo.wins.tests.conftest import Directory


@pytest.fixture
def heist(brand: Brand) -> Thing:
    return things.create(Thing(), name="Biscuit Heist", brand=brand, by=SYSTEM)


@pytest.fixture
def theirs(other_brand: Brand) -> Thing:
    return things.create(Thing(), name="Paper boat", brand=other_brand, by=SYSTEM)


def fields(product: Product, **more: object) -> dict[str, object]:
    return {"name": product.name, "sku": product.sku, "price": product.price, **more}


def test_a_product_names_its_thing_and_each_page_leads_to_the_other(
    shops: Directory, heist: Thing, theirs: Thing, as_alice: Client, as_bob: Client
) -> None:
    product = shops.heist
    edit = f"/wins/products/{product.pk}/edit/"
    form = as_alice.get(edit).content.decode()
    assert "Biscuit Heist</option>" in form
    assert "Paper boat" not in form
    assert as_alice.post(edit, fields(product, thing=theirs.pk)).status_code == 422
    assert as_alice.post(edit, fields(product, thing=heist.pk)).status_code == 302
    product.refresh_from_db()
    assert product.thing == heist
    assert f"/things/{heist.pk}/" in as_bob.get(f"/wins/products/{product.pk}/").content.decode()
    page = as_bob.get(f"/things/{heist.pk}/").content.decode()
    assert f"/wins/products/{product.pk}/" in page
    assert "retailers" in page


def test_a_thing_of_a_foreign_brand_does_not_show_and_stays(
    shops: Directory, theirs: Thing, as_alice: Client, as_charlie: Client
) -> None:
    product = shops.heist
    Product.objects.filter(pk=product.pk).update(thing=theirs)
    at = f"/wins/products/{product.pk}/"
    assert "Paper boat" not in as_alice.get(at).content.decode()
    assert "Paper boat" in as_charlie.get(at).content.decode()
    assert 'name="thing"' not in as_alice.get(f"{at}edit/").content.decode()
    assert as_alice.post(f"{at}edit/", fields(product, price="$20")).status_code == 302
    product.refresh_from_db()
    assert (product.thing, product.price) == (theirs, "$20")
