"""REST: clocks, promises, hand-offs; rules, service levels and business hours to be read."""

from datetime import timedelta
from typing import Literal

from ninja import Router, Status

from unsilo.accounts.models import Brand
from unsilo.core.errors import Conflict
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, each, page_by_id, soon
from unsilo.inbox.api.naming import desk_named
from unsilo.inbox.rights import conversation_to_work, to_work, work_desks
from unsilo.routing.models import BusinessHours, Clock, HandOff, Promise, Rule, SlaPolicy
from unsilo.routing.schemas import (
    ClockOut,
    HandOffIn,
    HandOffOut,
    HoursOut,
    PolicyOut,
    PromiseIn,
    PromiseOut,
    RuleOut,
    WordsIn,
)
from unsilo.routing.services import handoffs, promises

router = Router()
CLOCKS, PROMISES, HANDOFFS, RULES = ["Clocks"], ["Promises"], ["Hand-offs"], ["Rules"]

Kind = Literal["first_reply", "promise", "hand_off"]
Outcome = Literal["running", "met", "broken", "cancelled"]


@router.get("clocks", response=Listed[ClockOut], summary="List clocks", tags=CLOCKS)
def list_clocks(
    request: ApiRequest,
    conversation: Id | None = None,
    kind: Kind | None = None,
    outcome: Outcome | None = None,
    stopped: bool | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Clock]:
    """The newest first. With `stopped=false` those that run, also late ones."""
    found = Clock.objects.visible_to(request.access).select_related("desk")
    if conversation is not None:
        found = found.filter(conversation=conversation)
    if kind is not None:
        found = found.filter(kind=kind)
    if outcome is not None:
        found = found.filter(outcome=outcome)
    if stopped is not None:
        found = found.filter(stopped_at__isnull=not stopped)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


# Promises


@router.get("promises", response=Listed[PromiseOut], summary="List promises", tags=PROMISES)
def list_promises(
    request: ApiRequest,
    conversation: Id | None = None,
    settled: bool | None = None,
    mine: bool = False,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Promise]:
    found = Promise.objects.visible_to(request.access).select_related("desk", "owner")
    if conversation is not None:
        found = found.filter(conversation=conversation)
    if settled is not None:
        found = found.filter(settled_at__isnull=not settled)
    if mine:
        found = found.filter(owner=request.access.user)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("promises/{promise_id}", response=PromiseOut, summary="Get a promise", tags=PROMISES)
def get_promise(request: ApiRequest, promise_id: Id) -> PromiseOut:
    return PromiseOut.model_validate(Promise.objects.get_for(request.access, promise_id))


@router.post("promises", response={201: PromiseOut}, summary="Promise something", tags=PROMISES)
def make_promise(request: ApiRequest, body: PromiseIn) -> Status[PromiseOut]:
    """You own it. Without a time it waits for the person, and is then due within the hour."""
    access = request.access
    conversation = conversation_to_work(access, body.conversation)
    if body.due_at is not None and body.within_minutes is not None:
        raise Conflict("Name due_at or within_minutes, not both.")
    within = timedelta(minutes=body.within_minutes) if body.within_minutes else None
    made = promises.promise(
        conversation,
        text=body.text,
        due=soon(body.due_at),
        within=within,
        owner=access.user,
        desk=work_desks(access, conversation)[0],
        kept_by_answer=body.kept_by_answer,
        by=access.by,
    )
    return Status(201, PromiseOut.model_validate(made))


@router.post(
    "promises/{promise_id}/keep", response=PromiseOut, summary="Keep a promise", tags=PROMISES
)
def keep_promise(request: ApiRequest, promise_id: Id) -> PromiseOut:
    """409 when it was settled already."""
    kept = promises.keep(_to_settle(request, promise_id), by=request.access.by)
    return PromiseOut.model_validate(kept)


@router.post(
    "promises/{promise_id}/let-go",
    response=PromiseOut,
    summary="Let a promise go, with words",
    tags=PROMISES,
)
def let_promise_go(request: ApiRequest, promise_id: Id, body: WordsIn) -> PromiseOut:
    """409 when it was settled already."""
    found = _to_settle(request, promise_id)
    gone = promises.let_go(found, words=body.words, by=request.access.by)
    return PromiseOut.model_validate(gone)


def _to_settle(request: ApiRequest, promise_id: int) -> Promise:
    found = Promise.objects.get_for(request.access, promise_id)
    to_work(request.access, found.desk)
    return found


