"""The briefings of the demo's past weeks."""

from django.utils import timezone

from unsilo.accounts.models import Brand, Role, User
from unsilo.accounts.services import create_user
from unsilo.core.actor import SYSTEM
from unsilo.demo import mondays
from unsilo.demo.founding import Cast
from unsilo.insights.models import Briefing, BriefingReader, BriefingSection


def _colleague(name: str, brand: Brand) -> User:
    return create_user(
        email=f"{name}@marmaladefox.example",
        name=name.title(),
        role=Role.AGENT,
        password="a fox in the tray",
        brands=[brand],
        desks=(),
        by=SYSTEM,
    )


def test_eight_weeks_were_told_read_and_edited(brand: Brand) -> None:
    users = {name: _colleague(name, brand) for name in (*mondays.READERS, "bram")}
    now = timezone.now()
    mondays.tell(Cast(desks={}, users=users, channels={}), now)
    assert Briefing.objects.count() == mondays.WEEKS
    assert BriefingSection.objects.filter(edited_at__isnull=False).count() == len(mondays.EDITS)
    read = BriefingReader.objects.values_list("read_at", flat=True)
    assert len(read) > mondays.WEEKS
    assert all(at and at <= now for at in read)
