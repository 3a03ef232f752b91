"""Letters unsilo itself writes to colleagues: a folder each with subject.txt, body.txt, body.html."""

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Posted, SendState

TRIES = 5

Row = TypeVar("Row", bound=Posted)

logger = logging.getLogger(__name__)


def send_letter(name: str, *, to: str, context: dict[str, Any]) -> bool:
    """Send one letter now; False when no mail server is set up or it refused, which is logged."""
    context = {**context, "home": settings.PUBLIC_URL}
    folder = f"accounts/letters/{name}"
    subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
    letter = EmailMultiAlternatives(
        subject, render_to_string(f"{folder}/body.txt", context), settings.DEFAULT_FROM_EMAIL, [to]
    )
    letter.attach_alternative(render_to_string(f"{folder}/body.html", context), "text/html")
    return dispatch(letter)


def can_write() -> bool:
    """Whether a mail server is set up, so that letters reach anybody."""
    return "console" not in settings.EMAIL_BACKEND


def dispatch(letter: EmailMessage) -> bool:
    """Hand a letter to the mail server; the console backend counts as not sent."""
    try:
        letter.send()
    except (OSError, smtplib.SMTPException):
        logger.exception("The letter to %s was not accepted", ", ".join(letter.to))
        return False
    return can_write()


def send_waiting(rows: type[Row], write: Callable[[Row], EmailMessage]) -> int:
    """Send the letters of rows whose time has come, each claimed in a transaction of its own.

    Should we die over one, or should it be refused, it is tried again later.
    """
    sent = 0
    while row := _claimed(rows):
        sent += _send(row, write)
    return sent


def _claimed(rows: type[Row]) -> Row | None:
    now = timezone.now()
    with transaction.atomic():
        waiting = rows._default_manager.filter(state=SendState.WAITING, next_try_at__lte=now)
        row = waiting.select_for_update(skip_locked=True).order_by("next_try_at", "id").first()
        if row is not None:
            row.attempts += 1
            row.next_try_at = now + timedelta(minutes=2**row.attempts)
            row.save(update_fields=["attempts", "next_try_at"])
    return row


def _send(row: Row, write: Callable[[Row], EmailMessage]) -> bool:
    accepted, note = False, _("The mail server did not take it.")
    try:
        accepted = dispatch(write(row))
    except Exception:  # one that can't be written must not keep back those behind it
        logger.exception("The letter of %s %s can't be written", row._meta.label, row.pk)
        note = _("It could not be written.")
    if accepted:
        row.state, row.sent_at, row.note, row.next_try_at = SendState.SENT, timezone.now(), "", None
    else:
        row.note = note
        if row.attempts >= TRIES:
            row.state, row.next_try_at = SendState.FAILED, None
    row.save(update_fields=["state", "sent_at", "note", "next_try_at"])
    return accepted
