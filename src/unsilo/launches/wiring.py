"""What things and campaigns add to the frame and the inbox."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from unsilo.inbox import ports
from unsilo.inbox.models import Conversation
from unsilo.launches.queries.pages import ads_of, campaign_of
from unsilo.library.shelves import Shelf, register_shelf
from unsilo.ui.icons import icon


def connect() -> None:
    """Register; called once when Django starts."""
    register_shelf(Shelf("things", _("Things"), "launches:things", "tag"))
    ports.register_head_part(_campaign)
    ports.register_question(
        ports.Question(
            "campaign",
            _("Campaign"),
            "campaign:autumn-table",
            _("comments under the ads of a campaign, by its key"),
            _under_campaign,
            lambda access: (),
        )
    )


def _campaign(conversation: Conversation, can_work: bool) -> SafeString:
    """In the head of a comment under an ad: the campaign it belongs to."""
    found = campaign_of(conversation)
    if found is None:
        return SafeString()
    url = reverse("launches:campaign", args=[found.pk])
    chip = '<span class="tags"><a class="chip" href="{}">{}{}</a></span>'
    return format_html(chip, url, icon("ad"), found.name)


def _under_campaign(word: str) -> QuerySet[Any, Any] | None:
    if not word:
        return None
    return Conversation.objects.filter(ad__in=ads_of([word.upper()]).values("pk")).values("id")
