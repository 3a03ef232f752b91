"""What people corrected: page by page, and whole for taking away."""

from collections.abc import Iterator
from typing import Any

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.triage.models import Correction
from unsilo.triage.texts import words_of

PAGE_SIZE = 40


def corrections_page(
    access: Access,
    *,
    head: str | None = None,
    was: str | None = None,
    said: str | None = None,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[Correction]:
    """Newest first, of what the user may see; each with its message."""
    asked = {"head": head, "was": was, "said": said}
    rows = Correction.objects.visible_to(access).filter(
        **{name: value for name, value in asked.items() if value is not None}
    )
    if cursor:
        rows = rows.filter(pk__lt=decode_cursor(cursor, int)[0])
    found = list(with_words(rows).order_by("-pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page(found, encode_cursor(found[-1].pk) if more else None)


def exported(access: Access) -> Iterator[dict[str, Any]]:
    """Oldest first, a few hundred in memory at a time."""
    last = 0
    while True:
        rows = with_words(Correction.objects.visible_to(access).filter(pk__gt=last))
        batch = list(rows.order_by("pk")[:500])
        if not batch:
            return
        last = batch[-1].pk
        yield from (as_data(one) for one in batch)


def as_data(one: Correction) -> dict[str, Any]:
    return {
        "id": one.pk,
        "message_id": one.message_id,
        "text": words_of(one.message.subject, one.message.reply_text, one.message.text),
        "head": one.head,
        "said": one.said,
        "was": one.was,
        "version": one.version,
        "by": one.by,
        "at": one.at.isoformat(),
    }


def with_words(rows: Any) -> Any:
    return rows.select_related("message").only(
        *[field.name for field in Correction._meta.fields],
        "message__subject",
        "message__reply_text",
        "message__text",
        "message__conversation_id",
    )
