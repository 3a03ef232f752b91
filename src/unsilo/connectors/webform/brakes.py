"""Against floods and robots, without a puzzle for people.

A hidden field that only robots fill in and a form sent faster than anybody types mark a message as
suspected spam: it is kept, and the sender sees the same thanks. A flood is refused with 429.
"""

import secrets
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from unsilo.channels import public

SALT = "unsilo.webform"
FASTEST = timedelta(seconds=3)
OPEN_FOR = timedelta(hours=24)

HOUR = timedelta(hours=1)
LOOK_BACK = 500  # messages in which a visitor's are counted

# How many of one visitor are taken in which time.
PER_VISITOR = ((5, timedelta(minutes=10)), (20, timedelta(hours=24)))


def opened_now() -> str:
    """A token that says when a form was opened; goes into the form."""
    return signing.dumps({"at": timezone.now().timestamp(), "id": secrets.token_hex(8)}, salt=SALT)


class Stale(Exception):
    """The form was open for too long, or was not opened here."""


def read_token(token: str) -> tuple[str, timedelta]:
    """The form's id and for how long it was open. Raises ``Stale``."""
    try:
        opened = signing.loads(token, salt=SALT)
        age = timedelta(seconds=timezone.now().timestamp() - opened["at"])
    except (signing.BadSignature, KeyError, TypeError) as error:
        raise Stale from error
    if not timedelta(0) <= age <= OPEN_FOR:
        raise Stale
    return opened["id"], age


def suspicion(*, trap: str, age: timedelta) -> str:
    """Why this looks like a robot, "" when it doesn't."""
    reasons = []
    if age < FASTEST:
        reasons.append(f"filled in within {age.total_seconds():.1f} s")
    if trap:
        reasons.append("filled in the hidden field")
    return ", ".join(reasons)


def visitor_mark(address: str) -> str:
    """Who it was, for a day: the address can't be read from it. IPv6 by network, not by host.

    "" when there is no address, as over a unix socket: then nobody is told from anybody.
    """
    whole = address
    try:
        if ip_address(address).version == 6:
            whole = str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        return ""
    return salted_hmac(SALT, f"{whole} {timezone.now():%Y-%m-%d}").hexdigest()[:20]


def is_flooded(channel: public.OpenChannel, *, visitor: str, per_hour: int) -> bool:
    """Whether this visitor, or everybody together, sent enough for now."""
    now = timezone.now()
    newest = public.newest_arrivals(channel, max(per_hour, LOOK_BACK))
    if sum(at > now - HOUR for at, _who in newest) >= per_hour:
        return True
    theirs = [at for at, who in newest if visitor and who == visitor]
    return any(sum(at > now - within for at in theirs) >= most for most, within in PER_VISITOR)
