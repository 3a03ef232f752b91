"""Touched conversations: the list, the next one to answer, and where to find more."""

from collections.abc import Sequence
from dataclasses import dataclass

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import Conversation
from unsilo.inbox.queries.lists import Row, rows_for
from unsilo.inbox.recipients import latest_answerable
from unsilo.inbox.search import search_page
from unsilo.incidents.models import Incident, Statement, Touched
from unsilo.listening.models import Alert, Sighting
from unsilo.triage.queries.similar import similar_to

PAGE = 50
FOUND = 100
PATIENCE = 20.0  # seconds that a search may take: there is no second page of it


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A touched conversation; ``is_old`` says that its answer was made from a former text."""

    touched: Touched
    row: Row
    is_old: bool


def touched_page(
    access: Access,
    incident: Incident,
    *,
    state: str = "",
    approved: Statement | None = None,
    cursor: str = "",
) -> Page[TouchedRow]:
    """Those whose conversations may be read, in the order they were added."""
    found = incident.touched.visible_to(access).select_related("settled_by", "statement")
    if state:
        found = found.filter(state=state)
    if cursor:
        (last,) = decode_cursor(cursor, int)
        found = found.filter(pk__gt=last)
    touched = list(found.order_by("pk")[: PAGE + 1])
    more, touched = len(touched) > PAGE, touched[:PAGE]
    rows = {row.id: row for row in rows_for(access, [one.conversation_id for one in touched])}
    shown = [
        TouchedRow(
            one,
            rows[one.conversation_id],
            bool(approved and one.statement_id and one.statement_id != approved.pk),
        )
        for one in touched
        if one.conversation_id in rows
    ]
    return Page(shown, encode_cursor(touched[-1].pk) if more else None)


def touched_for(access: Access, incident: Incident, touched_id: int) -> Touched:
    found = incident.touched.visible_to(access).select_related(
        "conversation__channel", "conversation__person", "incident", "statement"
    )
    touched = found.filter(pk=touched_id).first()
    if touched is None:
        raise NotFound
    return touched


def next_open(access: Access, incident: Incident, *, after: int = 0) -> Touched | None:
    """The next one to be answered behind ``after``, else the first."""
    found = incident.touched.visible_to(access).filter(state="open").order_by("pk")
    return found.filter(pk__gt=after).first() or found.first()


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """One person to be answered: what they wrote last, and a first line to begin with."""

    touched: Touched
    conversation: Conversation
    wrote: str
    first_line: str


def to_answer(touched: Touched, greeting: str) -> ToAnswer:
    conversation = touched.conversation
    last = latest_answerable(conversation)
    return ToAnswer(touched, conversation, last.reply_text if last else "", greeting)


def conversations_counted(alert: Alert) -> list[int]:
    """Conversations of the messages that the alert's topic has counted since it began."""
    found = Sighting.objects.filter(
        series__query=alert.query_id, at__gte=alert.since, message__isnull=False
    )
    ids = found.order_by("pk").values_list("message__conversation", flat=True)
    return list(dict.fromkeys(ids[:2_000]))


def more_counted(access: Access, incident: Incident) -> list[int]:
    """What the alert's topic has counted besides, and nobody has added yet."""
    if incident.alert is None or not incident.is_ongoing:
        return []
    counted = conversations_counted(incident.alert)
    known = set(incident.touched.values_list("conversation_id", flat=True))
    new = [pk for pk in counted if pk not in known]
    visible = Conversation.objects.visible_to(access).filter(pk__in=new)
    return list(visible.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Found:
    """Conversations that a search or likeness brought up, without those that are in already."""

    rows: Sequence[Row]
    problems: Sequence[str]


def found_by_words(access: Access, incident: Incident, words: str) -> Found:
    """By the inbox's search, operators such as ``tag:`` included."""
    page = search_page(access, words, limit=FOUND, seconds=PATIENCE)
    return Found(_new(incident, [hit.row for hit in page.items]), page.problems)


def found_by_likeness(access: Access, incident: Incident) -> Found:
    """Like those that are in already; a few of them are asked."""
    rows: dict[int, Row] = {}
    first = incident.touched.visible_to(access).select_related("conversation__person")
    for touched in first.order_by("pk")[:5]:
        for one in similar_to(access, touched.conversation).items:
            rows.setdefault(one.row.id, one.row)
    return Found(_new(incident, list(rows.values())), ())


def _new(incident: Incident, rows: Sequence[Row]) -> list[Row]:
    known = set(incident.touched.values_list("conversation_id", flat=True))
    return [row for row in rows if row.id not in known]
