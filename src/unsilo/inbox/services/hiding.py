"""Hide what others wrote in public, and bring it back. Always a person, always with a reason.

What reads as a complaint is not hidden by one person: it is asked for, and a second person decides.
The channel is asked in the background; what is shown is what the channel said.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Role, User
from unsilo.accounts.services.notices import notify
from unsilo.channels import registry
from unsilo.channels.contract import Capability, Hides
from unsilo.core import jobs
from unsilo.core.actor import Actor, ActorKind
from unsilo.core.errors import Conflict, ConnectorError, Forbidden, Invalid, NotFound
from unsilo.inbox import ports
from unsilo.inbox.errors import CannotHide, HiddenAlready, OwnRequest
from unsilo.inbox.models import (
    Conversation,
    Direction,
    HideReason,
    Hiding,
    Kind,
    Message,
    Placement,
)
from unsilo.inbox.queries.hiding import can_hide, hideable
from unsilo.inbox.services.changes import locked, log

ASKED, LATE = "hide_asked", "hide_late"  # kinds of notices
TASK = "inbox.carry_out_hidings"
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))

State = Hiding.State


@transaction.atomic
def hide(
    message_id: int,
    *,
    reason: str,
    user: User,
    by: Actor,
    words: str = "",
    at: datetime | None = None,
) -> Hiding:
    """Hide a message, or ask for it where it takes a second person."""
    _only_people(by)
    message, conversation = _hideable(message_id)
    if reason not in HideReason.values:
        raise Invalid(_("Choose why it is hidden."), field="reason")
    if Hiding.objects.filter(message=message).exclude(state__in=Hiding.OVER).exists():
        raise HiddenAlready
    needed = ports.second_person(message, user)
    now = at or timezone.now()
    hiding = Hiding.objects.create(
        message=message,
        conversation=conversation,
        state=State.ASKED if needed else State.HIDING,
        reason=reason,
        words=" ".join(words.split())[:300],
        is_complaint=bool(needed and needed.is_complaint),
        second_reason=needed.reason[:200] if needed else "",
        asked_by=user,
        asked_at=now,
        decided_by=None if needed else user,
        decided_at=None if needed else now,
        due_at=None if needed else now,
    )
    _told("message.hide_asked" if needed else "message.hide_requested", hiding, by=by, at=at)
    if needed:
        _call_second_person(hiding, by=by)
    _wake(hiding)
    return hiding


def remind_of_undecided(*, by: Actor) -> int:
    """Tell the leads of requests whose time has passed, once; returns how many there were."""
    late = Hiding.objects.filter(
        state=State.ASKED, asked_at__lt=timezone.now() - Hiding.DECIDED_WITHIN
    )
    rows = list(late.select_related("conversation").order_by("asked_at")[:100])
    for hiding in rows:
        leads = User.objects.active().filter(role__in=[Role.LEAD, Role.ADMIN])
        _notify(
            [one for one in leads if _may_decide(one, hiding)],
            hiding,
            title=_("Nobody has decided: hide a complaint?"),
            key=f"{LATE}:{hiding.pk}",
            by=by,
        )
    return len(rows)


@transaction.atomic
def confirm(hiding_id: int, *, user: User, by: Actor, at: datetime | None = None) -> Hiding:
    """A second person agrees: now it is hidden. Raises ``OwnRequest`` for who asked."""
    hiding = _asked(hiding_id, by)
    if hiding.asked_by_id == user.pk:
        raise OwnRequest
    now = at or timezone.now()
    hiding.state, hiding.decided_by, hiding.decided_at = State.HIDING, user, now
    hiding.due_at = now
    hiding.save()
    _told("message.hide_confirmed", hiding, by=by, at=at)
    _told("message.hide_requested", hiding, by=by, at=at)
    _wake(hiding)
    return hiding


@transaction.atomic
def decline(
    hiding_id: int, *, user: User, by: Actor, words: str = "", at: datetime | None = None
) -> Hiding:
    """It stays where everybody can read it. Who asked takes the request back this way."""
    hiding = _asked(hiding_id, by)
    hiding.state, hiding.decided_by = State.DECLINED, user
    hiding.decided_at = at or timezone.now()
    hiding.save()
    _told("message.hide_declined", hiding, by=by, at=at, answer=" ".join(words.split())[:300])
    return hiding


@transaction.atomic
def show_again(hiding_id: int, *, user: User, by: Actor, at: datetime | None = None) -> Hiding:
    """Bring a hidden message back. Takes a request back that the channel has not heard of."""
    _only_people(by)
    hiding = _locked(hiding_id)
    if hiding.state not in (State.HIDING, State.HANDED, State.HIDDEN, State.FAILED):
        raise Conflict(_("This message is not hidden."))
    never_left = hiding.state in (State.HIDING, State.FAILED) and hiding.attempts == 0
    if never_left:
        hiding.state, hiding.due_at = State.SHOWN, None
    else:
        if Capability.UNHIDE not in registry.capabilities(hiding.conversation.channel):
            raise CannotHide(_("This channel can’t bring back what was hidden."))
        hiding.state, hiding.due_at = State.SHOWING, at or timezone.now()
    hiding.attempts, hiding.problem = 0, ""
    hiding.save()
    _told("message.unhidden" if never_left else "message.unhide_requested", hiding, by=by, at=at)
    _wake(hiding)
    return hiding


@transaction.atomic
def try_again(hiding_id: int, *, by: Actor) -> Hiding:
    """Ask the channel once more."""
    hiding = _locked(hiding_id)
    if hiding.state != State.FAILED:
        raise Conflict(_("There is nothing to try again."))
    hiding.state, hiding.due_at, hiding.problem = State.HIDING, timezone.now(), ""
    hiding.attempts = 0
    hiding.save()
    _told("message.hide_requested", hiding, by=by)
    _wake(hiding)
    return hiding


@transaction.atomic
def settle(message_id: int, *, hidden: bool, by: Actor, problem: str = "") -> Hiding:
    """What the program behind the channel says has become of a request."""
    live = Hiding.objects.filter(message=message_id).exclude(state__in=Hiding.OVER).first()
    if live is None or live.state in (State.ASKED, State.DECLINED):
        raise Conflict(_("Nobody asked for this message to be hidden or shown."))
    hiding = _locked(live.pk)
    wanted = hiding.state != State.SHOWING
    if problem:
        _fail(hiding, problem, by=by)
    elif hidden != wanted:
        raise Conflict(_("It was asked for the other way round."))
    else:
        _done(hiding, by=by)
    return hiding


def carry_out_due(*, by: Actor, limit: int = 100) -> int:
    """Ask the channels for what is due; returns how many were asked."""
    for asked in range(limit):
        due = Hiding.objects.filter(due_at__lte=timezone.now()).order_by("due_at")
        hiding = due.values_list("pk", flat=True).first()
        if hiding is None:
            return asked
        carry_out(hiding, by=by)
    return limit


def carry_out(hiding_id: int, *, by: Actor) -> None:
    """Ask the channel, outside any transaction; asking twice does no harm."""
    with transaction.atomic():
        hiding = _locked(hiding_id)
        if hiding.due_at is None:
            return
        hiding.attempts += 1
        wait = BACKOFF[min(hiding.attempts, len(BACKOFF)) - 1]
        hiding.due_at = timezone.now() + wait  # should we die over it
        hiding.save(update_fields=["attempts", "due_at"])
    hides = hiding.state == State.HIDING
    try:
        is_done = _ask_channel(hiding, hidden=hides)
    except ConnectorError as error:
        with transaction.atomic():
            hiding = _locked(hiding_id)
            hiding.problem = error.message[:400]
            if error.permanent or hiding.attempts > len(BACKOFF):
                _fail(hiding, error.message, by=by)
            else:
                hiding.save(update_fields=["problem"])
        return
    with transaction.atomic():
        hiding = _locked(hiding_id)
        if is_done:
            _done(hiding, by=by)
        elif hiding.due_at is not None:
            hiding.due_at = None
            if hides:
                hiding.state = State.HANDED
            hiding.save(update_fields=["due_at", "state"])


def _ask_channel(hiding: Hiding, *, hidden: bool) -> bool:
    connector = registry.build(hiding.conversation.channel)
    if not isinstance(connector, Hides):
        raise ConnectorError(_("This channel can’t hide anything."), permanent=True)
    asked = hideable(hiding.conversation, hiding.message, hiding.reason)
    return connector.set_hidden(asked, hidden=hidden)


def _done(hiding: Hiding, *, by: Actor) -> None:
    back = hiding.state == State.SHOWING
    hiding.state = State.SHOWN if back else State.HIDDEN
    hiding.due_at, hiding.problem = None, ""
    hiding.save()
    _told("message.unhidden" if back else "message.hidden", hiding, by=by)


def _fail(hiding: Hiding, problem: str, *, by: Actor) -> None:
    """What could not be hidden is still seen; what could not be brought back is still hidden."""
    back = hiding.state == State.SHOWING
    hiding.state = State.HIDDEN if back else State.FAILED
    hiding.due_at, hiding.problem = None, problem[:400]
    hiding.save()
    _told("message.hide_failed", hiding, by=by, problem=hiding.problem)


def _call_second_person(hiding: Hiding, *, by: Actor) -> None:
    """Tell those who can decide: who works on a desk that holds it, else the leads."""
    held = Placement.objects.filter(conversation=hiding.conversation).values("desk")
    seated = User.objects.active().filter(seats__desk__in=held).distinct()
    leads = User.objects.active().filter(role__in=[Role.LEAD, Role.ADMIN])
    others = [one for one in seated if _may_decide(one, hiding)]
    others = others or [one for one in leads if _may_decide(one, hiding)]
    title = _("%(name)s asks to hide a message") % {"name": by.label}
    _notify(others, hiding, title=title, key=f"{ASKED}:{hiding.pk}", by=by)


def _may_decide(user: User, hiding: Hiding) -> bool:
    if user.pk == hiding.asked_by_id:
        return False
    access = Access.of(user)
    readable = Conversation.objects.visible_to(access).filter(pk=hiding.conversation_id)
    return access.can_write and readable.exists()


def _notify(users: list[User], hiding: Hiding, *, title: str, key: str, by: Actor) -> None:
    reason = f"{hiding.get_reason_display()}. {hiding.second_reason}"
    url = f"{reverse('inbox:hidden')}#h{hiding.pk}"
    notify(users, title=title, text=reason, url=url, key=key, by=by, mail=True)


def _only_people(by: Actor) -> None:
    """No rule hides, and nothing is hidden by itself."""
    if by.kind not in (ActorKind.USER, ActorKind.TOKEN):
        raise Forbidden(_("Only a person can hide what somebody wrote."))


def _hideable(message_id: int) -> tuple[Message, Conversation]:
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        raise NotFound
    conversation = locked(message.conversation_id)
    if message.direction != Direction.IN or message.kind != Kind.MESSAGE or not conversation.public:
        raise CannotHide(_("Only what others wrote in public can be hidden."))
    if not can_hide(conversation):
        raise CannotHide
    return message, conversation


def _locked(hiding_id: int) -> Hiding:
    found = Hiding.objects.select_for_update(of=("self",)).filter(pk=hiding_id)
    hiding = found.select_related("message", "conversation__channel__brand").first()
    if hiding is None:
        raise NotFound
    return hiding


def _asked(hiding_id: int, by: Actor) -> Hiding:
    _only_people(by)
    hiding = _locked(hiding_id)
    if hiding.state != State.ASKED:
        raise Conflict(_("This has been decided already."))
    return hiding


def _told(kind: str, hiding: Hiding, *, by: Actor, at: datetime | None = None, **more: Any) -> None:
    log(
        kind,
        hiding.conversation,
        by=by,
        message_id=hiding.message_id,
        data={
            "hiding": hiding.pk,
            "external_id": hiding.message.external_id,
            "reason": hiding.reason,
            "words": hiding.words,
            "is_complaint": hiding.is_complaint,
            "second_reason": hiding.second_reason,
            **more,
        },
        at=at,
    )


def _wake(hiding: Hiding) -> None:
    if hiding.due_at is not None:
        jobs.wake(TASK, lock=TASK)
