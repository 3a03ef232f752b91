"""Who is on call at the foxes', the incident that is over, and the one of today.

Nobody is funny here on purpose.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q

from unsilo.accounts.models import Brand, Severity, User
from unsilo.accounts.services import oncall, paging
from unsilo.demo.company import DOMAIN, TIME_ZONE
from unsilo.inbox.models import Conversation
from unsilo.incidents.models import Incident, StatementUse, Touched
from unsilo.incidents.services import facts, incidents, room, statements, updates
from unsilo.incidents.services.touched import touch
from unsilo.listening.models import Alert
from unsilo.listening.services import alerts

if TYPE_CHECKING:
    from unsilo.demo.playback import Player

OTTO = "otto-0417"
_PAST = "Newsletter greeted 2,100 people by the wrong name"
_TODAY = "Batch 0417: eyes come off Otto"


def found(at: datetime, *, by: User) -> None:
    """Rotas, quiet hours and the status page, as they were before the first message."""
    brand = Brand.objects.get()
    monday = at.date() - timedelta(days=at.weekday())
    ines, bram, marit, juno, theo = map(_user, ("ines", "bram", "marit", "juno", "theo"))
    oncall.create_rota(
        desk=None,
        layers=[[ines, marit, juno], [bram, theo]],
        starts_on=monday,
        time_zone=TIME_ZONE,
        by=by.actor,
    )
    oncall.set_quiet_hours(
        theo, starts=time(22), ends=time(7), unless=Severity.SERIOUS, by=theo.actor
    )
    updates.set_status_page(brand, is_on=True, all_well="", contact=f"press@{DOMAIN}", by=by.actor)


def happenings(player: "Player") -> Iterator[tuple[datetime, Callable[[], object]]]:
    """The past incident in its phases."""
    past = player.now - timedelta(days=12)
    yield past, partial(_wrong_names, past)
    yield past + timedelta(hours=5), partial(_right_names, past + timedelta(hours=5))


def today(now: datetime) -> None:
    """The one that visitors find open; the alert about it has been raised by now."""
    _eyes_come_off(now - timedelta(minutes=62))


def _wrong_names(at: datetime) -> None:
    sol, ines, juno = map(_user, ("sol", "ines", "juno"))
    incident, _new = incidents.declare(
        brand=Brand.objects.get(),
        title=_PAST,
        severity=Severity.ESCALATING,
        lead=juno,
        by=ines.actor,
        at=at,
    )
    for duty, user in (("facts", sol), ("words", juno), ("replies", ines)):
        room.assign(incident, duty=duty, user=user, by=juno.actor)
    for column, text in (
        ("confirmed", "A column of the list slipped by one row. 2,100 letters, first names only."),
        ("confirmed", "No address and no order was shown to anybody else."),
        ("unsayable", "“A technical glitch.” We sorted the list by hand."),
    ):
        facts.add_fact(
            incident, column=column, text=text, by=sol.actor, at=at + timedelta(minutes=20),
            is_public=column == "confirmed",
        )  # fmt: skip
    words = (
        "This morning’s newsletter greeted 2,100 of you by somebody else’s first name. Nothing but "
        "that name was mixed up. We are sorry, and we write to everybody concerned today."
    )
    written = statements.write_statement(
        incident, use=StatementUse.HOLDING, text=words, user=ines, by=ines.actor,
        at=at + timedelta(minutes=35),
    )  # fmt: skip
    statements.approve(written, user=juno, by=juno.actor, at=at + timedelta(minutes=41))
    updates.publish(
        incident, public_title="A newsletter with the wrong names", advice="",
        by=juno.actor, at=at + timedelta(minutes=52),
    )  # fmt: skip
    room.add_part(
        incident, kind="promise", text="A letter to everybody concerned, today", owner=sol,
        by=juno.actor, at=at,
    )  # fmt: skip
    _long_ago(incident, at)


def _right_names(at: datetime) -> None:
    sol, juno = map(_user, ("sol", "juno"))
    incident = Incident.objects.get(title=_PAST)
    updates.post_update(
        incident, text="All 2,100 have a second letter, with their own name.", by=juno.actor, at=at
    )
    for part in incident.parts.all():
        room.finish_part(part, by=sol.actor, at=at)
    room.add_part(
        incident, kind="decision", text="Two people look at a list before it is sent to",
        by=juno.actor, at=at,
    )  # fmt: skip
    follow_up = room.add_part(
        incident, kind="follow_up", text="The list comes from the shop, nobody sorts it",
        owner=sol, by=juno.actor, at=at,
    )  # fmt: skip
    incidents.set_phase(incident, phase="resolved", by=juno.actor, at=at + timedelta(minutes=20))
    learned = (
        "The first to tell us was a reader in the forum, nine minutes after sending. Saying at once "
        "what was not mixed up answered most questions before they were asked."
    )
    incidents.review(incident, learned=learned, by=juno.actor, at=at + timedelta(days=3))
    room.finish_part(follow_up, by=sol.actor, at=at + timedelta(days=4))
    _long_ago(incident, at)


def _eyes_come_off(at: datetime) -> None:
    ines, marit, juno, priya = map(_user, ("ines", "marit", "juno", "priya"))
    about_otto = Q(query__name="Otto") | Q(title__contains="0417")
    alert = Alert.objects.ongoing().related().filter(about_otto).first()
    if alert is not None:
        seen = min(alert.raised_at + timedelta(minutes=11), at)
        alerts.acknowledge(alert, user=ines, by=ines.actor, at=seen)
    incident, _new = incidents.declare(
        brand=Brand.objects.get(),
        title=_TODAY,
        severity=Severity.SERIOUS,
        alert=alert,
        lead=juno,
        by=ines.actor,
        pause=True,
        at=at,
    )
    paging.answer_all("", user=ines, by=ines.actor)
    touch(incident, conversation_ids=_tagged(OTTO), why=f"tag:{OTTO}", by=ines.actor)
    for duty, user, backup in (
        ("facts", priya, None),
        ("words", ines, marit),
        ("spokesperson", juno, None),
        ("replies", ines, marit),
    ):
        room.assign(incident, duty=duty, user=user, backup=backup, by=juno.actor)
    room.add_part(
        incident, kind="promise", text="Everybody who wrote hears what the test of the right eye says",
        owner=priya, due_at=at + timedelta(hours=6), by=juno.actor, at=at,
    )  # fmt: skip
    room.add_part(
        incident, kind="task", text="Nine shops take 0417 off the shelf", owner=_user("sol"),
        due_at=at + timedelta(hours=3), by=juno.actor, at=at,
    )  # fmt: skip
    lines = (
        ("confirmed", "Batch 0417, 1,200 pieces, sold since the third of the month.", True),
        ("confirmed", "The thread that holds the left button is too short.", True),
        ("confirmed", "Nobody is hurt.", True),
        ("unconfirmed", "Whether the right button is affected.", True),
        ("unconfirmed", "How many of the 1,200 reached homes.", False),
        ("unsayable", "“Only a few.” We do not know yet.", False),
        ("unsayable", "“Harmless”, “tiny”, any joke.", False),
        ("unsayable", "The name of the factory.", False),
    )
    for number, (column, text, is_public) in enumerate(lines):
        facts.add_fact(
            incident, column=column, text=text, is_public=is_public, by=priya.actor,
            at=at + timedelta(minutes=8 + number),
        )  # fmt: skip
    room.note(
        incident, text="Own shop has stopped selling Otto", by=ines.actor,
        at=at + timedelta(minutes=17),
    )  # fmt: skip
    answer = (
        "thank you for telling us. Please take Otto away from small children for now if the label "
        "in his seam says 0417, and keep both eyes.\n\nWe have stopped selling this batch. A new "
        "Otto from another one leaves this week; you need send nothing back and prove nothing. "
        "What we know, and what we do not know yet, stands on our status page."
    )
    for use, text, approver in (
        (StatementUse.ANSWER, answer, ines),
        (
            StatementUse.HOLDING,
            "Parents have told us that the left button eye of our plush dog Otto can come off. If "
            "yours has 0417 on the seam label, please take him away from small children now.\n\n"
            "We have stopped selling this batch. We will replace every one of them and pay the "
            "postage.",
            None,
        ),
    ):
        written = statements.write_statement(
            incident, use=use, text=text, user=juno, by=juno.actor, at=at + timedelta(minutes=22)
        )
        if approver:
            statements.approve(
                written, user=approver, by=approver.actor, at=at + timedelta(minutes=26)
            )
    _long_ago(incident, at)


def _tagged(tag: str) -> list[int]:
    found = Conversation.objects.filter(tagged__tag__name=tag).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _user(key: str) -> User:
    user: User = User.objects.get(email=f"{key}@{DOMAIN}")
    return user


def _long_ago(incident: Incident, at: datetime) -> None:
    """Who was touched then, was touched then."""
    Touched.objects.filter(incident=incident).update(added_at=at)
