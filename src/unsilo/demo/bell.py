"""What stands behind the colleagues' bells, with the moments of what it tells."""

from bisect import bisect_left
from datetime import datetime, timedelta

from unsilo.accounts.models import MailState, Notice
from unsilo.core.models import Event

DAY, LOOKED_AFTER = timedelta(days=1), timedelta(hours=2)


def settle(now: datetime) -> None:
    """Date each notice by the event it followed; what is older than a day has been read.

    Notices are written by the clock on the wall, and listed in the order in which they were
    written: so they are written once more, in the order of what they tell. No letter of the past
    goes out today.
    """
    written = Event.objects.filter(kind="notice.written").values_list("id", "data")
    told = {(user, data["key"]): pk for pk, data in written for user in data["user_ids"]}
    # An event without a moment of its own has one of the wall, after the demo's now.
    others = Event.objects.exclude(kind__in=("notice.written", "demo.played"))
    before = list(others.filter(at__lte=now).order_by("id").values_list("id", "at"))
    notices = list(Notice.objects.order_by("pk"))
    for notice in notices:
        place = bisect_left(before, (told[notice.user_id, notice.key],))
        notice.created_at = before[place - 1][1] if place else now
        if notice.created_at < now - DAY:
            notice.read_at = notice.created_at + LOOKED_AFTER
        if notice.mail_state == MailState.DUE:
            notice.mail_state, notice.mail_at = MailState.SENT, None
    notices.sort(key=lambda notice: notice.created_at)
    Notice.objects.all().delete()
    for notice in notices:
        notice.pk = None
    Notice.objects.bulk_create(notices)
