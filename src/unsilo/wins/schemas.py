"""Products, retailers, stores, ways and conversions as the API shows and takes them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from unsilo.accounts.access import Access
from unsilo.core.rest import Given, Key, Line, Moment, Name, Shown
from unsilo.wins.models import Listing, Product, Proof, RequestForm, Store
from unsilo.wins.queries.ways import WaysView
from unsilo.wins.ranking import Way
from unsilo.wins.services.conversions import Report
from unsilo.wins.services.requests import shopper_address

Money = Annotated[Decimal, PlainSerializer(lambda value: f"{value:.2f}", return_type=str)]

StageName = Literal[
    "requested", "contacted", "sampled", "authorised", "on_shelf", "reordered", "declined"
]

# An amount as text: floats lose cents.
MONEY = r"^[0-9]{1,9}(\.[0-9]{1,2})?$"


class ListingOut(Shown):
    """Who sells a product. ``checked_at`` says when somebody last knew."""

    retailer_id: int
    retailer: Annotated[str, BeforeValidator(str)]
    url: str
    price: str
    in_stock: bool
    checked_at: datetime


class ProductItem(Shown):
    """``thing_id`` is what we tell people about when we speak of it, where you may read that."""

    id: int
    name: str
    sku: str
    price: str
    aliases: list[str]
    thing_id: int | None
    archived_at: datetime | None

    @classmethod
    def of(cls, product: Product, access: Access) -> "ProductItem":
        item = cls.model_validate(product)
        if product.thing and not access.sees_brand(product.thing.brand_id):
            item.thing_id = None
        return item


class ProductOut(ProductItem):
    """A product and where it is sold."""

    listings: list[ListingOut]

    @classmethod
    def shown(cls, product: Product, listings: list[Listing], access: Access) -> "ProductOut":
        item = ProductItem.of(product, access)
        shown = [ListingOut.model_validate(one) for one in listings]
        return cls(**item.model_dump(), listings=shown)


class RetailerOut(Shown):
    """Somebody who sells our things. ``promise`` is said with the way."""

    id: int
    name: str
    kind: str
    website: str
    promise: str
    priority: int
    archived_at: datetime | None


class StoreOut(Shown):
    """A place one can walk into. ``is_exact`` is false where only the ZIP's middle is known."""

    id: int
    retailer_id: int
    retailer: Annotated[str, BeforeValidator(str)]
    number: str
    name: str
    street: str
    city: str
    region: str
    zip: str
    phone: str
    hours: str
    website: str
    lat: float
    lon: float
    is_exact: bool
    archived_at: datetime | None


class NearStore(StoreOut):
    """A store and how far it is."""

    miles: float

    @classmethod
    def at(cls, store: Store, miles: float) -> "NearStore":
        return cls(**StoreOut.model_validate(store).model_dump(), miles=round(miles, 2))


class NearStores(Shown):
    items: list[NearStore]


class WayOut(Shown):
    """A way to win. ``key`` names it; ``sentence`` is what is said, without the link."""

    key: str
    kind: str
    name: str
    why: str
    sentence: str
    target: str
    retailer_id: int
    store_id: int | None

    @classmethod
    def of(cls, way: Way) -> "WayOut":
        return cls(
            key=way.key,
            kind=way.option.kind,
            name=way.name,
            why=way.why,
            sentence=way.sentence,
            target=way.target,
            retailer_id=way.option.retailer_id,
            store_id=way.option.store_id,
        )


class WaysOut(Shown):
    """The ways for a conversation, best first, with the product and ZIP that were read from it."""

    product_id: int | None
    product: str
    zip: str
    items: list[WayOut]

    @classmethod
    def of(cls, view: WaysView) -> "WaysOut":
        product, place = view.wish.product, view.wish.place
        return cls(
            product_id=product.pk if product else None,
            product=product.name if product else "",
            zip=place.zip if place else "",
            items=[WayOut.of(way) for way in view.ways],
        )


class WayIn(Given):
    conversation: Key
    key: Line = Field(max_length=80)


class LinkOut(Shown):
    """A link made for a conversation. ``text`` is ready to be put into an answer."""

    id: int
    code: str
    way: str
    url: str
    text: str
    target: str
    clicks: int
    expires_at: datetime


class RequestIn(Given):
    """A form for a thing, to be given in a conversation. Without a store, its shopper names one."""

    conversation: Key
    product: Key
    store: Key | None = None


class RequestOut(Shown):
    """A request form. ``proof`` names the surest thing known of it."""

    id: int
    code: str
    url: str
    product: str
    store: str
    conversation: int | None
    proof: str
    answer: str
    made_at: datetime

    @classmethod
    def of(cls, form: RequestForm) -> "RequestOut":
        return cls(
            id=form.pk,
            code=form.code,
            url=shopper_address(form.code),
            product=str(form.product),
            store=str(form.store or ""),
            conversation=form.conversation_id,
            proof=Proof(form.proof).name.lower(),
            answer=form.answer,
            made_at=form.made_at,
        )


class DoorOut(Shown):
    """A store that may carry a thing, and how far that has come."""

    id: int
    store_id: int
    store: Annotated[str, BeforeValidator(str)]
    product_id: int
    product: Annotated[str, BeforeValidator(str)]
    stage: StageName
    requests: int
    buyer: str
    contact: str
    last_request_at: datetime


class DoorIn(Given):
    stage: StageName


class ConversionIn(Given):
    """What a shop tells us. ``external_id`` is its own number: the same one is taken once.

    ``code`` is the last part of our link, ``email`` finds the person and is not kept.
    """

    external_id: Name = Field(max_length=200)
    kind: Literal["order", "lead", "request"] = "order"
    value: str = Field(pattern=MONEY, description="Such as `18.00`.")
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    code: Line = Field("", max_length=60)
    email: Line = Field("", max_length=320)
    happened_at: Moment | None = None

    def report(self, *, source: str) -> Report:
        return Report(
            source=source,
            external_id=self.external_id,
            kind=self.kind,
            value=Decimal(self.value),
            currency=self.currency,
            code=self.code,
            email=self.email,
            happened_at=self.happened_at,
        )


class ConversionPost(ConversionIn):
    """The same through the API, where several shops may report with one token."""

    source: Name = Field("api", max_length=80, description="Names the shop; its ids are its own.")


class ConversionOut(Shown):
    """``conversation_id`` and ``attribution`` are empty until it is matched."""

    id: int
    source: str
    external_id: str
    kind: str
    value: Money
    currency: str
    code: str
    link_id: int | None
    conversation_id: int | None
    attribution: str
    happened_at: datetime
    received_at: datetime
    matched_at: datetime | None
