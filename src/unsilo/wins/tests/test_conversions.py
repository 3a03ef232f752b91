"""What shops report: once each, matched by code, by person, by hand; signed where it is posted."""

import json
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from unsilo.accounts import services as accounts
from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation
from unsilo.wins.models import Conversion, Link, OrderHook
from unsilo.wins.queries.ways import ways_view
from unsilo.wins.services import hooks, links
from unsilo.wins.services.conversions import (
    Report,
    match_by_hand,
    record_conversion,
    undo_match,
)
from unsilo.wins.tests.conftest import Converse, Directory


@pytest.fixture
def link(shops: Directory, converse: Converse) -> Link:
    conversation = converse("Where is Biscuit Heist?")
    way = ways_view(conversation).ways[0]
    return links.offer(conversation, way=way, product=shops.heist, user=None, by=SYSTEM)


def report(number: int = 1, **more) -> Report:
    return Report(
        **{
            "source": "shop",
            "external_id": str(number),
            "value": Decimal("18.00"),
            "currency": "USD",
            **more,
        }
    )


def recorded(*args, **more) -> Conversion:
    return record_conversion(report(*args, **more), by=SYSTEM)[0]


def test_an_order_with_our_code_is_direct_and_an_event_on_the_conversation(link: Link) -> None:
    found = recorded(code=f" {link.code.lower()} ")
    assert (found.link, found.conversation) == (link, link.conversation)
    assert found.attribution == "direct"
    event = Event.objects.get(kind="conversion.recorded")
    assert event.conversation_id == link.conversation_id
    assert event.data["value"] == "18.00"


@pytest.mark.parametrize(
    ("days", "attribution"), [(7, "direct"), (8, "assisted"), (31, "influenced")]
)
def test_the_longer_ago_the_less_sure(link: Link, days: int, attribution: str) -> None:
    ago = timezone.now() - timedelta(days=days) + timedelta(minutes=1)
    Link.objects.update(offered_at=ago - timedelta(days=9), last_clicked_at=ago)
    assert recorded(code=link.code).attribution == attribution


def test_the_same_report_is_taken_once(link: Link) -> None:
    first, is_new = record_conversion(report(code=link.code), by=SYSTEM)
    again, is_new_again = record_conversion(report(value=Decimal(99)), by=SYSTEM)
    assert (is_new, is_new_again) == (True, False)
    assert again == first
    assert Conversion.objects.get().value == Decimal("18.00")
    assert Event.objects.filter(kind="conversion.recorded").count() == 1
    _other, is_new = record_conversion(report(source="another shop"), by=SYSTEM)
    assert is_new


def test_who_talked_with_us_before_is_assisted(converse: Converse) -> None:
    conversation = converse("Hello")
    found = recorded(email=" Dana@Whitlock.example ")
    assert (found.conversation, found.attribution, found.link) == (conversation, "assisted", None)
    Conversation.objects.update(last_message_at=timezone.now() - timedelta(days=40))
    assert recorded(2, email="dana@whitlock.example").attribution == "influenced"
    Conversation.objects.update(last_message_at=timezone.now() - timedelta(days=200))
    assert recorded(3, email="dana@whitlock.example").conversation is None


def test_an_unknown_code_is_kept_and_matched_by_hand_and_taken_back(
    converse: Converse, alice: User
) -> None:
    found = recorded(code="NOTOURS1")
    assert (found.conversation, found.attribution) == (None, "")
    conversation = converse("Hello")
    match_by_hand(
        found, conversation=conversation, attribution="influenced", user=alice, by=alice.actor
    )
    with pytest.raises(Conflict):
        match_by_hand(
            found, conversation=conversation, attribution="direct", user=alice, by=alice.actor
        )
    found.refresh_from_db()
    assert (found.conversation, found.attribution) == (conversation, "influenced")
    undo_match(found, by=alice.actor)
    found.refresh_from_db()
    assert (found.conversation, found.attribution, found.matched_by) == (None, "", None)


