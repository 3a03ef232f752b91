"""What can be wrong with what is asked here."""

from unsilo.core.errors import Conflict, Forbidden


class Held(Conflict):
    """A conversation of this person has to be kept. Release it first."""

    code = "held"


class NotAll(Forbidden):
    """Some conversations of this person stand where you may not read. An admin can do this."""

    code = "not_all"
