"""Letters unsilo itself writes to colleagues: a folder each with subject.txt, body.txt, body.html."""

import logging
import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

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


def dispatch(letter: EmailMessage) -> bool:
    """Hand a letter to the mail server; the console backend counts as not sent."""
    try:
        letter.send()
    except (OSError, smtplib.SMTPException):
        logger.exception("The letter to %s was not accepted", ", ".join(letter.to))
        return False
    return "console" not in settings.EMAIL_BACKEND
