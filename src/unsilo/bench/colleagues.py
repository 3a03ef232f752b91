"""The database's side of the soak benchmark."""

from django.utils import timezone

from unsilo.accounts.models import Desk, Role
from unsilo.accounts.services import create_user
from unsilo.bench.asked import note_path
from unsilo.bench.letters import Letter, strangers
from unsilo.bench.session import open_session
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import update_channel
from unsilo.core.actor import SYSTEM


def prepare(agents: int, letters: int, smtp_port: int) -> tuple[list[Letter], list[str], str]:
    """Letters, the sessions of so many agents with seats on all desks, and where to put a note."""
    for channel in Channel.objects.all():
        update_channel(channel, config={**channel.config, "smtp_port": smtp_port}, by=SYSTEM)
    desks = list(Desk.objects.live())
    sessions = []
    for number in range(agents):
        user = create_user(
            email=f"colleague{number}@bench.example",
            name=f"Colleague Number{number}",
            role=Role.AGENT,
            desks=desks,
            by=SYSTEM,
        )
        sessions.append(open_session(user.email))
    return strangers(letters, timezone.now()), sessions, note_path()
