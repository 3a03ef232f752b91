"""What people asked the foxes about themselves, and how long the foxes keep what they hear."""

from unsilo.accounts.models import Role, User
from unsilo.channels.models import Channel
from unsilo.inbox.models import Conversation, State
from unsilo.people.models import Person
from unsilo.privacy.services import erasing, exporting, retention
from unsilo.privacy.services.retention import Limits


def ask() -> None:
    """Somebody wants to see it, somebody wanted to be forgotten and thought better of it."""
    admin = User.objects.filter(role=Role.ADMIN).order_by("pk")[0]
    done = Conversation.objects.exclude(placements__state__in=set(State) - {State.DONE})
    curious, hasty, *_others = Person.objects.filter(
        pk__in=done.values("person"), media_contact__isnull=True, consents__isnull=True
    ).order_by("-pk")[:5]
    exporting.ask(curious, user=admin, by=admin.actor)
    exporting.run_due()
    asked = erasing.ask(hasty, reason="They asked for it by mail.", user=admin, by=admin.actor)
    erasing.cancel(asked, by=admin.actor)
    for channel in Channel.objects.live().filter(kind="email"):
        limits = Limits(raw=365, files=730, words=1825)
        retention.save_rule(channel, limits=limits, is_on=False, by=admin.actor)
