"""The company that every address is tried in, and who tries it.

Each of ``EVERYBODY`` stands for a kind of right. Conversations stand in two corners: on the support
desk, and in the press room, a restricted desk, where ``SECRET`` is in every text. Charlie's brand has
none of it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.access.corner import Around, furnish
from unsilo.accounts import services as accounts
from unsilo.accounts.models import Brand, Desk, Role, User
from unsilo.accounts.services import notices, oncall, paging
from unsilo.channels.models import Channel, Upload
from unsilo.channels.services import blobs, webhooks
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.incidents.models import Incident
from unsilo.incidents.services import facts as incident_facts
from unsilo.incidents.services import incidents, room, statements, updates
from unsilo.insights.models import SharedGraph
from unsilo.insights.services import briefings
from unsilo.insights.services.briefings.writing import last_monday
from unsilo.insights.services.shares import address as graph_address
from unsilo.launches.models import CalendarEntry, Campaign, Thing
from unsilo.launches.services import things
from unsilo.library.services.facts import create_fact, update_fact
from unsilo.library.services.voice import save_guide
from unsilo.listening.models import Alert, Fetch, Series
from unsilo.listening.services import feeds, topics
from unsilo.listening.services.mentions import Post, note
from unsilo.people.services import (
    create_company,
    create_custom_field,
    create_person,
    create_tier,
    merge_people,
)
from unsilo.people.services.notes import add_note
from unsilo.privacy.models import Erasure, Export
from unsilo.routing.conditions import Actions, Conditions
from unsilo.routing.services import levels, rules
from unsilo.stories.services.media import save_outlet
from unsilo.triage.models import Rereading
from unsilo.wins.models import Door, StoreImport
from unsilo.wins.services import directory, hooks
from unsilo.wins.services.conversions import Report, record_conversion

OPEN, SECRET = "Otterly", "Quillon"

EVERYBODY = ("nobody", "charlie", "carol", "vera", "dora", "bob", "alice", "paul", "ada")
"""Not logged in; another brand's agent; another brand's agent with a seat on the support desk; one
who only reads; an agent of another desk; support's agent; a lead without a seat in the press room;
the press room's agent; an admin."""


@dataclass(frozen=True)
class House:
    people: dict[str, User]
    tokens: dict[str, str]
    shared: dict[str, Any]
    corners: dict[str, dict[str, Any]]

    def of(self, corner: str) -> dict[str, Any]:
        """What parameters of addresses stand for, in one of the corners."""
        return {**self.shared, **self.corners[corner]}


def build() -> House:
    brand = accounts.create_brand(name="Marmalade Fox", by=SYSTEM)
    other = accounts.create_brand(name="Paper Heron", by=SYSTEM)
    support, community, pr = (
        accounts.create_desk(name=name, discipline=trade, by=SYSTEM)
        for name, trade in (("Support", "support"), ("Community", "community"), ("PR", "pr"))
    )
    room_ = accounts.create_desk(name="Press room", discipline="pr", is_restricted=True, by=SYSTEM)
    board = accounts.create_desk(name="Board room", discipline="pr", is_restricted=True, by=SYSTEM)
    people = _people(brand, other, support, community, pr, room_, board)
    tokens = {
        name: accounts.create_token(user, name="test", by=SYSTEM)[1]
        for name, user in people.items()
    }
    around, shared = _shared(brand, other, people, support, room_)
    around = Around(**around)
    shared["incident"] = around.incident.pk
    corners = {
        "open": furnish(
            _mail("Help", brand, support), _wall("Wall", brand, support), support, pr,
            worker=people["bob"], word=OPEN, around=around,
        ),
        "secret": furnish(
            _mail("Tips", brand, room_), _wall("Safe", brand, room_), room_, board,
            worker=people["paul"], word=SECRET, around=around,
        ),
    }  # fmt: skip
    shared |= _insights(brand, people)
    shared |= _from_shops()
    return House(people, tokens, shared, corners)