# Hand-offs


@router.get("handoffs", response=Listed[HandOffOut], summary="List hand-offs", tags=HANDOFFS)
def list_handoffs(
    request: ApiRequest,
    conversation: Id | None = None,
    to_desk: Id | None = None,
    open: bool | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[HandOffOut]:
    """Those between desks that you may read; the newest first."""
    found = HandOff.objects.visible_to(request.access).select_related(
        "from_desk", "to_desk", "taken_by", "clock"
    )
    if conversation is not None:
        found = found.filter(conversation=conversation)
    if to_desk is not None:
        found = found.filter(to_desk=to_desk)
    if open is not None:
        found = found.filter(ended_at__isnull=open)
    return each(page_by_id(found, cursor=cursor, limit=limit, newest_first=True), HandOffOut.of)


@router.get("handoffs/{handoff_id}", response=HandOffOut, summary="Get a hand-off", tags=HANDOFFS)
def get_handoff(request: ApiRequest, handoff_id: Id) -> HandOffOut:
    return HandOffOut.of(HandOff.objects.get_for(request.access, handoff_id))


@router.post("handoffs", response={201: HandOffOut}, summary="Hand to another desk", tags=HANDOFFS)
def make_handoff(request: ApiRequest, body: HandOffIn) -> Status[HandOffOut]:
    """The desk gets the same conversation. 409 when it has been asked already."""
    access = request.access
    conversation = conversation_to_work(access, body.conversation)
    made = handoffs.hand_off(
        conversation,
        to=desk_named(access, body.to_desk),
        why=body.why,
        due_in=timedelta(minutes=body.due_in_minutes),
        from_desk=work_desks(access, conversation)[0],
        by=access.by,
    )
    return Status(201, HandOffOut.of(made))


@router.post(
    "handoffs/{handoff_id}/accept", response=HandOffOut, summary="Take a hand-off", tags=HANDOFFS
)
def accept_handoff(request: ApiRequest, handoff_id: Id) -> HandOffOut:
    """You own the conversation on the asked desk from then on."""
    found = _to_answer(request, handoff_id)
    return HandOffOut.of(handoffs.accept(found, user=request.access.user, by=request.access.by))


@router.post(
    "handoffs/{handoff_id}/return",
    response=HandOffOut,
    summary="Give a hand-off back, with words",
    tags=HANDOFFS,
)
def return_handoff(request: ApiRequest, handoff_id: Id, body: WordsIn) -> HandOffOut:
    found = _to_answer(request, handoff_id)
    return HandOffOut.of(handoffs.give_back(found, words=body.words, by=request.access.by))


@router.post(
    "handoffs/{handoff_id}/finish",
    response=HandOffOut,
    summary="Finish a hand-off",
    tags=HANDOFFS,
)
def finish_handoff(request: ApiRequest, handoff_id: Id) -> HandOffOut:
    """The conversation is done on the asked desk."""
    return HandOffOut.of(handoffs.finish(_to_answer(request, handoff_id), by=request.access.by))


def _to_answer(request: ApiRequest, handoff_id: int) -> HandOff:
    found = HandOff.objects.get_for(request.access, handoff_id)
    to_work(request.access, found.to_desk)
    return found


# Set up by leads


@router.get("rules", response=Listed[RuleOut], summary="List rules", tags=RULES)
def list_rules(request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30) -> Page[Rule]:
    """For leads. They run in the order of `position`."""
    request.access.require_lead()
    return page_by_id(Rule.objects.live(), cursor=cursor, limit=limit)


@router.get(
    "service-levels", response=Listed[PolicyOut], summary="List service levels", tags=CLOCKS
)
def list_service_levels(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[SlaPolicy]:
    found = SlaPolicy.objects.filter(desk__in=request.access.desk_ids).select_related("desk")
    return page_by_id(found, cursor=cursor, limit=limit)


@router.get("business-hours", response=Listed[HoursOut], summary="List business hours", tags=CLOCKS)
def list_business_hours(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[BusinessHours]:
    access = request.access
    brands = Brand.objects.filter(pk__in=[brand.pk for brand in access.brands])
    found = BusinessHours.objects.filter(desk__in=access.desk_ids) | BusinessHours.objects.filter(
        brand__in=brands
    )
    return page_by_id(found.select_related("desk", "brand"), cursor=cursor, limit=limit)
