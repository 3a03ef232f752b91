"""REST: messages in (as JSON, or raw as mail), and the ledger of all that came in.

Both doors keep the raw bytes first and run the pipeline at once, so that the answer says what
became of the message. Should that fail, it stays in the ledger and is tried again like any other.
"""

import hashlib
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse
from ninja import HeaderEx, P, Router, Status

from unsilo.accounts.access import Access
from unsilo.channels import posted, registry
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel, Outcome
from unsilo.channels.queries import channel_for, raw_blob
from unsilo.channels.services import arrivals
from unsilo.channels.services.blobs import open_blob
from unsilo.core.errors import Conflict, Forbidden, NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import (
    KEY_PATTERN,
    ApiRequest,
    Cursor,
    Id,
    Limit,
    Listed,
    keyed_by_itself,
    page_by_id,
)
from unsilo.inbox.models import Conversation
from unsilo.intake.schemas import ArrivalItem, ArrivalOut, MessagePosted, OutcomeName, TakenOut
from unsilo.intake.services import take_in

router = Router(tags=["Intake"])

MAIL = "message/rfc822"
MAIL_TYPES = (MAIL, "application/octet-stream")
TAKEN = {201: TakenOut, 200: TakenOut, 202: TakenOut}


class WrongType(Conflict):
    """Send the mail as it is, with Content-Type: message/rfc822."""

    code = "wrong_media_type"
    status = 415


@router.post("channels/{channel_id}/messages", response=TAKEN, summary="Post a message")
@keyed_by_itself
def post_message(request: ApiRequest, channel_id: Id, body: MessagePosted) -> Status[TakenOut]:
    """For everything that has no connector of its own.

    201 for what is new, 200 for what is known already (by `external_id`, which makes repeating a
    post safe), 202 when it could not be processed yet and will be tried again. `outcome` and
    `reason` say what became of it.
    """
    channel = _open_channel(request.access, channel_id, posted.CONTENT_TYPE)
    return _take_in(request, channel, posted.raw_arrival(body))


@router.post(
    "channels/{channel_id}/raw",
    response=TAKEN,
    summary="Post a mail",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                one: {"schema": {"type": "string", "format": "binary"}} for one in MAIL_TYPES
            },
        }
    },
)
@keyed_by_itself
def post_mail(
    request: ApiRequest,
    channel_id: Id,
    idempotency_key: HeaderEx[
        str | None,
        P(
            alias="Idempotency-Key",
            pattern=KEY_PATTERN,
            description="Names the mail; without it, its bytes do.",
        ),
    ] = None,
) -> Status[TakenOut]:
    """For mail servers and relays that hand over by HTTP: the whole mail, byte by byte.

    201 for what is new, 200 for what is known already, 202 when it will be tried again.
    """
    channel = _open_channel(request.access, channel_id, MAIL)
    if request.content_type not in MAIL_TYPES:
        raise WrongType
    content = request.body
    if not content.strip():
        raise Conflict("There is no mail in the body.")
    key = idempotency_key or hashlib.sha256(content).hexdigest()
    return _take_in(request, channel, RawArrival(f"pipe/{key}", content, MAIL))


def _open_channel(access: Access, channel_id: int, content_type: str) -> Channel:
    """A channel that takes this, and on whose desk the user may write."""
    channel = channel_for(access, channel_id)
    if not access.can_work([channel.desk_id]):
        raise Forbidden(f"You don't work on {channel.desk}.")
    if registry.info(channel).takes != content_type:
        raise Conflict(f"{channel} takes nothing of type {content_type}.")
    return channel


def _take_in(request: ApiRequest, channel: Channel, raw: RawArrival) -> Status[TakenOut]:
    arrival, is_new = take_in(channel, raw, by=request.access.by)
    if not is_new or arrival.outcome == Outcome.DUPLICATE:
        status = 200
    else:
        status = 202 if arrival.outcome == Outcome.PENDING else 201
    return Status(status, TakenOut.model_validate(arrival))


# The ledger


@router.get("arrivals", response=Listed[ArrivalItem], summary="List arrivals")
def list_arrivals(
    request: ApiRequest,
    outcome: OutcomeName | None = None,
    channel: Id | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Arrival]:
    """Everything that came in, newest first, with what became of it."""
    found = _visible(request.access)
    if outcome is not None:
        found = found.filter(outcome=outcome)
    if channel is not None:
        found = found.filter(channel=channel)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("arrivals/{arrival_id}", response=ArrivalOut, summary="Get an arrival")
def get_arrival(request: ApiRequest, arrival_id: Id) -> Arrival:
    return _arrival(request.access, arrival_id)


@router.get(
    "arrivals/{arrival_id}/raw",
    response={200: None},
    summary="Download an arrival's raw bytes",
    openapi_extra={"x-media": "application/octet-stream"},
)
def get_raw_arrival(request: ApiRequest, arrival_id: Id) -> FileResponse:
    """As they came, before anybody looked inside. For those who work on the channel's desk."""
    arrival = _arrival(request.access, arrival_id)
    if not Access.of(request.access.user).can_work([arrival.channel.desk_id]):
        raise Forbidden(f"You don't work on {arrival.channel.desk}.")
    return FileResponse(
        open_blob(raw_blob(arrival)),
        as_attachment=True,
        filename=f"arrival-{arrival.pk}.{'eml' if arrival.content_type == MAIL else 'bin'}",
        content_type="application/octet-stream",
    )


@router.post("arrivals/{arrival_id}/retry", response=ArrivalOut, summary="Try an arrival again")
def retry_arrival(request: ApiRequest, arrival_id: Id) -> ArrivalOut:
    """What failed, is held or was ignored, from its raw bytes. For leads."""
    return _act(request.access, arrival_id, arrivals.retry)


@router.post("arrivals/{arrival_id}/accept", response=ArrivalOut, summary="Let an arrival in")
def accept_arrival(request: ApiRequest, arrival_id: Id) -> ArrivalOut:
    """Into the conversation it is held for. For leads."""
    return _act(request.access, arrival_id, arrivals.accept)


@router.post("arrivals/{arrival_id}/dismiss", response=ArrivalOut, summary="Leave an arrival out")
def dismiss_arrival(request: ApiRequest, arrival_id: Id) -> ArrivalOut:
    """What failed or is held. Its raw bytes stay. For leads."""
    return _act(request.access, arrival_id, arrivals.dismiss)


def _act(access: Access, arrival_id: int, verb: Callable[..., Arrival]) -> ArrivalOut:
    arrival = _arrival(access, arrival_id)
    access.require_lead()
    verb(arrival, by=access.by)
    return ArrivalOut.model_validate(_arrival(access, arrival_id))


def _visible(access: Access) -> QuerySet[Arrival]:
    """What came through readable channels, but not into a conversation that can't be read."""
    found = Arrival.objects.visible_to(access).select_related("channel__desk")
    about = Conversation.objects.visible_to(access)
    closed = Q(conversation_id__isnull=False) & ~Exists(
        about.filter(pk=OuterRef("conversation_id"))
    )
    held = Q(held_for__isnull=False) & ~Exists(about.filter(pk=OuterRef("held_for")))
    return found.exclude(closed | held)


def _arrival(access: Access, arrival_id: int) -> Arrival:
    arrival = _visible(access).filter(pk=arrival_id).first()
    if arrival is None:
        raise NotFound
    return arrival
