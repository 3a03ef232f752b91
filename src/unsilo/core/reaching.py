"""Why another computer could not be reached, in words that say what to look at."""

import errno
import imaplib
import smtplib
import socket
import ssl
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SIGN_IN_REFUSED = gettext_lazy(
    "It did not accept the user name or the password. Some providers want a password made for programs."
)
SIGN_IN_LATER = gettext_lazy("It lets nobody sign in just now.")

_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}
_HUNG_UP = (
    ConnectionResetError,
    ConnectionAbortedError,
    BrokenPipeError,
    EOFError,
    smtplib.SMTPServerDisconnected,
    imaplib.IMAP4.abort,
)


def in_words(error: BaseException) -> str:
    """A sentence for what broke a connection; "" for what is no matter of the line."""
    for cause in _causes(error):
        if said := _said(cause):
            return said
    return ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it, the first cause first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return reversed(chain)


def _said(error: BaseException) -> str:
    match error:
        case ConnectionRefusedError():
            return _(
                "The connection was refused. Is the port right, and does a server listen there?"
            )
        case socket.gaierror(errno=socket.EAI_AGAIN):
            return _("Names can't be looked up just now. Is this machine connected?")
        case socket.gaierror():
            return _("There is no server of this name. Is it spelled right?")
        case TimeoutError():
            return _("It did not answer in time. Is the port right, or is a firewall in between?")
        case ssl.SSLCertVerificationError():
            return _("Its certificate is not valid: %(why)s.") % {"why": error.verify_message}
        case ssl.SSLError():
            return _("No secure connection came about. Do port and encryption belong together?")
        case OSError() if error.errno in _UNREACHABLE:
            return _("There is no way to it from here. Is this machine connected?")
        case _ if isinstance(error, _HUNG_UP):
            return _("It hung up in the middle.")
    return ""
