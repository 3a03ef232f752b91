"""Words that go out: written by one, approved by another, replaced by a newer version."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.accounts.services.notices import notify
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Forbidden
from unsilo.core.validation import check
from unsilo.incidents.models import Duty, Incident, Statement, StatementState, StatementUse
from unsilo.incidents.services import telling
from unsilo.incidents.services.log import locked, record


@transaction.atomic
def write_statement(
    incident: Incident,
    *,
    use: str,
    text: str,
    user: User,
    by: Actor,
    at: datetime | None = None,
) -> Statement:
    """A new version, which waits for somebody else. The approved one holds until then."""
    incident = locked(incident.pk)
    last = incident.statements.filter(use=use).aggregate(last=Max("version"))["last"] or 0
    statement = Statement(
        incident=incident,
        use=use,
        version=last + 1,
        text=text.replace("\r\n", "\n").strip(),
        sheet_version=incident.sheet_version,
        written_by=user,
        written_at=at or timezone.now(),
    )
    check(statement)
    waiting = incident.statements.filter(use=use, state=StatementState.WAITING)
    waiting.update(state=StatementState.REPLACED)
    statement.save()
    record("statement_written", incident, by=by, at=at, use=use, version=statement.version)
    approvers = User.objects.active().filter(
        pk__in=incident.assignments.filter(duty__in=[Duty.WORDS, Duty.LEAD]).values("user")
    )
    notify(
        approvers,
        title=_("Words wait for your approval: %(title)s") % {"title": incident},
        text=statement.text,
        url=telling.address(incident),
        key=f"incident:{incident.pk}-statement-{statement.pk}",
        by=by,
        mail=True,
    )
    return statement


@transaction.atomic
def approve(
    statement: Statement, *, user: User, by: Actor, at: datetime | None = None
) -> Statement:
    """Let the words out. Raises ``Forbidden`` for who wrote them."""
    incident = locked(statement.incident_id)
    statement = Statement.objects.select_related("written_by").get(pk=statement.pk)
    if statement.state == StatementState.APPROVED:
        return statement
    if statement.state != StatementState.WAITING:
        raise Conflict(_("There is a newer version of these words."))
    if statement.written_by_id == user.pk:
        raise Forbidden(_("Another person than who wrote the words approves them."))
    now = at or timezone.now()
    same = incident.statements.filter(use=statement.use, state=StatementState.APPROVED)
    same.update(state=StatementState.REPLACED)
    statement.state, statement.settled_by, statement.settled_at = (
        StatementState.APPROVED,
        user,
        now,
    )
    statement.save()
    if statement.use == StatementUse.HOLDING and incident.statement_at is None:
        incident.statement_at = now
        incident.save(update_fields=["statement_at"])
    record(
        "statement_approved",
        incident,
        by=by,
        at=at,
        use=statement.use,
        version=statement.version,
    )
    telling.tell_responders(
        incident,
        title=_("Approved: %(what)s") % {"what": statement.get_use_display()},
        text=statement.text,
        key=f"{incident.pk}-approved-{statement.pk}",
        by=by,
    )
    return statement


@transaction.atomic
def return_statement(statement: Statement, *, remark: str, user: User, by: Actor) -> Statement:
    """Ask for a change."""
    incident = locked(statement.incident_id)
    statement = Statement.objects.select_related("written_by").get(pk=statement.pk)
    if statement.state != StatementState.WAITING:
        raise Conflict(_("These words don't wait for approval any more."))
    statement.state = StatementState.RETURNED
    statement.remark = " ".join(remark.split())[:300]
    statement.settled_by, statement.settled_at = user, timezone.now()
    statement.save()
    record(
        "statement_returned",
        incident,
        by=by,
        use=statement.use,
        version=statement.version,
        remark=statement.remark,
    )
    if statement.written_by is not None:
        notify(
            [statement.written_by],
            title=_("To be changed: %(what)s") % {"what": statement.get_use_display()},
            text=statement.remark,
            url=telling.address(incident),
            key=f"incident:{incident.pk}-returned-{statement.pk}",
            by=by,
            mail=True,
        )
    return statement


def approved(incident: Incident, use: str) -> Statement | None:
    """The words that may go out now."""
    return incident.statements.filter(use=use, state=StatementState.APPROVED).first()
