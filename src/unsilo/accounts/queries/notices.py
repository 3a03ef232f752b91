"""What stands behind the bell."""

from dataclasses import dataclass
from datetime import datetime

from unsilo.accounts.models import Notice, NoticeChoice, User
from unsilo.accounts.notice_kinds import icon_of, notice_kinds
from unsilo.core.pagination import Page, decode_cursor, encode_cursor

PAGE = 30


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the list; ``rings`` while it is a call that waits for an answer."""

    id: int
    title: str
    text: str
    icon: str
    by: str
    at: datetime
    is_read: bool
    rings: bool
    call_id: int | None
    mail_state: str


def notices_page(user: User, *, unread: bool = False, cursor: str = "") -> Page[NoticeRow]:
    """The user's notices, newest first."""
    found = Notice.objects.of(user).select_related("call").order_by("-pk")
    if unread:
        found = found.unread()
    if cursor:
        (last_id,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last_id)
    rows = list(found[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return Page([_row(one) for one in rows], encode_cursor(rows[-1].pk) if more else None)


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        id=notice.pk,
        title=notice.title,
        text=notice.text,
        icon=icon_of(notice.kind),
        by=notice.by,
        at=notice.created_at,
        is_read=notice.read_at is not None,
        rings=notice.call is not None and notice.call.is_ringing,
        call_id=notice.call_id,
        mail_state=notice.mail_state,
    )


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of notice, and whether it reaches the user by mail."""

    key: str
    label: str
    by_mail: bool


def mail_choices(user: User) -> list[KindChoice]:
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "by_mail"))
    return [
        KindChoice(kind.key, str(kind.label), chosen.get(kind.key, kind.by_mail))
        for kind in notice_kinds()
    ]
