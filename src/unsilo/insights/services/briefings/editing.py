"""What people make of a briefing: words, marks, and that they have read it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid, NotFound
from unsilo.inbox.models import Conversation
from unsilo.insights.models import (
    Briefing,
    BriefingItem,
    BriefingReader,
    BriefingSection,
    SectionRevision,
)

LONGEST = 20_000


def section_for(access: Access, pk: int) -> BriefingSection:
    """A section to be changed. Raises ``NotFound`` and ``Forbidden``."""
    section = (
        BriefingSection.objects.select_related("briefing__brand", "edited_by").filter(pk=pk).first()
    )
    if section is None:
        raise NotFound
    Briefing.objects.get_for(access, section.briefing_id)
    access.require_write()
    return section


def item_for(access: Access, pk: int) -> BriefingItem:
    item = BriefingItem.objects.select_related("section__briefing").filter(pk=pk).first()
    if item is None:
        raise NotFound
    Briefing.objects.get_for(access, item.section.briefing_id)
    if item.conversation_id is not None:
        Conversation.objects.get_for(access, item.conversation_id)
    access.require_write()
    return item


@transaction.atomic
def edit_section(
    section: BriefingSection, *, text: str, version: int | None, user: User, by: Actor,
    at: datetime | None = None,
) -> BriefingSection:  # fmt: skip
    """Put other words into a section. Raises ``Conflict`` when somebody was quicker."""
    section = BriefingSection.objects.select_for_update().get(pk=section.pk)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Invalid(_("This is too long."), field="text")
    if version is not None and version != section.version:
        raise Conflict(_("Somebody changed this section meanwhile. Your words are still here."))
    if text == section.text:
        return section
    _keep(section, by=by, at=at)
    section.text, section.edited_by, section.edited_at = text, user, at or timezone.now()
    section.version += 1
    section.save()
    _record("briefing.edited", section, by=by, at=at)
    return section


@transaction.atomic
def undo_section(section: BriefingSection, *, by: Actor) -> BriefingSection:
    """Bring back what stood there before the last change."""
    section = BriefingSection.objects.select_for_update().get(pk=section.pk)
    before = section.revisions.first()
    if before is None:
        raise Conflict(_("Nothing was changed here."))
    section.text = before.text
    if not before.was_edited:
        section.edited_by = section.edited_at = None
        section.text = section.drafted
    section.version += 1
    section.save()
    before.delete()
    _record("briefing.undone", section, by=by)
    return section


@transaction.atomic
def take_draft(section: BriefingSection, *, by: Actor) -> BriefingSection:
    """Give up the edited words for those written from the data."""
    section = BriefingSection.objects.select_for_update().get(pk=section.pk)
    if section.edited_at is None:
        return section
    _keep(section, by=by)
    section.text, section.edited_by, section.edited_at = section.drafted, None, None
    section.version += 1
    section.save()
    _record("briefing.edited", section, by=by)
    return section


@transaction.atomic
def mark_used(
    item: BriefingItem, *, used_for: str, user: User, by: Actor, at: datetime | None = None
) -> BriefingItem:
    """Say what became of an item."""
    used_for = used_for.strip()
    if not used_for:
        raise Invalid(_("Say what it was used for."), field="used_for")
    item.used_for, item.used_by, item.used_at = used_for[:200], user, at or timezone.now()
    item.save(update_fields=["used_for", "used_by", "used_at"])
    _record("briefing.used", item.section, by=by, at=at, item=item.pk, used_for=item.used_for)
    return item


@transaction.atomic
def mark_unused(item: BriefingItem, *, by: Actor) -> BriefingItem:
    item.used_for, item.used_by, item.used_at = "", None, None
    item.save(update_fields=["used_for", "used_by", "used_at"])
    _record("briefing.unused", item.section, by=by, item=item.pk)
    return item


@transaction.atomic
def mark_read(briefing: Briefing, *, user: User, by: Actor, at: datetime | None = None) -> bool:
    """Note that somebody opened it; whether that was the first time."""
    reader, _made = BriefingReader.objects.get_or_create(briefing=briefing, user=user)
    if reader.read_at is not None:
        return False
    reader.read_at = at or timezone.now()
    reader.save(update_fields=["read_at"])
    events.record(
        "briefing.read", by=by, brand_id=briefing.brand_id, data={"briefing": briefing.pk}, at=at
    )
    return True


def _keep(section: BriefingSection, *, by: Actor, at: datetime | None = None) -> None:
    SectionRevision.objects.create(
        section=section,
        text=section.text,
        was_edited=section.edited_at is not None,
        by=by.label,
        at=at or timezone.now(),
    )


def _record(
    kind: str, section: BriefingSection, *, by: Actor, at: datetime | None = None, **data: object
) -> None:
    events.record(
        kind,
        by=by,
        brand_id=section.briefing.brand_id,
        data={"briefing": section.briefing_id, "section": section.key, **data},
        at=at,
    )
