"""REST: what waits for a person to look through, change and send. Nothing here sends anything."""

from django.db import transaction
from ninja import Router, Status

from unsilo.accounts.access import Access
from unsilo.accounts.models import TokenScope
from unsilo.core.errors import Conflict, Forbidden, NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, page_by_id
from unsilo.inbox.models import Conversation, Draft
from unsilo.inbox.rights import conversation_to_work
from unsilo.inbox.schemas.drafts import DraftIn, DraftKind, DraftOut
from unsilo.inbox.services.drafts import discard_draft, save_draft

router = Router(tags=["Drafts"])


class DraftThere(Conflict):
    """The user has begun a draft of this kind here. It is not overwritten unasked."""

    code = "draft_there"


@router.get(
    "conversations/{conversation_id}/drafts", response=Listed[DraftOut], summary="List drafts"
)
def list_drafts(
    request: ApiRequest, conversation_id: Id, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Draft]:
    """The user's own in this conversation."""
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    mine = Draft.objects.filter(conversation=conversation, user=request.access.user)
    return page_by_id(mine, cursor=cursor, limit=limit)


@router.post(
    "conversations/{conversation_id}/drafts", response={201: DraftOut}, summary="Leave a draft"
)
@transaction.atomic
def leave_draft(request: ApiRequest, conversation_id: Id, body: DraftIn) -> Status[Draft]:
    """It lies in the composer of the token's user, who sends it or not. For scope `draft` too.

    Refused with 409 `draft_there` when the user has begun one of this kind, unless `replace` is
    true.
    """
    user = _drafter(request)
    conversation = conversation_to_work(user, conversation_id)
    known = Draft.objects.filter(user=user.user, conversation=conversation, kind=body.kind)
    if not body.replace and known.select_for_update().exists():
        raise DraftThere
    draft = save_draft(
        user=user.user,
        conversation_id=conversation.pk,
        kind=body.kind,
        text=body.text,
        fields={},
        seen_version=conversation.version,
    )
    if draft is None:
        raise Conflict("There is nothing in it.")
    return Status(201, draft)


@router.delete(
    "conversations/{conversation_id}/drafts/{kind}",
    response={204: None},
    summary="Throw a draft away",
)
def discard(request: ApiRequest, conversation_id: Id, kind: DraftKind) -> Status[None]:
    user = _drafter(request)
    conversation = conversation_to_work(user, conversation_id)
    if not Draft.objects.filter(user=user.user, conversation=conversation, kind=kind).exists():
        raise NotFound
    discard_draft(user=user.user, conversation_id=conversation.pk, kind=kind)
    return Status(204, None)


def _drafter(request: ApiRequest) -> Access:
    """The rights of the token's user, for a token that may draft."""
    if request.token.scope == TokenScope.READ:
        raise Forbidden("A token that only reads leaves no drafts.")
    return Access(request.access.user, request.access.by)
