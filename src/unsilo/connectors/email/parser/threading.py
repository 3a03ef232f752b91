"""Which mails a mail belongs to: message ids and the signed reply token, never a subject."""

import re
from collections.abc import Iterable, Mapping

from unsilo.connectors.email import limits
from unsilo.connectors.email.parser.headers import Headers, find_ids

# Where mail servers note the address that was really written to.
ADDRESS_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
_OWN_ID = re.compile(r"([A-Za-z0-9_-]{8,})\.\d+\.\d+@(.+)\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}\Z")


def own_message_id(token: str, conversation_id: int, message_id: int, domain: str) -> str:
    """The id of an answer: carries the token for programs that lose the reply address."""
    return f"{token}.{conversation_id}.{message_id}@{domain}"


def token_in_id(message_id: str) -> str:
    match = _OWN_ID.match(message_id)
    return match.group(1) if match else ""


def token_address(address: str, token: str) -> str:
    """ "help@example.org" as "help+TOKEN@example.org"; empty when a mail server would refuse it."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+{token}"
    return f"{tagged}@{domain}" if len(tagged) <= 64 else ""


def token_in_address(address: str, own: Iterable[str]) -> str:
    """The token in an address of ours, "" when the address is another one or has none."""
    local, _, domain = address.rpartition("@")
    base, plus, tag = local.partition("+")
    if plus and _TOKEN.match(tag) and f"{base}@{domain}".casefold() in own:
        return tag
    return ""


def without_tag(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def direct_parent(headers: Headers) -> str:
    ids = find_ids(headers.raw("in-reply-to"))
    return ids[0] if ids else ""


def ancestors(headers: Headers) -> tuple[str, ...]:
    """Every ancestor the mail names, oldest first; of very many the first and the last."""
    ids = [message_id for value in headers.raw_all("references") for message_id in find_ids(value)]
    ids += find_ids(headers.raw("in-reply-to"))
    unique = tuple(dict.fromkeys(ids))
    if len(unique) <= limits.MAX_REFERENCES:
        return unique
    half = limits.MAX_REFERENCES // 2
    return unique[:half] + unique[-half:]


def reply_token(
    headers: Headers,
    references: tuple[str, ...],
    *,
    own: frozenset[str],
    envelope: Mapping[str, object],
) -> str:
    """The token the answer brings back, unverified.

    An address of ours beats an id: it is what the writer chose to answer to. Among ids those of our
    own domains come first, the youngest first.
    """
    recipients = [address.value for address in headers.addresses(*ADDRESS_HEADERS)]
    recipients += [str(value) for value in _as_list(envelope.get("recipients"))]
    for address in recipients:
        token = token_in_address(address, own)
        if token:
            return token
    domains = {address.rpartition("@")[2] for address in own}
    newest_first = references[::-1]
    for mine in (True, False):
        for message_id in newest_first:
            if (message_id.rpartition("@")[2].casefold() in domains) is mine:
                token = token_in_id(message_id)
                if token:
                    return token
    return ""


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []
