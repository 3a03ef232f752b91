"""Pages of what is about to change look again by themselves."""

from datetime import datetime, timedelta

from django.utils import timezone

SOON = timedelta(minutes=1)


def soon(at: datetime | None) -> bool:
    """Whether it is worth looking again at once at what happens at this time."""
    return at is None or at < timezone.now() + SOON