def _people(
    brand: Brand, other: Brand, support: Desk, community: Desk, *press: Desk
) -> dict[str, User]:
    def user(name: str, role: Role, brands: list[Brand], *desks: Desk) -> User:
        return accounts.create_user(
            email=f"{name.lower()}@marmaladefox.example", name=name, role=role, brands=brands,
            desks=desks, by=SYSTEM,
        )  # fmt: skip

    return {
        "charlie": user("Charlie", Role.AGENT, [other]),
        "carol": user("Carol", Role.AGENT, [other], support),
        "vera": user("Vera", Role.VIEWER, [brand]),
        "dora": user("Dora", Role.AGENT, [brand], community),
        "bob": user("Bob", Role.AGENT, [brand], support),
        "alice": user("Alice", Role.LEAD, [brand], support),
        "paul": user("Paul", Role.AGENT, [brand], *press),
        "ada": user("Ada", Role.ADMIN, [brand]),
    }


def _mail(name: str, brand: Brand, desk: Desk) -> Channel:
    config = {"address": f"{name.lower()}@fox.example", "smtp_host": "mail.fox.example"}
    return create_channel(kind="email", name=name, brand=brand, desk=desk, config=config, by=SYSTEM)


def _wall(name: str, brand: Brand, desk: Desk) -> Channel:
    return create_channel(kind="console", name=name, brand=brand, desk=desk, config={}, by=SYSTEM)


