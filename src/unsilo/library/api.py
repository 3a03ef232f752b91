"""REST: what is true, and how a brand speaks."""

from typing import Annotated, Any

from ninja import Router, Status
from pydantic import Field

from unsilo.accounts.models import Brand
from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, page_by_id
from unsilo.library.models import Fact, VoiceGuide
from unsilo.library.queries.pages import phrases_of
from unsilo.library.schemas import FactIn, FactOut, StatusWord, VoiceOut
from unsilo.library.services import facts

router = Router(tags=["Library"])

Words = Annotated[str, Field(max_length=200, description="Words that a fact holds.")]


@router.get("facts", response=Listed[FactOut], summary="List facts")
def list_facts(
    request: ApiRequest,
    q: Words = "",
    status: StatusWord | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Fact]:
    """Newest first, with those that were put away."""
    found = Fact.objects.visible_to(request.access).search(q)
    if status is not None:
        found = found.filter(status=status)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("facts/{fact_id}", response=FactOut, summary="Get a fact")
def get_fact(request: ApiRequest, fact_id: Id) -> Fact:
    return Fact.objects.get_for(request.access, fact_id)


@router.post("facts", response={201: FactOut}, summary="Note a fact")
def create_fact(request: ApiRequest, body: FactIn) -> Status[FactOut]:
    """For leads."""
    request.access.require_lead()
    fact = facts.create_fact(**_said(request, body), by=request.access.by)
    return Status(201, FactOut.model_validate(fact.row))


@router.put("facts/{fact_id}", response=FactOut, summary="Change a fact")
def update_fact(request: ApiRequest, fact_id: Id, body: FactIn) -> FactOut:
    """The whole of it. For leads."""
    found = Fact.objects.get_for(request.access, fact_id)
    request.access.require_lead()
    fact = facts.update_fact(found, **_said(request, body), by=request.access.by)
    return FactOut.model_validate(fact.row)


@router.post("facts/{fact_id}/archive", response=FactOut, summary="Put a fact away")
def archive_fact(request: ApiRequest, fact_id: Id) -> FactOut:
    """For leads. Nothing is held against it any more."""
    found = Fact.objects.get_for(request.access, fact_id)
    request.access.require_lead()
    return FactOut.model_validate(facts.archive_fact(found, by=request.access.by))


@router.post("facts/{fact_id}/restore", response=FactOut, summary="Take a fact back")
def restore_fact(request: ApiRequest, fact_id: Id) -> FactOut:
    """For leads."""
    found = Fact.objects.get_for(request.access, fact_id)
    request.access.require_lead()
    return FactOut.model_validate(facts.restore_fact(found, by=request.access.by))


@router.get("voices/{brand_id}", response=VoiceOut, summary="Get the voice guide of a brand")
def get_voice(request: ApiRequest, brand_id: Id) -> VoiceOut:
    guide = VoiceGuide.objects.get_for(request.access, brand_id)
    return VoiceOut.of(guide, phrases_of(guide))


def _said(request: ApiRequest, body: FactIn) -> dict[str, Any]:
    brand: Brand | None = None
    if body.brand_id is not None:
        brand = next((one for one in request.access.brands if one.pk == body.brand_id), None)
        if brand is None:
            raise NotFound("There is no such brand.")
    return {**body.model_dump(exclude={"brand_id"}), "brand": brand}
