"""REST: lists of conversations, one of them, its messages, and those that we begin."""

from django.db import transaction
from django.utils import timezone
from ninja import Query, Router, Status

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels import registry
from unsilo.channels.contract import Author
from unsilo.core.errors import Forbidden
from unsilo.core.pagination import Page
from unsilo.core.rest import (
    ApiRequest,
    Cursor,
    Id,
    Limit,
    Listed,
    TimeCursor,
    each,
    page_by_id,
    soon,
)
from unsilo.inbox.api.answers import addresses_of, uploads_of
from unsilo.inbox.api.messages import show_message
from unsilo.inbox.api.naming import channel_named, colleague_named, desk_named
from unsilo.inbox.checking import Override
from unsilo.inbox.models import Conversation, Message, State
from unsilo.inbox.queries.summaries import Conditions, found_page, matching_page, summary_of
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.schemas.conversations import (
    ConversationFilter,
    ConversationItem,
    ConversationOut,
    ReadIn,
)
from unsilo.inbox.schemas.messages import MessageItem, StartedOut, StartIn
from unsilo.inbox.services import presence
from unsilo.inbox.services.replies import Answer, start_with_message
from unsilo.inbox.services.tags import normal_name
from unsilo.people.services import find_or_create_person

router = Router(tags=["Conversations"])


@router.get("conversations", response=Listed[ConversationItem], summary="List conversations")
def list_conversations(
    request: ApiRequest,
    filters: Query[ConversationFilter],
    cursor: TimeCursor | None = None,
    limit: Limit = 30,
) -> Page[ConversationItem]:
    """Newest activity first. Parameters narrow the list; all of them must hold."""
    access = request.access
    conditions = _conditions(access, filters)
    if filters.q is not None and filters.q.strip():
        page = found_page(access, filters.q, conditions, cursor=cursor, limit=limit)
    else:
        page = matching_page(access, conditions, cursor=cursor, limit=limit)
    return each(page, ConversationItem.of)


def _conditions(access: Access, given: ConversationFilter) -> Conditions:
    return Conditions(
        desk=desk_named(access, given.desk) if given.desk else None,
        state=given.state,
        owner=_owner(access, given.owner),
        channel=channel_named(access, given.channel) if given.channel else None,
        person_id=given.person,
        tag=normal_name(given.tag) if given.tag else None,
        unread=given.unread,
        spam=given.spam,
        since=given.updated_since,
    )


def _owner(access: Access, named: str | None) -> User | bool | None:
    if not named:
        return None
    return False if named == "none" else colleague_named(access, named)


@router.post("conversations", response={201: StartedOut}, summary="Write to somebody first")
@transaction.atomic
def create_conversation(request: ApiRequest, body: StartIn) -> Status[StartedOut]:
    """On a channel that can `start`. The person is found, or made, by the first address.

    Refused with 409 `draft_stopped` like an answer when a check stops the words.
    """
    access = request.access
    channel = channel_named(access, body.channel)
    desk = desk_named(access, body.desk) if body.desk else channel.desk
    if not access.can_work([desk.pk]):
        raise Forbidden(f"You don't work on {desk}.")
    first = body.to[0]
    kind = registry.info(channel).identity_kind
    person = find_or_create_person(
        author=Author(kind, first.address, first.name), at=timezone.now(), by=access.by
    )
    answer = Answer(
        text=body.text,
        kind="new",
        recipients=Recipients(addresses_of(body.to), addresses_of(body.cc), addresses_of(body.bcc)),
        uploads=uploads_of(access.user, body.attachments),
        send_at=soon(body.send_at),
        then=State(body.then),
        subject=body.subject,
        override=Override.of(body.override_reason or "", body.override_words),
    )
    message = start_with_message(
        channel=channel, person=person, desk=desk, answer=answer, user=access.user, by=access.by
    )
    conversation = Conversation.objects.get_for(access, message.conversation_id)
    return Status(
        201,
        StartedOut(
            conversation=ConversationOut.of(summary_of(access, conversation)),
            message=show_message(message),
        ),
    )


@router.get(
    "conversations/{conversation_id}", response=ConversationOut, summary="Get a conversation"
)
def get_conversation(request: ApiRequest, conversation_id: Id) -> ConversationOut:
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    return ConversationOut.of(summary_of(request.access, conversation))


@router.get(
    "conversations/{conversation_id}/messages",
    response=Listed[MessageItem],
    summary="List the messages and notes of a conversation",
)
def list_messages(
    request: ApiRequest, conversation_id: Id, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Message]:
    """In the order they came to us."""
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    messages = Message.objects.filter(conversation=conversation).defer("search")
    return page_by_id(messages.prefetch_related("attachments"), cursor=cursor, limit=limit)


@router.post(
    "conversations/{conversation_id}/read",
    response={204: None},
    summary="Mark as read or unread",
)
def mark_read(request: ApiRequest, conversation_id: Id, body: ReadIn) -> Status[None]:
    """For the token's user; colleagues keep their own marks."""
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    user = request.access.user
    if request.access.read_only:
        raise Forbidden("This token only reads.")
    if body.read:
        presence.mark_read(
            conversation_id=conversation.pk, user=user, message_count=conversation.message_count
        )
    else:
        presence.mark_unread(conversation_id=conversation.pk, user=user)
    return Status(204, None)