def test_what_its_code_matched_is_not_parted_by_hand(link: Link) -> None:
    with pytest.raises(Conflict):
        undo_match(recorded(code=link.code), by=SYSTEM)


def test_a_report_from_the_future_counts_as_now(link: Link) -> None:
    found = recorded(happened_at=timezone.now() + timedelta(days=400))
    assert found.happened_at <= timezone.now()


# The page


def test_unmatched_are_listed_matched_and_taken_back(
    as_bob: Client, as_vera: Client, as_charlie: Client, converse: Converse
) -> None:
    assert "No shop has reported anything yet" in as_bob.get("/wins/unmatched/").content.decode()
    found = recorded(code="NOTOURS1")
    assert "NOTOURS1" in as_bob.get("/wins/unmatched/").content.decode()
    conversation = converse("Hello")
    at = f"/wins/unmatched/{found.pk}"
    given = {"conversation": conversation.pk, "attribution": "assisted"}
    assert (
        "data-key"
        not in as_vera.get("/wins/unmatched/")
        .content.decode()
        .split("<tbody>")[1]
        .split("</tbody>")[0]
    )
    assert as_vera.post(f"{at}/match/", given).status_code == 403
    assert as_charlie.post(f"{at}/match/", given).status_code == 422  # not a conversation of his
    assert as_bob.post(f"{at}/match/", {**given, "conversation": 10**15}).status_code == 422
    assert as_bob.post(f"{at}/match/", {**given, "conversation": "that one"}).status_code == 422
    address = f"http://testserver/inbox/c/{conversation.pk}/?from=all"
    assert as_bob.post(f"{at}/match/", {**given, "conversation": address}).status_code == 302
    done = as_bob.get("/wins/unmatched/").content.decode()
    assert "Everything is matched" in done
    assert f'data-undo-url="{at}/undo/"' in done
    assert as_charlie.post(f"{at}/undo/").status_code == 404
    assert as_vera.post(f"{at}/undo/").status_code in (403, 404)
    as_bob.post(f"{at}/undo/")
    assert Conversion.objects.unmatched().count() == 1
    assert as_bob.get(f"{at}/match/").status_code == 200


# The hook


@pytest.fixture
def shop(db: None) -> tuple[OrderHook, str]:
    return hooks.open_hook(name="Our shop", by=SYSTEM)


def post(hook: OrderHook, secret: str, body: object, *, at: float | None = None, sign: str = ""):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent_at = str(int(at or time.time()))
    signed = sign or f"v1,{hooks.signature(secret, 'm1', sent_at, raw)}"
    return Client().post(
        f"/wins/hooks/{hook.slug}/",
        raw,
        content_type="application/json",
        headers={"webhook-id": "m1", "webhook-timestamp": sent_at, "webhook-signature": signed},
    )


ORDER = {"external_id": "A-1", "value": "18.00", "currency": "USD"}


def test_a_signed_post_is_taken_in_once(shop: tuple[OrderHook, str], link: Link) -> None:
    hook, secret = shop
    body = {**ORDER, "code": link.code}
    assert post(hook, secret, body).status_code == 201
    assert post(hook, secret, body).status_code == 200
    found = Conversion.objects.get()
    assert (found.source, found.attribution) == ("our-shop", "direct")
    hook.refresh_from_db()
    assert hook.last_used_at is not None


