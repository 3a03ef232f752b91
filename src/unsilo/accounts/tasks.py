"""What runs in the background. Every task may run twice or late: the rows know what is to be done."""

from unsilo.accounts.services import notices, paging
from unsilo.core import audit
from unsilo.core.jobs import app


@app.task(name=notices.MAIL)
def mail_notices() -> None:
    notices.mail_due()


@app.task(name=paging.GO_ON)
def go_on_with_calls() -> None:
    paging.go_on_due()
    notices.mail_due()


@app.periodic(cron="* * * * * */15")
@app.task(
    name="accounts.sweep_calls", lock="accounts.sweep_calls", queueing_lock="accounts.sweep_calls"
)
def sweep_calls(timestamp: int) -> None:
    """Calls and letters that are due though nobody woke us, or over which a worker died."""
    paging.go_on_due()
    notices.mail_due()


@app.periodic(cron="17 4 * * *")
@app.task(
    name="accounts.forget_audit",
    lock="accounts.forget_audit",
    queueing_lock="accounts.forget_audit",
)
def forget_audit(timestamp: int) -> None:
    """What the audit log need not keep any longer."""
    audit.forget_old()
