"""Handing a mail to a server, once.

Until the final dot of DATA nothing is accepted and the next server, or a later attempt, may try. From
the dot on until the answer the outcome is unknown: that is ``UncertainDelivery``, never a second try.
"""

import contextlib
import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from unsilo.channels.contract import (
    CheckResult,
    DeliveryReceipt,
    RecipientResult,
    UncertainDelivery,
)
from unsilo.connectors.email.compose import Composed
from unsilo.connectors.email.limits import MEGABYTE
from unsilo.connectors.email.oauth import AccessTokens, xoauth2
from unsilo.connectors.email.settings import Security, Server
from unsilo.core.errors import ConnectorError
from unsilo.core.logs import brief
from unsilo.core.reaching import SIGN_IN_LATER, SIGN_IN_REFUSED, in_words

CONNECT_TIMEOUT = 20.0
COMMAND_TIMEOUT = 60.0
DATA_TIMEOUT = 300.0  # for the answer after the final dot, when servers scan the mail
GOODBYE_TIMEOUT = 5.0
_TOO_LARGE = 552

logger = logging.getLogger(__name__)


class _Refused(Exception):
    """This server took nothing. ``of_mail``: because of the mail, so the channel is fine."""

    def __init__(
        self, reason: str, *, permanent: bool = False, of_mail: bool = False, original: str = ""
    ) -> None:
        super().__init__(reason)
        self.original = original
        self.permanent = permanent
        self.of_mail = of_mail


def send(
    mail: Composed, servers: Sequence[Server], tokens: AccessTokens, *, external_id: str
) -> DeliveryReceipt:
    """Try the servers in order; the first that gives a verdict on the recipients ends it.

    Raises ``ConnectorError`` when no server took the mail, ``UncertainDelivery`` when one broke off
    after all of it was handed over. What is refused for good, single addresses or this very mail, is
    in the receipt: trying again would not help, and the channel is in order.
    """
    unusable = tuple(
        RecipientResult(address, False, "This is not an e-mail address.", permanent=True)
        for address in mail.unusable
    )
    if not mail.recipients:
        return DeliveryReceipt(external_id, unusable)
    failures: list[_Refused] = []
    for server in servers:
        try:
            results = _hand_over(server, mail, tokens)
        except _Refused as refused:
            logger.warning("%s did not take %s, whose page says why", server, external_id)
            failures.append(refused)
            continue
        return DeliveryReceipt(external_id, (*results, *unusable), via=str(server))
    reason = " ".join(
        f"{server}: {refused}" for server, refused in zip(servers, failures, strict=True)
    )
    if all(refused.of_mail for refused in failures):
        refusals = (
            RecipientResult(a, False, reason, permanent=True) for a in mail.recipients.values()
        )
        return DeliveryReceipt(external_id, (*refusals, *unusable))
    raise ConnectorError(
        reason,
        permanent=all(refused.permanent for refused in failures),
        original=" ".join(refused.original for refused in failures),
    )


