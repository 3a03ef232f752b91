"""An export as a page: what a person can read without knowing what JSON is."""

from collections.abc import Callable, Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from unsilo.inbox.models import Attachment, Conversation, Message
from unsilo.people.models import Person
from unsilo.people.personal import Of, personal_data
from unsilo.people.queries import person_detail
from unsilo.privacy.reach import Reach

_CHUNK = 500


def page(person: Person, reach: Reach, *, on_conversation: Callable[[], None]) -> Iterator[str]:
    """The page piece by piece, so that a long life with us needs no more memory than a short one."""
    yield _render("head", {"detail": person_detail(person), "now": timezone.now()})
    for pk in (*reach.conversations, *reach.elsewhere):
        conversation = Conversation.objects.select_related("channel").get(pk=pk)
        yield _render("conversation", {"conversation": conversation})
        found = reach.messages.filter(conversation=pk).order_by("pk")
        for message in found.defer("search", "html").iterator(_CHUNK):
            yield _render("message", {"message": message, "files": _files(message)})
        on_conversation()
    yield _render("foot", {"tables": _tables(reach)})


def _render(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"privacy/export/{name}.html", context)


def _files(message: Message) -> list[Attachment]:
    may_have = message.file_names or message.user_id is None
    return list(Attachment.objects.filter(message=message)) if may_have else []


def _tables(reach: Reach) -> list[tuple[str, str, int]]:
    """What else there is, with the file it stands in."""
    found = []
    for part in reversed(personal_data()):
        shown_above = part.of is Of.MESSAGE and part.model in ("inbox.Message", "inbox.Attachment")
        if part.exports and not shown_above:
            count = part.rows(reach.scope(part.of)).count()
            if count:
                found.append((str(part.label), f"data/{part.model}.json", count))
    return found
