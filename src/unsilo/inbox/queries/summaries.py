"""One conversation without its messages, and lists of them by any mix of conditions: for programs.

Pages read ``queries.lists`` and ``queries.conversation``, which know the reader's screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Channel
from unsilo.channels.queries import answering_channel
from unsilo.core.errors import Invalid
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.core.rest import read_time_cursor, write_time_cursor
from unsilo.inbox.models import Conversation, Placement, ReadMark
from unsilo.inbox.queries.conversation import placement_rows, tags_of
from unsilo.inbox.queries.lists import PlacementRow, Row, rows_for
from unsilo.inbox.search import search_page

_SEARCH = datetime(1970, 1, 1, tzinfo=UTC)  # searches page by message id alone


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation and where it stands, as far as the reader may know."""

    conversation: Conversation
    placements: Sequence[PlacementRow]
    tags: Sequence[str]
    answers_through: str | None
    can_work: bool


def summary_of(access: Access, conversation: Conversation) -> Summary:
    placed = placement_rows(access, conversation)
    carrier = answering_channel(conversation.channel)
    return Summary(
        conversation=conversation,
        placements=placed,
        tags=tags_of(conversation),
        answers_through=carrier.name if carrier else None,
        can_work=access.can_work([one.desk_id for one in placed]),
    )


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which conversations are asked for. ``owner`` False means that nobody has them."""

    desk: Desk | None = None
    state: str | None = None
    owner: User | bool | None = None
    channel: Channel | None = None
    person_id: int | None = None
    tag: str | None = None
    unread: bool = False
    spam: bool = False
    since: datetime | None = None


def matching(access: Access, conditions: Conditions) -> QuerySet[Conversation]:
    """Visible conversations with one placement that has the desk, state and owner asked for."""
    placed = Placement.objects.filter(conversation=OuterRef("pk"))
    if conditions.desk is not None:
        placed = placed.filter(desk=conditions.desk)
    else:
        placed = placed.filter(desk__in=access.desk_ids)
    if conditions.state is not None:
        placed = placed.filter(state=conditions.state)
    if conditions.owner is False:
        placed = placed.filter(owner__isnull=True)
    elif conditions.owner is not None:
        placed = placed.filter(owner=conditions.owner)
    found = Conversation.objects.filter(Exists(placed), is_spam=conditions.spam)
    if access.brand_ids is not None:
        found = found.filter(brand__in=access.brand_ids)
    if conditions.channel is not None:
        found = found.filter(channel=conditions.channel)
    if conditions.person_id is not None:
        found = found.filter(person=conditions.person_id)
    if conditions.tag is not None:
        found = found.filter(tagged__tag__name=conditions.tag)
    if conditions.since is not None:
        found = found.filter(last_message_at__gte=conditions.since)
    if conditions.unread:
        read = ReadMark.objects.filter(
            user=access.user,
            conversation=OuterRef("pk"),
            message_count__gte=OuterRef("message_count"),
        )
        found = found.filter(~Exists(read))
    return found


def matching_page(
    access: Access, conditions: Conditions, *, cursor: str | None, limit: int
) -> Page[Row]:
    """One page, newest activity first. Cursors are those of ``core.rest``."""
    found = matching(access, conditions)
    if cursor is not None:
        at, pk = read_time_cursor(cursor)
        found = found.filter(
            Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=pk), last_message_at__lte=at
        )
    keys = list(
        found.order_by("-last_message_at", "-pk").values_list("last_message_at", "pk")[: limit + 1]
    )
    more, keys = len(keys) > limit, keys[:limit]
    rows = rows_for(access, [pk for _at, pk in keys])
    return Page(rows, next_cursor=write_time_cursor(*keys[-1]) if more else None)


def found_page(
    access: Access, text: str, conditions: Conditions, *, cursor: str | None, limit: int
) -> Page[Row]:
    """One page of a search, without what does not meet the conditions: it may hold few or none.

    Raises ``Invalid`` for an operator that means nothing.
    """
    below = encode_cursor(read_time_cursor(cursor)[1]) if cursor is not None else None
    page = search_page(
        access, f"{text} is:spam" if conditions.spam else text, cursor=below, limit=limit
    )
    if page.problems:
        raise Invalid(" ".join(page.problems))
    rows = [hit.row for hit in page.items]
    wanted = matching(access, conditions).filter(pk__in=[row.id for row in rows])
    kept = set(wanted.values_list("pk", flat=True))
    following = decode_cursor(page.next_cursor, int)[0] if page.next_cursor else None
    return Page(
        [row for row in rows if row.id in kept],
        next_cursor=write_time_cursor(_SEARCH, following) if following else None,
    )
