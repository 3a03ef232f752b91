"""Tell users something, in the app and by mail. What goes by mail is a row until it is sent."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from unsilo.accounts.letters import send_letter
from unsilo.accounts.models import Call, MailState, Notice, NoticeChoice, User
from unsilo.core import events, jobs
from unsilo.core.actor import Actor
from unsilo.core.errors import NotFound
from unsilo.core.tokens import sign_id

MAIL = "accounts.mail_notices"
TRIES = 6
_LEASE = timedelta(minutes=2)  # for who sends; a dead worker's letters are due again after it
CALL_TOKEN = "call"  # noqa: S105 - what the token is for


@transaction.atomic
def notify(
    users: Iterable[User],
    *,
    title: str,
    text: str,
    url: str,
    key: str,
    by: Actor,
    mail: bool = False,
) -> list[Notice]:
    """Tell each of ``users`` once per ``key`` (``kind:what``); nobody hears of their own doings.

    ``mail`` is the sender's advice; what a user chose for the kind wins.
    """
    told = [user for user in users if user.pk != by.user_id]
    kind = key.partition(":")[0]
    choices = dict(
        NoticeChoice.objects.filter(user__in=told, kind=kind).values_list("user_id", "by_mail")
    )
    mailed = {user.pk for user in told if choices.get(user.pk, mail)}
    return write(told, title=title, text=text, url=url, key=key, by=by, mailed=mailed)


def write(
    users: Iterable[User],
    *,
    title: str,
    text: str,
    url: str,
    key: str,
    by: Actor,
    mailed: set[int],
    call: Call | None = None,
) -> list[Notice]:
    """Write the notices of ``users`` who have none of this key yet, in the running transaction."""
    wanted = {user.pk: user for user in users if user.is_active}
    known = set(Notice.objects.filter(user__in=wanted, key=key).values_list("user_id", flat=True))
    now = timezone.now()
    new = [
        Notice(
            user=user,
            key=key,
            title=title[:200],
            text=text[:2000],
            url=url[:500],
            by=by.label[:200],
            call=call,
            mail_state=MailState.DUE if pk in mailed else MailState.NONE,
            mail_at=now if pk in mailed else None,
        )
        for pk, user in wanted.items()
        if pk not in known
    ]
    if not new:
        return []
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    told = [notice.user_id for notice in new]
    made = list(Notice.objects.filter(user__in=told, key=key).select_related("user"))
    events.record("notice.written", by=by, data={"key": key, "user_ids": told})
    if mailed:
        jobs.wake(MAIL, lock=MAIL)
    return made


@transaction.atomic
def mark_read(user: User, *, notice_ids: Iterable[int] | None = None, by: Actor) -> list[int]:
    """Mark notices as read, all of them without ``notice_ids``. Returns which were unread."""
    unread = Notice.objects.of(user).unread()
    if notice_ids is not None:
        unread = unread.filter(pk__in=list(notice_ids))
    ids = list(unread.values_list("pk", flat=True))
    if ids:
        Notice.objects.filter(pk__in=ids).update(read_at=timezone.now())
        events.record("notice.read", by=by, data={"count": len(ids), "user_ids": [user.pk]})
    return ids


@transaction.atomic
def mark_unread(user: User, *, notice_ids: Iterable[int], by: Actor) -> None:
    """The way back from ``mark_read``."""
    read = Notice.objects.of(user).filter(pk__in=list(notice_ids), read_at__isnull=False)
    count = read.update(read_at=None)
    if count:
        events.record("notice.unread", by=by, data={"count": count, "user_ids": [user.pk]})


def notice_of(user: User, notice_id: int) -> Notice:
    notice = Notice.objects.of(user).filter(pk=notice_id).select_related("call").first()
    if notice is None:
        raise NotFound
    return notice


@transaction.atomic
def choose_mail(user: User, *, choices: Mapping[str, bool], by: Actor) -> None:
    """Keep for which kinds of notices the user wants a mail."""
    for kind, by_mail in choices.items():
        NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"by_mail": by_mail})
    events.record("notice.chosen", by=by, data={"mail": dict(choices), "user_ids": [user.pk]})


def mail_due() -> int:
    """Send what is due, and return how many letters went out. May run in several workers at once."""
    sent = 0
    while notice := _claim():
        sent += _mail(notice)
    return sent


@transaction.atomic
def _claim() -> Notice | None:
    """The next letter, ours for a while: if this process dies over it, it is due again."""
    now = timezone.now()
    due = Notice.objects.filter(mail_state=MailState.DUE, mail_at__lte=now).order_by("mail_at")
    notice = due.select_for_update(skip_locked=True, of=("self",)).first()
    if notice is not None:
        notice.mail_tries += 1
        wait = timedelta(seconds=30) * 2**notice.mail_tries
        notice.mail_at = now + max(_LEASE, wait)
        notice.save(update_fields=["mail_tries", "mail_at"])
    return notice


def _mail(notice: Notice) -> bool:
    user, call = notice.user, notice.call
    answered = call is not None and not call.is_ringing
    if not user.is_active or answered:
        _settle(notice, MailState.NONE)
        return False
    if "console" in settings.EMAIL_BACKEND:  # no mail server; logs are no place for what is in it
        _settle(notice, MailState.FAILED)
        return False
    context = {
        "notice": notice,
        "url": settings.PUBLIC_URL + notice.url if notice.url.startswith("/") else notice.url,
        "answer": settings.PUBLIC_URL + answer_address(notice) if call else "",
        "choices": settings.PUBLIC_URL + reverse("accounts:my-notices"),
    }
    with translation.override(user.language), timezone.override(user.zone):
        went = send_letter("call" if call else "notice", to=user.email, context=context)
    if went:
        _settle(notice, MailState.SENT)
    elif notice.mail_tries >= TRIES:
        _settle(notice, MailState.FAILED)
    return went


def answer_address(notice: Notice) -> str:
    """The signed page on which a call is acknowledged from a letter."""
    return reverse("accounts:call-answer", args=[sign_id(notice.pk, purpose=CALL_TOKEN)])


def _settle(notice: Notice, state: MailState) -> None:
    Notice.objects.filter(pk=notice.pk).update(mail_state=state, mail_at=None)
