"""Write, edit, send and read briefings."""

from unsilo.insights.services.briefings.editing import (
    edit_section,
    mark_read,
    mark_unused,
    mark_used,
    take_draft,
    undo_section,
)
from unsilo.insights.services.briefings.sending import send_briefing, send_due
from unsilo.insights.services.briefings.writing import (
    catch_up,
    draw,
    draw_due,
    write,
    write_due,
)

__all__ = [
    "catch_up",
    "draw",
    "draw_due",
    "edit_section",
    "mark_read",
    "mark_unused",
    "mark_used",
    "send_briefing",
    "send_due",
    "take_draft",
    "undo_section",
    "write",
    "write_due",
]
