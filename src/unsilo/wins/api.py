"""REST: the directory, ways to win and what came of them."""

from functools import partial
from typing import Annotated

from ninja import Router, Status
from pydantic import Field

from unsilo.core.errors import Invalid, NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import (
    ApiRequest,
    Cursor,
    Id,
    Limit,
    Listed,
    each,
    keyed_by_itself,
    page_by_id,
)
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work
from unsilo.wins.models import (
    Conversion,
    Door,
    Link,
    Product,
    RequestForm,
    Retailer,
    Store,
    WayKind,
)
from unsilo.wins.near import stores_near
from unsilo.wins.queries.ways import way_for, ways_view
from unsilo.wins.schemas import (
    ConversionOut,
    ConversionPost,
    DoorIn,
    DoorOut,
    LinkOut,
    NearStore,
    NearStores,
    ProductItem,
    ProductOut,
    RequestIn,
    RequestOut,
    RetailerOut,
    StageName,
    StoreOut,
    WayIn,
    WaysOut,
)
from unsilo.wins.services import doors, links, requests
from unsilo.wins.services.conversions import record_conversion
from unsilo.wins.words import short_name
from unsilo.wins.zips import place_of

router = Router()
DIRECTORY, WINS = ["Where to buy"], ["Ways to win"]

Words = Annotated[str, Field(max_length=200, description="Part of a name.")]
Zip = Annotated[str, Field(pattern=r"^[0-9]{5}$")]


@router.get("products", response=Listed[ProductItem], summary="List products", tags=DIRECTORY)
def list_products(
    request: ApiRequest, q: Words = "", cursor: Cursor | None = None, limit: Limit = 30
) -> Page[ProductItem]:
    found = Product.objects.filter(name__icontains=q) if q else Product.objects.all()
    page = page_by_id(found.select_related("thing"), cursor=cursor, limit=limit)
    return each(page, partial(ProductItem.of, access=request.access))


@router.get("products/{product_id}", response=ProductOut, summary="Get a product", tags=DIRECTORY)
def get_product(request: ApiRequest, product_id: Id) -> ProductOut:
    product = Product.objects.get_or_404(product_id)
    listings = list(product.listings.select_related("retailer"))
    return ProductOut.shown(product, listings, request.access)


@router.get("retailers", response=Listed[RetailerOut], summary="List retailers", tags=DIRECTORY)
def list_retailers(
    request: ApiRequest, q: Words = "", cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Retailer]:
    found = Retailer.objects.filter(name__icontains=q) if q else Retailer.objects.all()
    return page_by_id(found, cursor=cursor, limit=limit)


@router.get(
    "retailers/{retailer_id}", response=RetailerOut, summary="Get a retailer", tags=DIRECTORY
)
def get_retailer(request: ApiRequest, retailer_id: Id) -> Retailer:
    found: Retailer = Retailer.objects.get_or_404(retailer_id)
    return found


@router.get("stores", response=Listed[StoreOut], summary="List stores", tags=DIRECTORY)
def list_stores(
    request: ApiRequest,
    q: Words = "",
    retailer: Id | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Store]:
    found = Store.objects.select_related("retailer")
    if q:
        found = found.filter(name__icontains=q)
    if retailer is not None:
        found = found.filter(retailer=retailer)
    return page_by_id(found, cursor=cursor, limit=limit)


@router.get(
    "stores/near/{zip_code}", response=NearStores, summary="Find stores near", tags=DIRECTORY
)
def find_stores(request: ApiRequest, zip_code: Zip, limit: Limit = 10) -> NearStores:
    """Within 50 miles of a US ZIP code, nearest first."""
    place = place_of(zip_code)
    if place is None:
        raise NotFound("There is no such ZIP code.")
    near = stores_near(place.lat, place.lon, limit=limit)
    rows = Store.objects.select_related("retailer").in_bulk([one.store_id for one in near])
    return NearStores(items=[NearStore.at(rows[one.store_id], one.miles) for one in near])