def test_who_does_not_know_the_secret_is_refused(shop: tuple[OrderHook, str]) -> None:
    hook, secret = shop
    _other, other_secret = hooks.open_hook(name="Another", by=SYSTEM)
    assert post(hook, other_secret, ORDER).status_code == 401
    assert post(hook, secret, ORDER, sign="v1,").status_code == 401
    assert post(hook, secret, ORDER, sign="v1,ünß").status_code == 401
    assert post(hook, secret, ORDER, at=time.time() - 3600).status_code == 401
    assert Client().post(f"/wins/hooks/{hook.slug}/", b"{}", "application/json").status_code == 401
    assert Client().post("/wins/hooks/nobody/", b"{}", "application/json").status_code == 404
    assert not Conversion.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[" * 30_000, 400),
        ([], 422),
        ({}, 422),
        ({**ORDER, "value": "-1"}, 422),
        ({**ORDER, "value": 18.0}, 422),
        ({**ORDER, "value": "1e9"}, 422),
        ({**ORDER, "currency": "usd"}, 422),
        ({**ORDER, "kind": "theft"}, 422),
        ({**ORDER, "extra": 1}, 422),
        ({**ORDER, "external_id": ""}, 422),
        (b'"' + b"x" * 70_000 + b'"', 413),
    ],
)
def test_what_makes_no_sense_is_refused(
    shop: tuple[OrderHook, str], body: object, status: int
) -> None:
    assert post(*shop, body).status_code == status
    assert not Conversion.objects.exists()


def test_hooks_are_opened_and_closed_by_leads(as_alice: Client, as_bob: Client) -> None:
    assert as_bob.get("/wins/hooks/").status_code == 403
    assert "No shop posts here yet" in as_alice.get("/wins/hooks/").content.decode()
    page = as_alice.post("/wins/hooks/", {"name": "Our shop"}).content.decode()
    assert "whsec_" in page
    assert "/wins/hooks/our-shop/" in page
    assert "whsec_" not in as_alice.get("/wins/hooks/").content.decode()
    assert as_alice.post("/wins/hooks/", {"name": "our shop"}).status_code == 422
    hook = OrderHook.objects.get()
    as_alice.post(f"/wins/hooks/{hook.pk}/close/")
    assert not OrderHook.objects.exists()


# The API


@pytest.fixture
def token(bob: User) -> str:
    return accounts.create_token(user=bob, name="Shop", by=bob.actor)[1]


def test_the_api_takes_reports_once_and_shows_ways_and_stores(
    token: str, link: Link, shops: Directory, vera: User
) -> None:
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def call(method: str, path: str, body: object = None):
        return client.generic(
            method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json"
        )

    body = {**ORDER, "code": link.code}
    first = call("POST", "conversions", body)
    assert first.status_code == 201, first.content
    assert first.json()["value"] == "18.00"
    assert first.json()["attribution"] == "direct"
    again = call("POST", "conversions", body)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    call("POST", "conversions", {**ORDER, "source": "another shop"})
    assert len(call("GET", "conversions").json()["items"]) == 1
    assert len(call("GET", "conversions?matched=false").json()["items"]) == 1
    assert call("GET", f"products/{shops.heist.pk}").json()["listings"][0]["in_stock"]
    assert len(call("GET", "products").json()["items"]) == 2
    assert len(call("GET", "retailers").json()["items"]) == 4
    near = call("GET", "stores/near/55804").json()["items"]
    assert [one["name"] for one in near] == ["Copper Kettle, Lake Ave"]
    assert call("GET", "stores/near/00000").status_code == 404
    assert call("GET", f"stores/{shops.lakeside.pk}").json()["zip"] == "55802"
    assert call("GET", f"retailers/{shops.own.pk}").json()["kind"] == "own_shop"
    assert len(call("GET", f"stores?retailer={shops.kettle.pk}").json()["items"]) == 2
    ways = call("GET", f"ways?conversation={link.conversation_id}").json()
    assert ways["product"] == "Biscuit Heist"
    made = call(
        "POST", "ways", {"conversation": link.conversation_id, "key": ways["items"][0]["key"]}
    )
    assert made.json()["code"] == link.code
    assert made.json()["url"] in made.json()["text"]
    assert call("GET", "ways?conversation=999999").status_code == 404
    unknown = {"conversation": link.conversation_id, "key": "store-1-1"}
    assert call("POST", "ways", unknown).status_code == 404


def test_a_reader_reports_nothing(vera: User) -> None:
    secret = accounts.create_token(user=vera, name="x", by=vera.actor)[1]
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).post(
        "/api/v1/conversions", json.dumps(ORDER), content_type="application/json"
    )
    assert answer.status_code == 403
