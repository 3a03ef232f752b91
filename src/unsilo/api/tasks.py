"""Background doors of the API."""

from unsilo.core.jobs import app


@app.periodic(cron="41 * * * *")
@app.task(name="api.forget_old_keys", queueing_lock="api.forget_old_keys", queue="default")
def forget_old_keys(timestamp: int) -> None:
    from unsilo.api import idempotency, limits

    idempotency.forget_old()
    limits.forget_spent()