def _shared(
    brand: Brand, other: Brand, people: dict[str, User], support: Desk, room_: Desk
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is of the whole house, or of a brand."""
    around, found = _directory(brand)
    around |= {
        "rule": rules.create_rule(
            name="Refunds", conditions=Conditions(any_words=("refund",)),
            actions=Actions(tags=("money",)), by=SYSTEM,
        ),
        "outlet": save_outlet(
            name="Ledger", kind="regional", domains=["https://ledger.example/"], by=SYSTEM
        ),
        "incident": incidents.declare(
            brand=brand, title="Batch 0417", severity=2, by=people["alice"].actor
        )[0],
    }  # fmt: skip
    found |= {
        "rule": around["rule"].pk,
        "outlet": around["outlet"].pk,
        "brand_id": brand.pk,
        "brand_slug": brand.slug,
        "own_brand": other.pk,
        **_accounts(people, support),
        **_known(people),
        **_library(brand),
        **_watch(brand, people),
        **_incident(around["incident"], people),
        **_settings(brand, support, people),
    }
    return around, found


def _directory(brand: Brand) -> tuple[dict[str, Any], dict[str, Any]]:
    product = directory.create_product(name="Biscuit Heist", sku="MF-1", price="$18.00", by=SYSTEM)
    duel = directory.create_product(name="Teaspoon Duel", sku="MF-2", by=SYSTEM)
    kettle = directory.create_retailer(name="Copper Kettle", kind="chain", by=SYSTEM)
    shop = directory.create_retailer(
        name="Our shop", kind="own_shop", website="https://fox.example/shop", by=SYSTEM
    )
    for one in (product, duel):
        directory.save_listing(product=one, retailer=shop, url="https://fox.example/", by=SYSTEM)
    store = directory.create_store(
        retailer=kettle, name="Lake Ave", zip="55802", lat=46.78, lon=-92.09, by=SYSTEM
    )
    hook, _secret = hooks.open_hook(name="Shop", by=SYSTEM)
    around = {"product": product, "duel": duel, "store": store}
    return around, {
        "product": product.pk, "retailer_id": shop.pk,
        "store_id": store.pk, "hook": hook.pk, "hook_slug": hook.slug,
        "import": StoreImport.objects.create(file_name="s.csv", content=b"name,zip\nA,55802").pk,
    }  # fmt: skip


def _from_shops() -> dict[str, Any]:
    unknown, _new = record_conversion(
        Report(source="shop", external_id="x", value=Decimal(18), currency="USD"), by=SYSTEM
    )
    return {"door": Door.objects.latest("pk").pk, "unmatched": unknown.pk}


def _accounts(people: dict[str, User], support: Desk) -> dict[str, Any]:
    ada, vera, bob = people["ada"], people["vera"], people["bob"]
    rota = oncall.create_rota(desk=support, layers=[[bob]], starts_on=date(2026, 1, 5), by=SYSTEM)
    now = timezone.now()
    cover = oncall.cover(
        rota.layers.get(), user=vera, starts_at=now, ends_at=now + timedelta(days=1), by=SYSTEM
    )
    call = paging.page(
        desk=support, title="Look", text="", url="/", key="alert:1", severity=4, by=SYSTEM
    )
    [told] = notices.notify(
        [bob], title="Told", text="", url="/", key="told:1", by=SYSTEM, mail=False
    )
    invited = accounts.invite(email="new@marmaladefox.example", by=ada.actor)
    token, _secret = accounts.create_token(bob, name="own", by=SYSTEM)
    return {
        "rota_id": rota.pk, "cover_id": cover.pk, "call_id": call.pk, "notice_id": told.pk,
        "invitation_id": invited.invitation.pk, "secret": _last(invited.link),
        "user_id": vera.pk, "token_id": token.pk,
        "call_token": _last(notices.answer_address(call.notices.first())),
    }  # fmt: skip


def _known(people: dict[str, User]) -> dict[str, Any]:
    company = create_company(name="Whitlock & Sons", by=SYSTEM)
    tier = create_tier(name="Gold", by=SYSTEM)
    field = create_custom_field(label="Shoe size", kind="text", by=SYSTEM)
    kept = create_person(name="Rosa Lind", email="rosa@lind.example", by=SYSTEM)
    gone = create_person(name="Rosa L.", email="rosa@two.example", by=SYSTEM)
    words = add_note(kept, text="Kind", author=people["bob"], by=people["bob"].actor)
    merged = merge_people(kept, gone, by=SYSTEM)
    another = create_person(name="Ben Ito", email="ben@ito.example", by=SYSTEM)
    return {
        "company_id": company.pk, "tier_id": tier.pk, "field_id": field.pk, "key": field.key,
        "known_person": kept.pk, "other_person": another.pk, "note_id": words.pk,
        "merge_id": merged.pk, "export_id": Export.objects.create(person=kept, by="Ada").pk, "erasure_id": Erasure.objects.create(person=another, reason="asked", by="Ada", due_at=timezone.now()).pk, "identity_id": kept.identities.first().pk,
    }  # fmt: skip


def _library(brand: Brand) -> dict[str, Any]:
    fact = create_fact(
        statement="A save takes 3 GB", brand=brand, status="confirmed", source="Priya", by=SYSTEM
    ).row
    update_fact(fact, statement="A save takes 4 GB", status="confirmed", source="Priya", by=SYSTEM)
    save_guide(brand, tone=["warm"], by=SYSTEM)
    save_guide(brand, tone=["dry"], by=SYSTEM)
    thing = things.create(Thing(), name="Heist", brand=brand, by=SYSTEM)
    campaign = things.create(Campaign(thing=thing), name="Autumn", key="autumn", by=SYSTEM)
    day = things.create(
        CalendarEntry(thing=thing), kind="launch", title="Out", on=timezone.localdate(), by=SYSTEM
    )
    events = dict(
        Event.objects.filter(kind__in=["fact.updated", "voice.updated"]).values_list("kind", "pk")
    )
    return {
        "fact": fact.pk, "fact_event": events.get("fact.updated"), "voice_event": events.get("voice.updated"),
        "thing_id": thing.pk, "campaign": campaign.pk, "date": day.pk,
    }  # fmt: skip


def _watch(brand: Brand, people: dict[str, User]) -> dict[str, Any]:
    query = topics.create_query(name="Otto", brand=brand, any_of=["Otto"], by=SYSTEM)
    feed = feeds.create_feed(
        brand=brand, name="Bark", url="https://bark.example/feed", place="press", by=SYSTEM
    )
    blob = blobs.put(b"<rss/>")
    series = Series.objects.get_or_create(query=query, public=False)[0]
    now = timezone.now()
    alert = Alert.objects.create(
        query=query, series=series, title="Otto: 0417", kind="threat", since=now, until=now,
        observed=11, people=11, private=11, expected=0.5, surprise=6, words=[["0417", 9]],
    )  # fmt: skip
    mention, _new = note(Post(url="https://bark.example/1", title="Otto!"), brand=brand, by=SYSTEM)
    return {
        "query": query.pk, "feed": feed.pk, "alert": alert.pk, "series_id": series.pk,
        "mention": mention.pk, "look": Fetch.objects.create(feed=feed, blob=blob).pk,
    }  # fmt: skip


def _incident(incident: Incident, people: dict[str, User]) -> dict[str, Any]:
    alice = people["alice"]
    fact = incident_facts.add_fact(incident, column="confirmed", text="It is so", by=alice.actor)
    part = room.add_part(incident, text="Call the plant", by=alice.actor)
    words = statements.write_statement(
        incident, use="holding", text="We look into it.", user=alice, by=alice.actor
    )
    statements.approve(words, user=people["ada"], by=people["ada"].actor)
    updates.set_status_page(
        incident.brand, is_on=True, all_well="All is well.", contact="", by=alice.actor
    )
    updates.publish(incident, public_title="Otto", advice="Keep it away", by=alice.actor)
    told = updates.post_update(incident, text="We look", by=alice.actor)
    return {
        "incident_id": incident.pk, "fact_id": fact.pk, "part_id": part.pk,
        "statement_id": words.pk, "update_id": told.pk,
    }  # fmt: skip


def _insights(brand: Brand, people: dict[str, User]) -> dict[str, Any]:
    now = timezone.now()
    graph = SharedGraph.objects.create(
        metric="arrived", brand=brand, rows=[], data_until=now, shared_by=people["bob"],
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    briefing = briefings.write(brand, last_monday(brand), by=SYSTEM)
    section = briefing.sections.get(key="moments")
    item = section.items.create(key="x", title="A word", words="I love it")
    return {
        "graph": graph.pk, "graph_token": _last(graph_address(graph)),
        "metric": "arrived", "briefing": briefing.pk, "section": section.pk, "item": item.pk,
    }  # fmt: skip


def _settings(brand: Brand, support: Desk, people: dict[str, User]) -> dict[str, Any]:
    webhook, _secret = webhooks.create_webhook(
        url="https://hooks.example.com/", kinds=[], user=people["ada"], by=SYSTEM
    )
    event = Event.objects.latest("pk")
    post = webhook.posts.create(event_id=event.pk, kind=event.kind, body="{}")
    hours = levels.set_hours(
        brand=brand, time_zone="UTC", week=[[(540, 1020)]] * 5 + [[], []], closed={}, by=SYSTEM
    )
    policy = levels.set_policy(desk=support, minutes=60, by=SYSTEM)
    form = create_channel(
        kind="webform",
        name="Form",
        brand=brand,
        desk=support,
        by=SYSTEM,
        config={"answer_channel": _mail("Forms", brand, support).slug},
    )
    api = create_channel(kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM)
    upload = Upload.objects.create(
        blob=blobs.put(b"\x89PNG\r\n\x1a\n"), user_id=people["bob"].pk, filename="a.png",
        content_type="image/png", size=8,
    )  # fmt: skip
    return {
        "webhook_id": webhook.pk, "session_id": 1, "post_id": post.pk, "level": policy.pk, "hours": hours.pk,
        "form_slug": form.slug, "api_channel": api.pk, "hook_channel": api.slug, "passkey": 1, "upload_id": upload.pk,
        "reread": Rereading.objects.create(below=1, total=1).pk,
    }  # fmt: skip


def _last(address: str) -> str:
    """The last part of an address."""
    return address.rstrip("/").rpartition("/")[2]
