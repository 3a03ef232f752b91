"""What can go wrong in the inbox."""

from unsilo.core.errors import Conflict, Invalid


class NewerMessages(Conflict):
    """Something newer stands in this conversation. Read it, then send again."""

    code = "newer_messages"


class AlreadySent(Conflict):
    """This has already gone out and can't be taken back."""

    code = "already_sent"


class NothingToUndo(Conflict):
    """This was changed again in the meantime, so it can't be undone any more."""

    code = "nothing_to_undo"


class NoRecipients(Invalid):
    """Nobody would get this. Name at least one recipient."""

    code = "no_recipients"


class EmptyMessage(Invalid):
    """There is nothing to send yet."""

    code = "empty_message"


class TooLong(Invalid):
    """This is too long to send as one message."""

    code = "too_long"


class CannotAnswer(Invalid):
    """This channel can't carry an answer."""

    code = "cannot_answer"


class DraftStopped(Invalid):
    """A check stops this. Mend what it found, or say why it goes out all the same."""

    code = "draft_stopped"


class CannotHide(Invalid):
    """This channel can't hide what others write."""

    code = "cannot_hide"


class HiddenAlready(Conflict):
    """This message is hidden already, or somebody has asked for it."""

    code = "hidden_already"


class OwnRequest(Conflict):
    """Somebody else has to agree: you asked for it yourself."""

    code = "own_request"
