"""Pages of wins: who may see and do what, numbers that open their lists, forms and their undo."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.wins.models import Link, Listing, Product, Retailer, Store
from unsilo.wins.queries.lists import conversions_page, links_page
from unsilo.wins.queries.numbers import numbers
from unsilo.wins.queries.ways import ways_view
from unsilo.wins.services import directory, links
from unsilo.wins.services.conversions import Report, record_conversion
from unsilo.wins.tests.conftest import Converse, Directory

HTMX = {"HX-Request": "true"}


def text(answer) -> str:
    found: str = answer.content.decode()
    return found


def offered(shops: Directory, converse: Converse, number: int) -> Link:
    conversation = converse(
        "Biscuit Heist near 55804?", sender=f"p{number}@x.example", name=f"P{number}"
    )
    ways = ways_view(conversation).ways
    way = ways[number % len(ways)]
    return links.offer(conversation, way=way, product=shops.heist, user=None, by=SYSTEM)


def bought(link: Link, number: int, currency: str = "USD") -> None:
    record_conversion(
        Report(
            source="shop",
            external_id=str(number),
            value=Decimal("18.50"),
            currency=currency,
            code=link.code,
        ),
        by=SYSTEM,
    )


# Who may


def test_pages_are_read_by_all_who_log_in_and_changed_by_leads(
    as_alice: Client, as_bob: Client, as_vera: Client, shops: Directory
) -> None:
    heist, own, store = shops.heist.pk, shops.own.pk, shops.lakeside.pk
    pages = [
        "/wins/", "/wins/links/", "/wins/conversions/", "/wins/unmatched/", "/wins/products/",
        f"/wins/products/{heist}/", "/wins/retailers/", f"/wins/retailers/{own}/",
        "/wins/stores/", f"/wins/stores/{store}/",
    ]  # fmt: skip
    changes = [
        "/wins/products/new/", f"/wins/products/{heist}/edit/", f"/wins/products/{heist}/sold/",
        f"/wins/products/{heist}/sold/{own}/", "/wins/retailers/new/",
        f"/wins/retailers/{own}/edit/", "/wins/stores/new/", f"/wins/stores/{store}/edit/",
        "/wins/import/", "/wins/hooks/",
    ]  # fmt: skip
    posts = [
        f"/wins/products/{heist}/archive/", f"/wins/products/{heist}/restore/",
        f"/wins/products/{heist}/sold/{own}/remove/", "/wins/listings/x/restore/",
        "/wins/import/1/run/", "/wins/import/1/drop/", "/wins/hooks/1/close/",
    ]  # fmt: skip
    for client in (as_bob, as_vera):
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
        refused = {page: client.get(page).status_code for page in changes}
        assert refused == dict.fromkeys(changes, 403)
        assert {p: client.post(p).status_code for p in posts} == dict.fromkeys(posts, 403)
        assert "/edit/" not in text(client.get(f"/wins/products/{heist}/"))
    opened = {page: as_alice.get(page).status_code for page in [*pages, *changes]}
    assert set(opened.values()) == {200}, opened
    for page in pages:
        assert Client().get(page)["Location"].startswith("/account/login/")


def test_what_belongs_to_a_conversation_that_is_not_theirs_does_not_exist(
    shops: Directory, converse: Converse, as_charlie: Client, as_bob: Client, charlie: User
) -> None:
    link = offered(shops, converse, 1)
    bought(link, 1)
    at = f"/wins/c/{link.conversation_id}"
    for path in ("panel", "strip", "ways"):
        assert as_charlie.get(f"{at}/{path}/").status_code == 404
    for path in ("use", "ask", f"withdraw/{link.pk}"):
        assert as_charlie.post(f"{at}/{path}/").status_code == 404
    assert link.code not in text(as_charlie.get("/wins/links/"))
    assert link.code in text(as_bob.get("/wins/links/"))
    assert "$18.50" not in text(as_charlie.get("/wins/"))
    assert "$18.50" in text(as_bob.get("/wins/"))


# Numbers


def test_every_number_is_the_length_of_the_list_it_opens(
    shops: Directory, converse: Converse, bob: User, as_bob: Client
) -> None:
    made = [offered(shops, converse, number) for number in range(9)]
    for number, link in enumerate(made[:6]):
        links.count_click(link, visitor=str(number))
    for number, link in enumerate(made[:4]):
        bought(link, number, currency="USD" if number else "EUR")
    access = Access.of(bob)
    found = numbers(access, 30)
    assert (found.offered, found.clicked, found.bought) == (9, 6, 4)
    assert found.by_attribution["direct"].words == "$55.50, €18.50"
    for row in found.ways:
        way = row.way.value
        assert row.offered == len(links_page(access, days=30, way=way).items)
        assert row.clicked == len(links_page(access, days=30, way=way, clicked=True).items)
        direct = conversions_page(access, days=30, attribution="direct", way=way)
        assert row.bought.count == len(direct.items)
        assert sum(row.bought.sums.values()) == sum(one.value for one in direct.items)
    page = text(as_bob.get("/wins/"))
    for address in re.findall(r'class="stat" href="([^"]+)"', page):
        assert as_bob.get(address.replace("&amp;", "&")).status_code == 200
    assert as_bob.get("/wins/?days=nonsense").status_code == 200
    assert as_bob.get("/wins/links/?days=²&way=x&cursor=").status_code == 200


def test_an_empty_installation_says_what_to_do(as_alice: Client, as_vera: Client) -> None:
    assert "Add a product" in text(as_alice.get("/wins/"))
    assert "Add a product" not in text(as_vera.get("/wins/"))
    for noun in ("product", "retailer", "store"):
        assert f"No {noun} yet" in text(as_alice.get(f"/wins/{noun}s/"))


def test_pages_ask_the_same_number_of_queries_for_3_and_for_30(
    shops: Directory, converse: Converse, as_bob: Client
) -> None:
    conversation = converse("Biscuit Heist near 55804?")
    paths = [
        "/wins/", "/wins/links/", "/wins/conversions/", "/wins/unmatched/", "/wins/products/",
        "/wins/retailers/", "/wins/stores/", "/wins/stores/?q=55804",
        f"/wins/products/{shops.heist.pk}/", f"/wins/retailers/{shops.kettle.pk}/",
        f"/wins/stores/{shops.lakeside.pk}/", f"/wins/c/{conversation.pk}/panel/",
    ]  # fmt: skip

    def grow(start: int, count: int) -> None:
        for number in range(start, start + count):
            bought(offered(shops, converse, number), number)
            retailer = directory.create_retailer(
                name=f"R{number}", kind="etailer", website="https://r.example", by=SYSTEM
            )
            directory.save_listing(product=shops.heist, retailer=retailer, by=SYSTEM)
            product = directory.create_product(name=f"Product {number}", by=SYSTEM)
            directory.save_listing(product=product, retailer=shops.kettle, by=SYSTEM)
            directory.create_store(retailer=shops.kettle, name=f"S{number}", zip="55804", by=SYSTEM)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert as_bob.get(path).status_code == 200
        # Counts in the navigation are remembered for some seconds: they come and go.
        return sum("inbox_placement" not in query["sql"] for query in counted.captured_queries)

    grow(0, 3)
    as_bob.get("/wins/")
    few = {path: asked(path) for path in paths}
    grow(3, 27)
    assert {path: asked(path) for path in paths} == few
    assert max(few.values()) <= 16


# Beside a conversation


def test_one_key_makes_a_link_and_hands_its_words_to_the_composer(
    shops: Directory, converse: Converse, as_bob: Client, as_vera: Client
) -> None:
    conversation = converse("Where can I buy Biscuit Heist near 55804?")
    at = f"/wins/c/{conversation.pk}"
    assert 'data-key="2"' in text(as_bob.get(f"{at}/strip/"))
    panel = text(as_bob.get(f"{at}/panel/"))
    assert "Copper Kettle, Lake Ave" in panel
    assert "Use Copper Kettle, Lake Ave" in panel
    assert "Bazaarly" not in panel  # two at most
    assert "Bazaarly" in text(as_bob.get(f"{at}/ways/"))
    key = ways_view(conversation).ways[0].key
    answer = as_bob.post(f"{at}/use/", {"way": key}, headers=HTMX)
    told = json.loads(answer["HX-Trigger"])
    link = Link.objects.get()
    assert told["wins:insert"]["text"].endswith(f"/go/{link.code}/")
    assert "214 Lake Ave S" in told["wins:insert"]["text"]
    assert "not followed yet" in text(as_bob.get(f"{at}/panel/"))
    reader = text(as_vera.get(f"{at}/panel/"))
    assert "data-key" not in reader
    assert "Use " not in reader
    assert as_vera.get(f"{at}/strip/").status_code == 403
    assert as_vera.post(f"{at}/use/", {"way": key}).status_code == 403
    assert as_vera.get(f"{at}/ways/").status_code == 403
    undone = as_bob.post(told["toast"]["undo_url"], headers=HTMX)
    assert f"/go/{link.code}/" in json.loads(undone["HX-Trigger"])["wins:remove"]["address"]
    assert not Link.objects.exists()
    assert as_bob.post(f"{at}/use/", {"way": "store-1-9"}).status_code == 404


def test_without_a_zip_one_key_asks_for_it(
    shops: Directory, converse: Converse, as_bob: Client
) -> None:
    conversation = converse("Where can I buy Biscuit Heist?")
    at = f"/wins/c/{conversation.pk}"
    assert "Ask for the ZIP" in text(as_bob.get(f"{at}/strip/"))
    told = json.loads(as_bob.post(f"{at}/ask/", headers=HTMX)["HX-Trigger"])
    assert "ZIP code" in told["wins:insert"]["text"]
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Where can I find your products?", True),
        ("Are you in any actual stores in Duluth?", True),
        ("wo gibt es das zu kaufen?", True),
        ("¿Dónde lo puedo comprar?", True),
        ("55804, thanks! my ZIP", True),
        ("My Biscuit Heist arrived with a bent card", False),
        ("Lovely game, we play it every evening", False),
    ],
)
def test_the_strip_stands_above_answers_to_those_who_ask(
    shops: Directory, converse: Converse, as_bob: Client, said: str, asked: bool
) -> None:
    page = text(as_bob.get(f"/wins/c/{converse(said).pk}/strip/"))
    assert ("Parcelwood" in page) == asked


def test_the_inbox_shows_the_panel_and_the_tool(
    shops: Directory, converse: Converse, as_bob: Client
) -> None:
    conversation = converse("Where is Biscuit Heist?")
    page = text(as_bob.get(f"/inbox/c/{conversation.pk}/"))
    assert f"/wins/c/{conversation.pk}/ways/" in page
    assert f"/wins/c/{conversation.pk}/strip/" in page
    side = text(as_bob.get(f"/inbox/c/{conversation.pk}/person/", headers=HTMX))
    assert f"/wins/c/{conversation.pk}/panel/" in side


def test_clicks_and_orders_stand_on_the_timeline_of_the_person(
    shops: Directory, converse: Converse, as_bob: Client
) -> None:
    link = offered(shops, converse, 1)
    links.count_click(link, visitor="x")
    bought(link, 1)
    page = text(as_bob.get(f"/people/{link.conversation.person_id}/"))
    assert "Followed the link to Parcelwood" in page
    assert "Bought for $18.50" in page
    panel = text(as_bob.get(f"/wins/c/{link.conversation_id}/panel/"))
    assert "1 click" in panel
    assert "$18.50 order" in panel


# The directory


def test_a_product_is_added_changed_put_away_and_taken_back(as_alice: Client) -> None:
    given = {"name": "Biscuit  Heist", "aliases": "the biscuit game\n\nBH", "price": "$18"}
    made = as_alice.post("/wins/products/new/", given)
    product = Product.objects.get()
    assert made["Location"] == f"/wins/products/{product.pk}/"
    assert (product.name, product.aliases) == ("Biscuit Heist", ["the biscuit game", "BH"])
    again = as_alice.post("/wins/products/new/", {"name": "BISCUIT HEIST"})
    assert again.status_code == 422
    assert "of this name already" in text(again)
    as_alice.post(f"/wins/products/{product.pk}/edit/", {"name": "Heist", "sku": "MF-1"})
    product.refresh_from_db()
    assert (product.name, product.sku, product.aliases) == ("Heist", "MF-1", [])
    away = as_alice.post(f"/wins/products/{product.pk}/archive/", follow=True)
    assert f'data-undo-url="/wins/products/{product.pk}/restore/"' in text(away)
    assert "No product yet" in text(as_alice.get("/wins/products/"))
    assert "Heist" in text(as_alice.get("/wins/products/?archived=1", headers=HTMX))
    as_alice.post(f"/wins/products/{product.pk}/restore/")
    assert "Heist" in text(as_alice.get("/wins/products/?q=heis"))


def test_who_sells_a_product_is_added_changed_removed_and_taken_back(
    as_alice: Client, shops: Directory
) -> None:
    at = f"/wins/products/{shops.duel.pk}/"
    assert "Nobody sells it yet" in text(as_alice.get(at))
    as_alice.post(f"{at}sold/", {"retailer": shops.own.pk, "price": "$12", "in_stock": "on"})
    listing = Listing.objects.get(product=shops.duel)
    as_alice.post(f"{at}sold/{shops.own.pk}/", {"price": "$13", "url": "shop.example/duel"})
    listing.refresh_from_db()
    assert (listing.price, listing.in_stock) == ("$13", False)
    assert listing.url == "https://shop.example/duel"
    gone = as_alice.post(f"{at}sold/{shops.own.pk}/remove/", follow=True)
    undo = re.search(r'data-undo-url="([^"]+)"', text(gone))
    assert undo
    assert not Listing.objects.filter(product=shops.duel).exists()
    as_alice.post(undo[1])
    assert Listing.objects.get(product=shops.duel).price == "$13"
    assert as_alice.post("/wins/listings/forged/restore/").status_code == 404


def test_a_retailer_and_a_store_are_added_and_changed(as_alice: Client) -> None:
    wrong = as_alice.post("/wins/retailers/new/", {"name": "X", "kind": "odd", "priority": "0"})
    assert wrong.status_code == 422
    as_alice.post(
        "/wins/retailers/new/",
        {"name": "Kettle", "kind": "chain", "website": "kettle.example", "priority": "0"},
    )
    retailer = Retailer.objects.get()
    assert retailer.website == "https://kettle.example"
    store = {"name": "Lake Ave", "retailer": retailer.pk, "zip": "55802"}
    assert as_alice.post("/wins/stores/new/", {**store, "zip": "99999"}).status_code == 422
    assert as_alice.post("/wins/stores/new/", {**store, "lat": "46"}).status_code == 422
    as_alice.post("/wins/stores/new/", store)
    made = Store.objects.get()
    assert (made.city, made.region, made.is_exact) == ("Duluth", "MN", False)
    assert as_alice.post("/wins/stores/new/", store).status_code == 422  # it is there already
    as_alice.post(
        f"/wins/stores/{made.pk}/edit/", {**store, "lat": "46.78", "lon": "-92.1", "city": "D."}
    )
    made.refresh_from_db()
    assert (made.lat, made.is_exact, made.city) == (46.78, True, "D.")


def test_stores_are_found_by_name_city_and_nearness(as_bob: Client, shops: Directory) -> None:
    near = text(as_bob.get("/wins/stores/?q=55804", headers=HTMX))
    assert "6.5 mi" in near
    assert "Fargo" not in near
    assert "Copper Kettle, Fargo" in text(as_bob.get("/wins/stores/?q=fargo"))
    assert "No store found" in text(as_bob.get(f"/wins/stores/?retailer={shops.own.pk}"))
    assert as_bob.get("/wins/stores/?retailer=x&cursor=broken").status_code == 422
    assert as_bob.get("/wins/stores/?q=%00&retailer=²").status_code == 200


def test_a_long_list_leads_to_its_next_page(as_bob: Client, shops: Directory) -> None:
    Store.objects.bulk_create(
        Store(retailer=shops.kettle, key=str(n), name=f"N{n:03}", zip="55802", lat=0, lon=0)
        for n in range(60)
    )
    first = text(as_bob.get("/wins/stores/?q=N0"))
    link = re.search(r'href="([^"]+)" rel="next"', first)
    assert link
    second = text(as_bob.get(link[1].replace("&amp;", "&")))
    assert ("N049" in first, "N059" in first, "N059" in second) == (True, False, True)


def test_names_can_t_bring_markup(as_bob: Client, shops: Directory, converse: Converse) -> None:
    directory.update_retailer(
        shops.parcelwood,
        name="<script>alert(1)</script>",
        kind="etailer",
        website="https://x.example/?a='\"><script>",
        by=SYSTEM,
    )
    conversation = converse("Where is Biscuit Heist?")
    for path in (
        "/wins/retailers/",
        f"/wins/retailers/{shops.parcelwood.pk}/",
        f"/wins/c/{conversation.pk}/panel/",
    ):
        assert "<script>alert" not in text(as_bob.get(path))


@pytest.mark.parametrize("noun", ["things", "imports", "c"])
def test_only_what_is_in_the_directory_is_put_away(as_alice: Client, noun: str) -> None:
    assert as_alice.post(f"/wins/{noun}/1/archive/").status_code == 404
