"""Request forms, doors and the public locator."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts.models import Brand
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.routing.models import Promise
from unsilo.wins import limits
from unsilo.wins.barcode import bars, check_gtin
from unsilo.wins.models import Answer, Door, Proof, RequestForm, Side, StockReport, WayKind
from unsilo.wins.queries.ways import ways_view
from unsilo.wins.services import directory, doors, requests
from unsilo.wins.tests.conftest import Converse, Directory

PHONE = "Mozilla/5.0 (Linux; Android 16) Mobile"


@pytest.fixture(autouse=True)
def _nobody_has_asked_before() -> None:
    limits.forget()


@pytest.fixture
def form(shops: Directory, brand: Brand) -> RequestForm:
    return requests.issue(
        product=shops.duel, store=shops.lakeside, brand=brand, shopper="Dana W.", zip="55804",
        by=SYSTEM,
    )  # fmt: skip


@pytest.fixture
def phone() -> Client:
    return Client(headers={"user-agent": PHONE})


def test_where_nobody_near_has_it_a_form_is_the_last_way(
    shops: Directory, converse: Converse
) -> None:
    directory.save_listing(product=shops.duel, retailer=shops.parcelwood, by=SYSTEM)
    view = ways_view(converse("Where can I buy Teaspoon Duel near 55804?"))
    assert [way.option.kind for way in view.ways] == [WayKind.ETAILER, WayKind.REQUEST]
    assert view.request is not None
    assert view.request.option.store == "Copper Kettle, Lake Ave"
    assert "6.5 mi" in view.request.why


def test_where_a_store_near_has_it_nobody_need_be_asked(
    shops: Directory, converse: Converse
) -> None:
    view = ways_view(converse("Where can I buy Biscuit Heist near 55804?"))
    assert view.request is None


def test_one_key_puts_the_form_into_the_answer_and_undo_takes_it_back(
    shops: Directory, converse: Converse, as_bob: Client
) -> None:
    conversation = converse("Do you sell Teaspoon Duel in 55804?")
    way = ways_view(conversation).request
    assert way is not None
    answer = as_bob.post(reverse("wins:use", args=[conversation.pk]), {"way": way.key})
    form = RequestForm.objects.get()
    assert requests.shopper_address(form.code) in answer["HX-Trigger"]
    assert Door.objects.get().requests == 1
    # The same key again is the same form.
    as_bob.post(reverse("wins:use", args=[conversation.pk]), {"way": way.key})
    assert Door.objects.get().requests == 1
    back = reverse("wins:withdraw-request", args=[conversation.pk, form.pk])
    assert as_bob.post(back).status_code == 204
    assert not RequestForm.objects.exists()
    assert not Door.objects.exists()


def test_asking_for_the_zip_promises_the_stores_once(
    shops: Directory, converse: Converse, as_bob: Client
) -> None:
    conversation = converse("Where can I buy Biscuit Heist?")
    ask = reverse("wins:ask-zip", args=[conversation.pk])
    as_bob.post(ask)
    as_bob.post(ask)
    made = Promise.objects.get()
    assert made.state == "waiting"
    as_bob.post(reverse("wins:unask-zip", args=[conversation.pk, made.pk]))
    assert not Promise.objects.exists()


def test_a_form_that_was_opened_stays(form: RequestForm) -> None:
    requests.scan(form, side=Side.SHOPPER, visitor="a")
    with pytest.raises(Conflict):
        requests.withdraw(form, by=SYSTEM)


def test_the_three_nearest_stores_go_into_one_answer(
    shops: Directory, converse: Converse, as_bob: Client
) -> None:
    directory.create_store(retailer=shops.kettle, name="Kettle, Hermantown", zip="55811", by=SYSTEM)
    conversation = converse("Where can I buy Biscuit Heist? I am in 55804")
    answer = as_bob.post(reverse("wins:use-nearest", args=[conversation.pk]))
    said = answer["HX-Trigger"]
    assert "Copper Kettle, Lake Ave" in said
    assert "Kettle, Hermantown" in said
    assert conversation.links.count() == 2
    first, second = conversation.links.order_by("pk")
    undo = reverse("wins:withdraw", args=[conversation.pk, first.pk])
    assert as_bob.post(f"{undo}?also={second.pk}").status_code == 204
    assert not conversation.links.exists()


def test_both_halves_are_counted_apart_and_once(form: RequestForm, phone: Client) -> None:
    shopper = reverse("wins:request", args=[form.code])
    manager = reverse("wins:manager", args=[form.code])
    assert phone.get(shopper).status_code == 200
    assert phone.get(shopper).status_code == 200
    form.refresh_from_db()
    assert form.proof == Proof.OPENED
    assert "Copper Kettle" in phone.get(manager).content.decode()
    form.refresh_from_db()
    assert form.proof == Proof.SCANNED
    assert list(form.scans.order_by("pk").values_list("side", flat=True)) == ["shopper", "manager"]
    phone.get(shopper)
    form.refresh_from_db()
    assert form.proof == Proof.SCANNED, "a proof once had is not lost"


def test_robots_and_we_ourselves_are_not_counted(
    form: RequestForm, phone: Client, as_bob: Client
) -> None:
    address = reverse("wins:request", args=[form.code])
    phone.get(address, headers={"user-agent": "Slackbot 1.0"})
    phone.head(address)
    as_bob.get(address, headers={"user-agent": PHONE})
    assert not form.scans.exists()


def test_the_manager_answers_and_the_door_moves(form: RequestForm, phone: Client) -> None:
    address = reverse("wins:manager", args=[form.code])
    refused = phone.post(address, {"answer": "sample"})
    assert refused.status_code == 422
    assert "How can we reach you?" in refused.content.decode()
    said = {"answer": "sample", "manager": "Ida", "contact": "ida@kettle.example"}
    assert phone.post(address, said).status_code == 302
    door = Door.objects.get()
    assert (door.stage, door.buyer, door.contact) == ("contacted", "Ida", "ida@kettle.example")
    assert "You answered" in phone.get(address).content.decode()
    assert "Send a sample" in phone.get(reverse("wins:request", args=[form.code])).content.decode()
    assert Event.objects.filter(kind="request.answered").count() == 1


def test_a_door_that_people_have_moved_is_not_moved_by_an_answer(form: RequestForm) -> None:
    door = Door.objects.get()
    doors.move(door, stage="sampled", by=SYSTEM)
    requests.answer(form, answer=Answer.DECLINED, by=SYSTEM)
    door.refresh_from_db()
    assert door.stage == "sampled"


def test_an_answer_that_is_none_is_refused(form: RequestForm) -> None:
    with pytest.raises(Invalid):
        requests.answer(form, answer="perhaps", by=SYSTEM)


def test_an_unknown_code_shows_nothing(phone: Client, db: None) -> None:
    for name in ("wins:request", "wins:manager", "wins:request-pdf"):
        assert phone.get(reverse(name, args=["ABCDEFGH"])).status_code == 404


def test_the_page_to_print_is_one_page_of_pdf(form: RequestForm, phone: Client) -> None:
    directory.update_product(
        form.product,
        name="Teaspoon Duel",
        gtin="850017041806",
        summary="#let x = 1 *bold* $18 \\ [[ <a>",
        by=SYSTEM,
    )
    answer = phone.get(reverse("wins:request-pdf", args=[form.code]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") <= 1


def test_doors_are_worked_by_agents_and_read_by_viewers(
    form: RequestForm, as_bob: Client, as_vera: Client
) -> None:
    door = Door.objects.get()
    assert b"Copper Kettle" in as_vera.get(reverse("wins:doors")).content
    move = reverse("wins:door-move", args=[door.pk])
    assert as_vera.post(move, {"stage": "sampled"}).status_code == 403
    assert as_bob.post(move, {"stage": "sampled"}).status_code == 302
    assert as_bob.post(move, {"stage": "nowhere"}).status_code == 422
    door.refresh_from_db()
    assert door.stage == "sampled"
    back = reverse("wins:door-back", args=[door.pk, "requested"])
    as_bob.post(back)
    door.refresh_from_db()
    assert door.stage == "requested"
    edited = {"buyer": "Ida", "contact": "x", "note": "Call on Mondays", "owner": ""}
    assert as_bob.post(reverse("wins:door-edit", args=[door.pk]), edited).status_code == 302
    page = as_vera.get(reverse("wins:door", args=[door.pk])).content.decode()
    assert "Call on Mondays" in page
    assert "55804" in page


def test_a_strangers_conversation_is_not_told_by_its_form(
    shops: Directory, converse: Converse, as_charlie: Client, as_vera: Client
) -> None:
    conversation = converse("Do you sell Teaspoon Duel in 55804?")
    made = requests.issue(
        product=shops.duel, store=shops.lakeside, brand=conversation.brand,
        conversation=conversation, by=SYSTEM,
    )  # fmt: skip
    address = reverse("wins:requests")
    assert made.code not in as_charlie.get(address).content.decode()
    assert made.code in as_vera.get(address).content.decode()


def test_doors_ask_the_same_number_of_queries_for_1_and_for_20(
    form: RequestForm, shops: Directory, brand: Brand, as_vera: Client, django_assert_num_queries
) -> None:
    address = reverse("wins:doors")
    as_vera.get(address)
    with CaptureQueriesContext(connection) as few:
        as_vera.get(address)
    for n in range(19):
        store = directory.create_store(retailer=shops.kettle, name=f"K{n}", zip="55804", by=SYSTEM)
        requests.issue(product=shops.duel, store=store, brand=brand, by=SYSTEM)
    with django_assert_num_queries(len(few)):
        as_vera.get(address)


# The public locator


def test_the_locator_shows_stores_near_a_zip(shops: Directory, brand: Brand, phone: Client) -> None:
    address = reverse("wins:locator", args=[brand.slug])
    page = phone.get(address, {"zip": "55804", "product": str(shops.heist.pk)}).content.decode()
    assert "Copper Kettle, Lake Ave" in page
    assert "6.5 mi" in page
    assert "Parcelwood" in page
    assert "Fargo" not in page
    assert phone.get(address, {"zip": "00000"}).status_code == 422
    assert "Give your ZIP" in phone.get(address).content.decode()
    assert phone.get(reverse("wins:locator", args=["nobody"])).status_code == 404


def test_what_somebody_saw_on_a_shelf_stands_with_the_store(
    shops: Directory, brand: Brand, phone: Client
) -> None:
    seen = reverse("wins:seen", args=[brand.slug, shops.lakeside.pk])
    said = {"product": shops.heist.pk, "zip": "55804", "found": "0"}
    answer = phone.post(seen, said)
    assert answer.status_code == 302
    page = phone.get(answer["Location"]).content.decode()
    assert "please call first" in page
    assert "Thank you" in page
    phone.post(seen, said)
    assert StockReport.objects.count() == 1, "once a day each"
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        phone.post(seen, said | {"found": "1"})
        page = phone.get(answer["Location"]).content.decode()
        assert "Seen on the shelf" in page


def test_anybody_can_ask_a_store_of_their_choice(
    shops: Directory, brand: Brand, phone: Client
) -> None:
    address = reverse("wins:ask-store", args=[brand.slug])
    page = phone.get(address, {"product": str(shops.duel.pk), "zip": "55804"}).content.decode()
    assert "Copper Kettle, Lake Ave" in page
    given = {
        "product": shops.duel.pk, "zip": "55804", "store": shops.lakeside.pk,
        "shopper": "  Dana   W. ", "wish": "gift", "why": "Please",
    }  # fmt: skip
    answer = phone.post(address, given)
    made = RequestForm.objects.get()
    assert answer["Location"] == reverse("wins:request", args=[made.code])
    assert (made.shopper, made.store_id, made.wish) == ("Dana W.", shops.lakeside.pk, "gift")
    assert phone.post(address, given | {"zip": "1"}).status_code == 422
    other = directory.create_store(retailer=shops.own, name="Hidden", zip="99501", by=SYSTEM)
    assert phone.post(address, given | {"store": other.pk}).status_code == 422
    without = phone.post(address, given | {"store": ""})
    assert without.status_code == 302
    assert Door.objects.count() == 1, "a store that nobody named has no door"


def test_who_asks_without_end_is_asked_to_wait(
    shops: Directory, brand: Brand, phone: Client
) -> None:
    address = reverse("wins:ask-store", args=[brand.slug])
    given = {"product": shops.duel.pk, "wish": "once"}
    answers = [phone.post(address, given).status_code for _n in range(14)]
    assert answers[:12] == [302] * 12
    assert answers[-1] == 429


@pytest.mark.parametrize("name", ["request", "request-pdf", "manager", "locator", "ask-store"])
def test_no_public_page_is_without_limit(
    name: str, form: RequestForm, brand: Brand, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits._requests, "count", 5)
    argument = brand.slug if name in ("locator", "ask-store") else form.code
    address = reverse(f"wins:{name}", args=[argument])
    assert phone.get(address).status_code < 400
    limits.forget()
    answers = [phone.get(reverse(f"wins:{name}", args=["zzzzzzzz"])).status_code for _n in range(5)]
    assert answers[0] == 404
    held = phone.get(address)
    assert (held.status_code, held["Retry-After"]) == (429, "60"), "guesses count too"


def test_barcodes_are_checked_and_drawn() -> None:
    check_gtin("850017041806")
    check_gtin("4006381333931")
    for wrong in ("850017041804", "12345", "abcdefghijkl", "８５００１７０４１８０３"):
        with pytest.raises(ValidationError):
            check_gtin(wrong)
    drawn = bars("4006381333931")
    assert drawn[0] == (0, 1)
    assert drawn[-1] == (94, 1)
    assert len(drawn) == 30
    # A drawn code read back: the guards in the middle and 12 digits of 7 modules each.
    assert (46, 1) in drawn
    assert (48, 1) in drawn
