"""Clocks, duties and rules as signs: in rows of lists, in the head of a conversation, below messages."""

from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.inbox.models import Conversation, Message
from unsilo.routing.queries.standing import Due, duties, first_reply, nearest, runs_on
from unsilo.ui.icons import icon
from unsilo.ui.templatetags.ui import clock


def row_signs(conversation_ids: Sequence[int]) -> dict[int, list[SafeString]]:
    """The nearest clock of each conversation: a number, late in words."""
    return {pk: [_sign(due)] for pk, due in nearest(conversation_ids).items()}


def _sign(due: Due) -> SafeString:
    return format_html(
        '<span class="due-sign"><span class="vh">{}: </span>{}</span>',
        due.kind.label,
        clock(due.due_at, since=due.started_at),
    )


def head_part(conversation: Conversation, can_work: bool) -> SafeString:
    """When the first reply is due, as long as there is none."""
    due = first_reply(conversation)
    if due is None:
        return SafeString()
    return format_html(
        '<span class="rowf gap-2 due-fact"><span class="faint">{}</span>{}</span>',
        due.kind.label,
        clock(due.due_at, since=due.started_at),
    )


def head_strip(access: Access, conversation: Conversation, can_work: bool) -> SafeString:
    """What is open on this conversation, each with what can be done about it."""
    found = duties(access, conversation)
    if found.is_empty:
        return SafeString()
    context = {"duties": found, "conversation": conversation, "can_work": can_work}
    return SafeString(render_to_string("routing/duties.html", context))


_RUN = (
    '<p class="ruled small faint">{} {}'
    '<button class="linkish" type="button" hx-post="{}" hx-target="#conv-top"'
    ' hx-swap="outerHTML show:none" hx-include="#seen">{}</button></p>'
)


def message_parts(access: Access, messages: Sequence[Message]) -> Mapping[int, SafeString]:
    """Which rules ran because of a message, to be taken back."""
    parts: dict[int, SafeString] = {}
    for run in runs_on(messages) if access.can_write else ():
        said = format_html_join(
            "",
            _RUN,
            [
                (
                    icon("zap"),
                    _("Rule “%(name)s” ran.") % {"name": run.rule.name},
                    reverse("routing:undo-run", args=[run.pk]),
                    _("Take back"),
                )
            ],
        )
        parts[run.message_id] = parts.get(run.message_id, SafeString()) + said
    return parts
