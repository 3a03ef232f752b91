"""Background doors of the API."""

from unsilo.core.jobs import app


@app.periodic(cron="41 3 * * *")
@app.task(name="api.forget_old_keys", queueing_lock="api.forget_old_keys", queue="default")
def forget_old_keys(timestamp: int) -> None:
    from unsilo.api import idempotency

    idempotency.forget_old()
