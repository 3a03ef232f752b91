"""Wake-up calls are not the work: however many there are, one job waits."""

import pytest
from django.db import connection, transaction

from unsilo.core.jobs import wake

pytestmark = pytest.mark.django_db(transaction=True)
TASK = "channels.post_webhooks"


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        return int(cursor.fetchone()[0])


def test_r36_a_hundred_calls_leave_one_job() -> None:
    for _n in range(100):
        with transaction.atomic():
            wake(TASK, lock="one")
    assert waiting() == 1
    wake(TASK, lock="another")
    assert waiting() == 2
