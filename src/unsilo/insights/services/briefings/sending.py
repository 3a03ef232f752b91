"""A briefing as a letter to colleagues. Each gets what they may read."""

import base64
from collections.abc import Sequence
from email.mime.image import MIMEImage

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.letters import send_waiting
from unsilo.accounts.models import SendState, User
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.jobs import wake
from unsilo.insights.models import Briefing, BriefingReader
from unsilo.insights.queries.briefings import as_markdown, edition
from unsilo.insights.services.briefings.writing import draw

SEND = "insights.send_briefings"


@transaction.atomic
def send_briefing(briefing: Briefing, *, users: Sequence[User], by: Actor) -> int:
    """Have it sent to these colleagues; who can't see the brand is refused."""
    if not users:
        raise Invalid(_("Choose who gets it."), field="users")
    for user in users:
        if not Access.of(user).sees_brand(briefing.brand_id):
            raise Invalid(
                _("%(name)s does not see this brand.") % {"name": user.name}, field="users"
            )
    now = timezone.now()
    for user in users:
        BriefingReader.objects.update_or_create(
            briefing=briefing,
            user=user,
            defaults={
                "state": SendState.WAITING, "next_try_at": now, "attempts": 0, "note": "",
            },
        )  # fmt: skip
    events.record(
        "briefing.sent",
        by=by,
        brand_id=briefing.brand_id,
        data={"briefing": briefing.pk, "to": [user.pk for user in users]},
    )
    wake(SEND, lock=SEND)
    return len(users)


def send_due() -> int:
    return send_waiting(BriefingReader, _letter)


def _letter(reader: BriefingReader) -> EmailMultiAlternatives:
    if not reader.briefing.pictures:
        draw([reader.briefing])
    return letter(reader.briefing, reader.user)


def letter(briefing: Briefing, user: User) -> EmailMultiAlternatives:
    """Text and HTML, with the charts as pictures inside."""
    shown = edition(briefing, Access.of(user))
    context = {
        "shown": shown,
        "home": settings.PUBLIC_URL,
        "url": settings.PUBLIC_URL + briefing.get_absolute_url(),
    }
    subject = _("%(brand)s, week %(week)s: briefing") % {
        "brand": briefing.brand,
        "week": briefing.week,
    }
    text = f"{as_markdown(shown)}\n\n{context['url']}\n"
    made = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
    made.attach_alternative(render_to_string("insights/briefing_letter.html", context), "text/html")
    made.mixed_subtype = "related"  # type: ignore[attr-defined]  # not in the stubs
    for chart in shown.charts:
        if chart.png:
            picture = MIMEImage(base64.b64decode(chart.png), "png")
            picture.add_header("Content-ID", f"<{chart.key}@briefing>")
            picture.add_header("Content-Disposition", "inline", filename=f"{chart.key}.png")
            made.attach(picture)
    return made
