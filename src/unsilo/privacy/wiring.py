"""What privacy adds to the settings, the inbox and the timelines."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.core.kept import Kept
from unsilo.core.models import Event
from unsilo.inbox import ports
from unsilo.inbox.models import Conversation
from unsilo.people.timeline import describe
from unsilo.privacy import erasing
from unsilo.privacy.models import Hold
from unsilo.ui.icons import icon
from unsilo.ui.navigation import register_settings_page


def connect() -> None:
    """Register; called once when Django starts."""
    erasing.connect()
    section, roles = _("Privacy"), ("admin", "lead")
    register_settings_page(
        section, _("Exports and erasures"), "privacy:requests", "shield", roles, order=60
    )
    register_settings_page(section, _("Retention"), "privacy:retention", "clock", roles, order=61)
    ports.register_action(
        ports.ConversationAction(_("Put on hold"), "lock", "privacy:hold", for_leads=True)
    )
    ports.register_head_strip(_strip)
    ports.register_line("conversation.held", ports.Line("lock", _held))
    ports.register_line("conversation.released", ports.Line("lock", _released))
    ports.register_line("conversation.erased", ports.Line("shield", _erased))
    describe("person.erasure_asked", "shield", lambda e: _now("To be erased"), tone="danger")
    describe("person.erasure_cancelled", "shield", lambda e: _now("Erasure taken back"))
    describe("person.erased", "shield", lambda e: _now("Erased"), tone="danger")
    describe("person.exported", "download", lambda e: _now("All we hold was exported"))
    describe("person.export_downloaded", "download", lambda e: _now("The export was downloaded"))


_holds = Kept(
    lambda conversation: Hold.objects.filter(
        conversation=conversation, ended_at__isnull=True
    ).order_by("pk")[:1],
    int,
)


def _strip(access: Access, conversation: Conversation, can_work: bool) -> SafeString:
    """Why it is kept, as long as it is; and that nothing is left, where nothing is."""
    if conversation.erased_at is not None:
        words = _now(
            "Erased. What was said, by whom, and the files are gone; numbers still count it."
        )
        return format_html('<div class="banner round">{}<p>{}</p></div>', icon("shield"), words)
    held = _holds.first(conversation.pk)
    if held is None:
        return SafeString()
    tool = SafeString()
    if can_work and access.is_lead:
        tool = format_html(
            '<button class="btn quiet sm push" type="button" hx-get="{}" hx-target="#dialog">{}</button>',
            reverse("privacy:hold", args=[conversation.pk]),
            _now("Release"),
        )
    words = _now("On hold: %(why)s") % {"why": held.reason}
    return format_html('<div class="banner round">{}<p>{}</p>{}</div>', icon("lock"), words, tool)


def _held(event: Event, desks: Mapping[int, str]) -> str:
    return _now("put it on hold: %(why)s") % {"why": event.data["reason"]}


def _released(event: Event, desks: Mapping[int, str]) -> str:
    return _now("released the hold")


def _erased(event: Event, desks: Mapping[int, str]) -> str:
    return _now("erased what was said")
