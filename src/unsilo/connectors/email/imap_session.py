"""A signed-in IMAP connection that can't hang: every command has a time-out and a deadline.

The socket time-out ends a silent server; the deadline ends one that keeps dribbling bytes.
"""

import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Iterator

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from unsilo.connectors.email.oauth import AccessTokens
from unsilo.connectors.email.settings import Security, Server
from unsilo.core.errors import ConnectorError
from unsilo.core.reaching import SIGN_IN_LATER, SIGN_IN_REFUSED, in_words

CONNECT_TIMEOUT = 20.0
COMMAND_TIMEOUT = 60.0
COMMAND_DEADLINE = 180.0
GOODBYE_TIMEOUT = 5.0
_FOR_A_WHILE = ("[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "TRY AGAIN", "TEMPORAR", "TOO MANY")

# What a broken line looks like; anything else of IMAPClientError is the server saying no.
BROKEN_LINE = (IMAPClientAbortError, OSError)
# A "no", or an answer that can't be understood.
REFUSAL = (IMAPClientError, ValueError, UnicodeError)

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def session(server: Server, tokens: AccessTokens) -> Iterator[IMAPClient]:
    """Connect and sign in; what goes wrong inside leaves as ``ConnectorError``."""
    client: IMAPClient | None = None
    try:
        client = _connect(server)
        _sign_in(client, server, tokens)
        yield client
        _say_goodbye(client)
    except LoginError as error:
        if isinstance(error.__context__, BROKEN_LINE):  # nobody has said no
            raise _broken(server, error.__context__) from error
        told = str(error).strip("b'\"")
        later = any(word in told.upper() for word in _FOR_A_WHILE)
        words = SIGN_IN_LATER if later else SIGN_IN_REFUSED
        raise ConnectorError(f"{server}: {words}", permanent=not later, original=told) from error
    except (*BROKEN_LINE, *REFUSAL) as error:
        raise _broken(server, error) from error
    finally:
        if client is not None:
            with contextlib.suppress(*BROKEN_LINE):
                client.shutdown()


def _broken(server: Server, error: Exception) -> ConnectorError:
    original = str(error) or type(error).__name__
    return ConnectorError(
        f"{server}: {in_words(error) or original}",
        permanent=isinstance(error, ssl.SSLCertVerificationError),
        original=original,
    )


@contextlib.contextmanager
def deadline(client: IMAPClient, seconds: float = COMMAND_DEADLINE) -> Iterator[None]:
    """Break the line when what is inside takes longer than ``seconds``."""
    timer = threading.Timer(seconds, _break_line, [client.socket()])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _break_line(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _connect(server: Server) -> IMAPClient:
    client = IMAPClient(
        server.host,
        port=server.port,
        ssl=server.security is Security.TLS,
        timeout=SocketTimeout(connect=CONNECT_TIMEOUT, read=COMMAND_TIMEOUT),
    )
    client.normalise_times = False
    # Commands leave in pieces; without this each waits 40 ms for the answer to the one before.
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if server.security is Security.STARTTLS:
        try:
            with deadline(client):
                client.starttls(ssl.create_default_context())
        except BaseException:
            client.shutdown()
            raise
    return client


def _sign_in(client: IMAPClient, server: Server, tokens: AccessTokens) -> None:
    with deadline(client):
        if not server.oauth:
            client.login(server.username, server.password)
            return
        try:
            client.oauth2_login(server.username, tokens.get())
        except LoginError:
            # Servers forget tokens before their time; a new one decides.
            tokens.forget()
            client.oauth2_login(server.username, tokens.get())


def _say_goodbye(client: IMAPClient) -> None:
    with contextlib.suppress(*BROKEN_LINE, *REFUSAL):
        client.socket().settimeout(GOODBYE_TIMEOUT)
        client.logout()
