"""Who may hide what somebody wrote: one person spam and hate, nobody alone a complaint."""

from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.inbox.models import Message
from unsilo.inbox.ports import SecondPerson
from unsilo.triage.models import Correction, Head, Reading

COMPLAINT = "complaint"


def second_person(message: Message, user: User) -> SecondPerson | None:
    """Why ``user`` needs somebody else to agree; None where one person is enough.

    What the model read counts as long as nobody but the one who hides has said otherwise.
    """
    reading = Reading.objects.current().filter(message=message).first()
    if reading is None or not reading.is_read:
        return SecondPerson(_("Nobody has read yet what this is."))
    if any(map(_is_complaint, reading.intents)):
        return SecondPerson(_("It reads as a complaint."), is_complaint=True)
    read = [one["name"] for one in reading.judgement.get("intents", ())]
    if any(map(_is_complaint, read)):
        said = Correction.objects.filter(message=message, head=Head.INTENT).first()
        if said is None or said.user_id == user.pk:
            reason = _("It read as a complaint, and only you say that it is none.")
            return SecondPerson(reason, is_complaint=True)
    return None


def _is_complaint(intent: str) -> bool:
    return intent.startswith(COMPLAINT)