def check(server: Server, tokens: AccessTokens, *, domain: str) -> list[CheckResult]:
    label = _("Outgoing mail through %(server)s") % {"server": server}
    try:
        with _session(server, tokens, domain) as session:
            limit = _size_limit(session)
    except _Refused as refused:
        return [CheckResult(label, False, str(refused), refused.original)]
    detail = _("Takes mail up to %(size)s MB.") % {"size": limit // MEGABYTE} if limit else ""
    return [CheckResult(label, True, detail)]


def _hand_over(server: Server, mail: Composed, tokens: AccessTokens) -> tuple[RecipientResult, ...]:
    with _session(server, tokens, mail.sender.rpartition("@")[2]) as session:
        limit = _size_limit(session)
        if limit and len(mail.content) > limit:
            raise _Refused(f"It takes mail up to {limit // MEGABYTE} MB only.", of_mail=True)
        code, answer = session.mail(mail.sender, _options(session, mail))
        if code != 250:
            raise _Refused(_said(code, answer), permanent=code >= 500, of_mail=code == _TOO_LARGE)
        results = []
        for recipient, address in mail.recipients.items():
            code, answer = session.rcpt(recipient)
            if code == 421:
                raise _Refused(_said(code, answer))
            taken = code in (250, 251, 252)
            reason = "" if taken else _said(code, answer)
            results.append(RecipientResult(address, taken, reason, permanent=code >= 500))
        if all(result.permanent for result in results):
            return tuple(results)
        if not any(result.accepted for result in results):
            raise _Refused(" ".join(dict.fromkeys(result.reason for result in results)))
        refusal = _data(session, mail.content)
        if not refusal:
            return tuple(results)
        code, answer = refusal
        if code < 500:
            raise _Refused(_said(code, answer))
        return tuple(
            RecipientResult(r.address, False, r.reason or _said(code, answer), permanent=True)
            for r in results
        )


def _data(session: smtplib.SMTP, content: bytes) -> tuple[int, bytes] | None:
    """Send the mail; None when it was accepted, else the server's refusal."""
    code, answer = session.docmd("DATA")
    if code != 354:
        return code, answer
    session.send(content.replace(b"\r\n.", b"\r\n.."))
    try:
        _set_timeout(session, DATA_TIMEOUT)
        session.send(b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
        code, answer = session.getreply()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("the line broke after the final dot: %s", brief(error))
        raise UncertainDelivery(
            _("The line broke after the whole mail was handed over.")
        ) from error
    if 200 <= code < 300:
        return None
    if 400 <= code < 600:
        return code, answer
    raise UncertainDelivery(
        _("The server's answer to the whole mail makes no sense: %(answer)s")
        % {"answer": _said(code, answer)}
    )


@contextlib.contextmanager
def _session(server: Server, tokens: AccessTokens, domain: str) -> Iterator[smtplib.SMTP]:
    """A connection that has said hello, is encrypted and signed in as configured.

    Whatever breaks inside becomes ``_Refused``; only ``_data`` knows a moment when that is not true.
    """
    session: smtplib.SMTP | None = None
    try:
        session = _connect(server, domain)
        _sign_in(session, server, tokens)
        yield session
        with contextlib.suppress(OSError, smtplib.SMTPException):
            _set_timeout(session, GOODBYE_TIMEOUT)
            session.quit()
    except smtplib.SMTPAuthenticationError as error:
        permanent = error.smtp_code >= 500
        raise _Refused(
            str(SIGN_IN_REFUSED if permanent else SIGN_IN_LATER),
            permanent=permanent,
            original=_said(error.smtp_code, error.smtp_error),
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise _Refused(str(error), permanent=True) from error
    except smtplib.SMTPResponseException as error:
        raise _Refused(_said(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        original = str(error) or type(error).__name__
        raise _Refused(
            in_words(error) or original,
            permanent=isinstance(error, ssl.SSLCertVerificationError),
            original=original,
        ) from error
    except ConnectorError as error:
        raise _Refused(
            error.message, permanent=error.permanent, original=error.data.get("original", "")
        ) from error
    finally:
        if session is not None:
            session.close()


def _connect(server: Server, domain: str) -> smtplib.SMTP:
    session: smtplib.SMTP
    if server.security is Security.TLS:
        session = smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=domain,
            timeout=CONNECT_TIMEOUT,
            context=ssl.create_default_context(),
        )
    else:
        session = smtplib.SMTP(
            server.host, server.port, local_hostname=domain, timeout=CONNECT_TIMEOUT
        )
    try:
        _set_timeout(session, COMMAND_TIMEOUT)
        if session.sock is not None:  # else the final dot waits 40 ms for its turn
            session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            session.starttls(context=ssl.create_default_context())
            session.ehlo()
    except BaseException:
        session.close()
        raise
    return session


def _sign_in(session: smtplib.SMTP, server: Server, tokens: AccessTokens) -> None:
    if not server.username:
        return
    if not server.oauth:
        session.login(server.username, server.password)
        return
    try:
        _sign_in_with_token(session, server.username, tokens.get())
    except smtplib.SMTPAuthenticationError:
        tokens.forget()
        _sign_in_with_token(session, server.username, tokens.get())


def _sign_in_with_token(session: smtplib.SMTP, username: str, token: str) -> None:
    # A refusal comes as a second challenge, which an empty line answers.
    session.auth(
        "XOAUTH2",
        lambda challenge=None: xoauth2(username, token) if challenge is None else "",
    )


def _options(session: smtplib.SMTP, mail: Composed) -> list[str]:
    options = [f"SIZE={len(mail.content)}"] if session.has_extn("size") else []
    if mail.smtputf8:
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return options


def _size_limit(session: smtplib.SMTP) -> int:
    size = session.esmtp_features.get("size", "")
    return int(size) if size.isdigit() else 0


def _set_timeout(session: smtplib.SMTP, seconds: float) -> None:
    if session.sock is not None:
        session.sock.settimeout(seconds)


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())[:500]}"
