"""What routing adds to the frame and the inbox, and what it waits for."""

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.core.addresses import address
from unsilo.inbox import ports
from unsilo.routing import following, lines, questions, signs
from unsilo.routing.models import Promise
from unsilo.routing.services.due import wake_rules
from unsilo.triage.ports import register_after_reading
from unsilo.ui.counts import count, register_count
from unsilo.ui.navigation import NavItem, register_settings_page


def _places(request: HttpRequest) -> list[NavItem]:
    return [
        NavItem(
            label=_("Promises"),
            url=address("routing:promises"),
            icon="clock",
            count=count(request, "promises"),
            hot=count(request, "late promises") > 0,
        )
    ]


def _own_promises(request: HttpRequest) -> QuerySet[Promise] | None:
    """Open ones that the user keeps."""
    if not isinstance(request.user, User):
        return None
    return Promise.objects.unsettled().filter(owner=request.user)


def _late_promises(request: HttpRequest) -> QuerySet[Promise] | None:
    own = _own_promises(request)
    return None if own is None else own.filter(due_at__lt=Now())


def connect() -> None:
    """Register; called once when Django starts."""
    register_count("promises", _own_promises)
    register_count("late promises", _late_promises)
    following.connect()
    lines.connect()
    register_after_reading(wake_rules)
    ports.register_row_signs(signs.row_signs, first=True)
    ports.register_head_part(signs.head_part)
    ports.register_head_strip(signs.head_strip)
    ports.register_message_parts(signs.message_parts)
    ports.register_places(_places)
    ports.register_question(questions.clock_question())
    ports.register_action(
        ports.ConversationAction(_("Hand to another desk"), "forward", "routing:hand-off", "x")
    )
    ports.register_action(
        ports.ConversationAction(_("Promise something"), "clock", "routing:promise", "b")
    )
    ports.register_composer_tool(
        ports.ComposerTool(_("Promise in this answer"), "clock", "routing:promise-in-answer")
    )
    ports.register_assets(styles=["routing/css/routing.css"])
    register_settings_page(
        _("Routing"), _("Rules"), "routing:rules", "split", ("admin", "lead"), order=40
    )
    register_settings_page(
        _("Routing"), _("Service levels"), "routing:levels", "clock", ("admin", "lead"), order=41
    )
    register_settings_page(
        _("Routing"), _("Business hours"), "routing:hours", "calendar", ("admin", "lead"), order=42
    )
