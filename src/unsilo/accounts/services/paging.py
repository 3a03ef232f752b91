"""Call the person on call, then the next, then every lead, until somebody says: mine.

A call is a row that knows when it goes on. A sweep finds what is due, so that no call depends on
the process that began it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts import ports
from unsilo.accounts.models import (
    Call,
    CallState,
    CallStep,
    Desk,
    Notice,
    Outcome,
    QuietHours,
    Role,
    Rota,
    User,
)
from unsilo.accounts.services import notices
from unsilo.accounts.turns import rota_of, turns_at
from unsilo.core import events, jobs, locks
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, NotFound
from unsilo.core.tokens import read_signed_id

GO_ON = "accounts.go_on_with_calls"
DEFAULT_WAIT = timedelta(minutes=10)


@transaction.atomic
def page(
    *,
    desk: Desk | None,
    title: str,
    text: str,
    url: str,
    key: str,
    severity: int,
    by: Actor,
    is_test: bool = False,
) -> Call:
    """Call whoever is on call for ``desk`` (None: the whole house). The same key calls once."""
    locks.hold(f"call:{key}")
    known = Call.objects.filter(key=key).first()
    if known is not None:
        return known
    now = timezone.now()
    call = Call.objects.create(
        key=key,
        desk=desk,
        title=title[:200],
        text=text[:2000],
        url=url[:500],
        severity=severity,
        by=by.label[:200],
        is_test=is_test,
        created_at=now,
    )
    _record("call.made", call, by, severity=severity)
    _go_on(call, now)
    return call


def go_on_due() -> int:
    """Take every call that nobody answered in time one step on."""
    count = 0
    while _go_on_with_next():
        count += 1
    return count


@transaction.atomic
def _go_on_with_next() -> bool:
    now = timezone.now()
    due = Call.objects.filter(state=CallState.RINGING, next_at__lte=now).order_by("next_at")
    call = due.select_for_update(skip_locked=True, of=("self",)).first()
    if call is None:
        return False
    _go_on(call, now)
    return True


@transaction.atomic
def acknowledge(call: Call, *, by: Actor, user: User) -> Call:
    """``user`` takes care of it: nobody else is called. A second answer changes nothing."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if not call.is_ringing:
        return call
    call.state, call.settled_at, call.settled_by = CallState.ACKNOWLEDGED, timezone.now(), user
    call.next_at = None
    call.save()
    minutes = int((call.settled_at - call.created_at).total_seconds() // 60)
    _record("call.acknowledged", call, by, user=str(user), minutes=minutes)
    _read(call)
    ports.call_answered(call, user, by)
    called = User.objects.filter(notices__call=call).exclude(pk=user.pk).distinct()
    notices.notify(
        called,
        title=_("%(name)s has it: %(title)s") % {"name": user, "title": call.title},
        text="",
        url=call.url,
        key=f"answered:{call.pk}",
        by=by,
    )
    return call


@transaction.atomic
def hand_back(call: Call, *, by: Actor, user: User) -> Call:
    """Undo an answer: the call goes on at once with who has not been called yet."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if call.state != CallState.ACKNOWLEDGED or call.settled_by_id != user.pk:
        raise Conflict(_("Only who has the call can hand it back."))
    call.state, call.settled_at, call.settled_by = CallState.RINGING, None, None
    call.save()
    _record("call.handed_back", call, by)
    _go_on(call, timezone.now())
    return call


@transaction.atomic
def answer_all(prefix: str, *, user: User, by: Actor) -> None:
    """``user`` takes on whatever a group of keys (``alert:5:``) still calls about."""
    for call in Call.objects.filter(key__startswith=prefix, state=CallState.RINGING):
        acknowledge(call, user=user, by=by)


@transaction.atomic
def withdraw_all(prefix: str, *, by: Actor) -> None:
    """The reason of a group of calls is gone."""
    ringing = Call.objects.filter(key__startswith=prefix, state=CallState.RINGING)
    for key in ringing.values_list("key", flat=True):
        withdraw(key, by=by)


@transaction.atomic
def withdraw(key: str, *, by: Actor) -> None:
    """End a call whose reason is gone. One that was answered, or never made, stays as it is."""
    call = Call.objects.select_for_update(of=("self",)).filter(key=key).first()
    if call is None or not call.is_ringing:
        return
    call.state, call.settled_at, call.next_at = CallState.WITHDRAWN, timezone.now(), None
    call.save()
    _record("call.withdrawn", call, by)
    _read(call)


def page_myself(user: User, *, by: Actor) -> Call:
    """A test call, to see how one looks and whether the mail arrives."""
    now = timezone.now()
    with transaction.atomic():
        call = Call.objects.create(
            key=f"test:{user.pk}:{now:%Y%m%d%H%M%S%f}",
            title=_("A test call"),
            text=_("Nothing happened. Acknowledge it, and you know the way."),
            severity=0,
            by=by.label[:200],
            is_test=True,
            created_at=now,
        )
        _record("call.made", call, by, severity=0, test=True)
        _call_user(call, user)
    return call


def answered_from_letter(token: str) -> Notice:
    """The notice whose letter carried ``token``. Raises ``NotFound`` for what we never signed."""
    notice_id = read_signed_id(token, purpose=notices.CALL_TOKEN)
    found = Notice.objects.filter(
        pk=notice_id or 0, call__isnull=False, user__is_active=True
    ).select_related("user", "call__settled_by")
    notice = found.first()
    if notice is None:
        raise NotFound
    return notice


def _go_on(call: Call, now: datetime) -> None:
    """One step: past those with quiet hours to the next person, else to every lead."""
    rota = rota_of(call.desk)
    done = set(call.steps.values_list("user_id", flat=True))
    for user in _on_call(rota, call, now):
        if user.pk in done:
            continue
        quiet = QuietHours.objects.select_related("user").filter(user=user).first()
        if quiet and quiet.silences(call.severity, now):
            _step(call, Outcome.QUIET, user)
            continue
        wait = timedelta(minutes=rota.wait_minutes) if rota else DEFAULT_WAIT
        call.next_at = now + wait
        call.save(update_fields=["next_at"])
        _call_user(call, user)
        jobs.wake(GO_ON, lock=f"{GO_ON}:{call.pk}", at=call.next_at)
        return
    _call_leads(call)


def _on_call(rota: Rota | None, call: Call, now: datetime) -> list[User]:
    turns = turns_at(rota, now) if rota else []
    people = [turn.user for turn in turns if turn.user]
    return [user for user in people if _may_know(user, call.desk)]


def _may_know(user: User, desk: Desk | None) -> bool:
    return desk is None or Desk.objects.visible_to(user).filter(pk=desk.pk).exists()


def _call_user(call: Call, user: User) -> None:
    step = _step(call, Outcome.CALLED, user)
    _ring(call, [user], step)


def _call_leads(call: Call) -> None:
    """The end of the line, whatever hour it is: quiet hours do not count when nobody answers."""
    leads = User.objects.active().filter(Q(role=Role.LEAD) | Q(role=Role.ADMIN))
    told = [user for user in leads if _may_know(user, call.desk)]
    call.next_at = None
    call.save(update_fields=["next_at"])
    step = _step(call, Outcome.LEADS if told else Outcome.NOBODY, None)
    _ring(call, told, step)


def _ring(call: Call, users: list[User], step: CallStep) -> None:
    notices.write(
        users,
        title=call.title,
        text=call.text,
        url=call.url,
        key=f"call:{call.pk}-{step.pk}",
        by=SYSTEM,
        mailed={user.pk for user in users},
        call=call,
    )


def _step(call: Call, outcome: Outcome, user: User | None) -> CallStep:
    step = CallStep.objects.create(call=call, user=user, outcome=outcome)
    named = {"user": str(user)} if user else {}
    _record(f"call.{_STEPS[outcome]}", call, SYSTEM, **named)
    return step


_STEPS = {
    Outcome.CALLED: "rang",
    Outcome.QUIET: "passed_over",
    Outcome.LEADS: "rang_leads",
    Outcome.NOBODY: "reached_nobody",
}


def _read(call: Call) -> None:
    """Nothing about a settled call needs to be read any more."""
    Notice.objects.filter(call=call, read_at__isnull=True).update(read_at=timezone.now())


def _record(kind: str, call: Call, by: Actor, **data: object) -> None:
    told = list(call.notices.values_list("user_id", flat=True))
    data = {"call": call.pk, "key": call.key, "title": call.title, "user_ids": told, **data}
    events.record(kind, by=by, desk_ids=[call.desk_id] if call.desk_id else [], data=data)
