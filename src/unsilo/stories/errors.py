"""What stories refuse."""

from unsilo.core.errors import Conflict, Forbidden


class NoConsent(Forbidden):
    """The customer has not allowed this."""

    code = "no_consent"
    status = 409


class PitchedLately(Conflict):
    """This journalist was pitched a short time ago. Say why again."""

    code = "pitched_lately"