@router.get("stores/{store_id}", response=StoreOut, summary="Get a store", tags=DIRECTORY)
def get_store(request: ApiRequest, store_id: Id) -> Store:
    found: Store = Store.objects.get_or_404(store_id)
    return found


@router.get("ways", response=WaysOut, summary="Ways to win for a conversation", tags=WINS)
def list_ways(request: ApiRequest, conversation: Id) -> WaysOut:
    """Best first, each with its reason."""
    return WaysOut.of(ways_view(Conversation.objects.get_for(request.access, conversation)))


@router.post("ways", response={201: LinkOut}, summary="Make the link of a way", tags=WINS)
def use_way(request: ApiRequest, body: WayIn) -> Status[LinkOut]:
    """The same way of the same conversation has the same link."""
    access = request.access
    conversation = conversation_to_work(access, body.conversation)
    way, wish = way_for(conversation, body.key)
    if way.option.kind == WayKind.REQUEST:
        raise Invalid("This way is a request form: make it with POST /requests.")
    link = links.offer(conversation, way=way, product=wish.product, user=access.user, by=access.by)
    return Status(201, _shown(link, way.sentence))


def _shown(link: Link, sentence: str) -> LinkOut:
    url = links.address(link.code)
    same = ("id", "code", "way", "target", "clicks", "expires_at")
    return LinkOut(
        **{name: getattr(link, name) for name in same}, url=url, text=f"{sentence} {url}"
    )


@router.get("requests", response=Listed[RequestOut], summary="List request forms", tags=WINS)
def list_requests(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[RequestOut]:
    found = RequestForm.objects.visible_to(request.access).select_related("product", "store")
    page = page_by_id(found, cursor=cursor, limit=limit, newest_first=True)
    return Page([RequestOut.of(one) for one in page.items], page.next_cursor)


@router.post("requests", response={201: RequestOut}, summary="Make a request form", tags=WINS)
def make_request(request: ApiRequest, body: RequestIn) -> Status[RequestOut]:
    """The same thing and store of the same conversation have the same form."""
    access = request.access
    conversation = conversation_to_work(access, body.conversation)
    form = requests.issue(
        product=Product.objects.live().get_or_404(body.product),
        store=Store.objects.live().get_or_404(body.store) if body.store else None,
        brand=conversation.brand,
        conversation=conversation,
        shopper=short_name(conversation.person.name),
        user=access.user,
        by=access.by,
    )
    return Status(201, RequestOut.of(form))


@router.get("doors", response=Listed[DoorOut], summary="List doors", tags=WINS)
def list_doors(
    request: ApiRequest,
    stage: StageName | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Door]:
    found = Door.objects.select_related("store", "product")
    if stage is not None:
        found = found.filter(stage=stage)
    return page_by_id(found, cursor=cursor, limit=limit)


@router.patch("doors/{door_id}", response=DoorOut, summary="Move a door", tags=WINS)
def move_door(request: ApiRequest, door_id: Id, body: DoorIn) -> Door:
    request.access.require_write()
    doors.move(Door.objects.get_or_404(door_id), stage=body.stage, by=request.access.by)
    return Door.objects.get_or_404(door_id)


@router.get("conversions", response=Listed[ConversionOut], summary="List conversions", tags=WINS)
def list_conversions(
    request: ApiRequest,
    matched: bool | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Conversion]:
    """Those of conversations that may be read; with `matched=false` those that wait."""
    if matched is False:
        found = Conversion.objects.unmatched()
    else:
        found = Conversion.objects.visible_to(request.access)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.post(
    "conversions",
    response={200: ConversionOut, 201: ConversionOut},
    summary="Report an order, a lead or a request",
    tags=WINS,
)
@keyed_by_itself
def report_conversion(request: ApiRequest, body: ConversionPost) -> Status[ConversionOut]:
    """201 when it is new, 200 when it is known by its `external_id`: posting again is safe.

    An unknown code is no error: the conversion waits to be matched by hand.
    """
    request.access.require_write()
    conversion, is_new = record_conversion(body.report(source=body.source), by=request.access.by)
    return Status(201 if is_new else 200, ConversionOut.model_validate(conversion))
