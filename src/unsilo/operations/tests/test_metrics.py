"""What Prometheus gets: well formed, complete, cheap, and only for those who may have it."""

import json
import os
import re
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.channels.tests.factories import make_channel, make_delivery
from unsilo.core.actor import SYSTEM
from unsilo.core.events import record
from unsilo.core.jobs import wake
from unsilo.core.tally import Tally, count_request, tally
from unsilo.operations.metrics import exposition
from unsilo.operations.queries import BACKUP_WRITTEN

pytestmark = pytest.mark.django_db
LINE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\n]*",?)+)\})? (-?[0-9.e+-]+)')
DASHBOARD = Path(__file__).parents[4] / "deploy/grafana.json"


@pytest.fixture
def busy() -> None:
    """Something of everything, so that every metric has a value."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    channel = make_channel("console", name="Line")
    channel.last_success_at, channel.lag_seconds = timezone.now(), 2.5
    channel.save()
    make_delivery(channel)
    wake("channels.send", lock=None, queue="outbox")
    record(BACKUP_WRITTEN, by=SYSTEM, data={"place": "/backups"})


def values() -> dict[str, float]:
    """Every line, by name with labels; each has to be well formed."""
    found = {}
    for line in exposition().splitlines():
        if not line.startswith("#"):
            match = LINE.fullmatch(line)
            assert match, line
            found[f"{match[1]}{{{match[2] or ''}}}"] = float(match[3])
    return found


def test_a_stranger_finds_no_metrics(client: Client, settings, ada: User) -> None:
    assert client.get("/metrics").status_code == 404
    client.force_login(ada)
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 404
    wrong = client.get("/metrics", headers={"Authorization": "Bearer another-token"})
    assert wrong.status_code == 404


def test_the_token_or_an_address_opens_them(client: Client, settings) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    given = client.get("/metrics", headers={"Authorization": "Bearer a-long-token"})
    assert given.status_code == 200
    assert "unsilo_info" in given.content.decode()
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = "", [ip_network("10.0.0.0/8")]
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404


def test_the_work_is_counted(busy: None) -> None:
    found = values()
    assert found['unsilo_deliveries_open{state="waiting"}'] == 1
    assert found['unsilo_jobs_waiting{queue="outbox"}'] >= 1
    assert found['unsilo_channel_lag_seconds{channel="line"}'] == 2.5
    assert found["unsilo_worker_silent_seconds{}"] < 60
    assert found["unsilo_events_unreadable{}"] == 0


def test_requests_and_their_statements_are_counted(client: Client) -> None:
    before = values()
    assert client.get("/").status_code == 302
    after = values()
    for name in (
        'unsilo_requests_total{door="page",status="3xx"}',
        "unsilo_sql_statements_total{}",
    ):
        assert after[name] > before[name]
    count = after['unsilo_request_seconds_count{door="page"}']
    assert count == after['unsilo_request_seconds_bucket{door="page",le="+Inf"}']


def test_a_scrape_costs_the_same_however_much_there_is(
    busy: None, django_assert_num_queries
) -> None:
    with django_assert_num_queries(14):
        exposition()
    for n in range(5):
        make_delivery(make_channel("console", name=f"More {n}"))
    with django_assert_num_queries(14):
        exposition()


def test_whichever_process_is_asked_the_counts_are_those_of_all() -> None:
    shared = Tally(rows=4)
    children = []
    for row in (1, 2):
        pid = os.fork()
        if pid == 0:
            shared.take_row(row)
            shared.add("sql statements", row)
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
    shared.take_row(0)
    shared.add("sql statements", 10)
    assert shared.total("sql statements") == 13
    shared.take_row(1)  # the successor of one that died counts on
    assert shared.total("sql statements") == 13
    assert [row for row, _pid in shared.processes()] == [0, 1, 2]


def test_streams_of_a_process_that_died_are_forgotten() -> None:
    shared = Tally(rows=2)
    shared.add("streams")
    shared.take_row(0)
    assert shared.total("streams") == 0


def test_odd_statuses_and_long_waits_have_their_places() -> None:
    before = tally.total("requests api 5xx")
    count_request("api", 599, 100.0)
    assert tally.total("requests api 5xx") == before + 1


def test_the_dashboard_names_only_metrics_that_exist(busy: None) -> None:
    tally.take_row(0)
    known = {name.partition("{")[0] for name in values()}
    asked = set()
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        for target in panel["targets"]:
            asked |= set(re.findall(r"unsilo_[a-z_]+", target["expr"]))
    assert len(asked) > 8
    assert asked <= known
