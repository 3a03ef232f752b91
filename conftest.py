"""Fixtures for every test, wherever it stands, and a database when DATABASE_URL names none."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings
from tests.emptying import only_what_is_filled
from tests.prepared import migrated
from tests.site import forget_company

from unsilo.config.env import Env
from unsilo.config.settings import database
from unsilo.core.pgprograms import Programs
from unsilo.core.postgres import EmbeddedPostgres

pytest_plugins = [
    "unsilo.accounts.tests.cast",
    "unsilo.channels.tests.listener",
    "unsilo.channels.tests.otherside",
    "tests.chromium",
]

# What a crash of the machine would lose is made anew by the next run.
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
}


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before any test; processes that pytest starts find it in DATABASE_URL, and in
    TEST_TEMPLATE and TEST_COMPANY the databases that theirs are copies of."""
    if not Env().text("DATABASE_URL"):
        _start_server(config)
    only_what_is_filled()
    if not hasattr(config, "workerinput"):
        os.environ["TEST_TEMPLATE"] = migrated(os.environ["DATABASE_URL"])
        os.environ["TEST_COMPANY"] = f"unsilo_company_{os.getpid()}"
        config.add_cleanup(forget_company)
        config.add_cleanup(_delete_files)
    copied = {"TEMPLATE": os.environ["TEST_TEMPLATE"]}
    settings.DATABASES["default"].setdefault("TEST", {}).update(copied)


def _start_server(config: pytest.Config) -> None:
    env = Env()
    bindir = Path(env.text("UNSILO_PG_BINDIR")) if env.text("UNSILO_PG_BINDIR") else None
    server = EmbeddedPostgres(
        config.rootpath / f".state/test-{Programs(bindir).version}",
        bindir=bindir,
        user=env.text("UNSILO_PG_USER") or None,
        options=CARELESS,
    )
    os.environ["DATABASE_URL"] = server.start()
    config.add_cleanup(server.release)
    entry = database(os.environ["DATABASE_URL"])
    entry["OPTIONS"].pop("pool")
    settings.DATABASES["default"].update(entry)


def _delete_files() -> None:
    """What the tests kept, unless somebody named the place."""
    if settings.DATA_DIR.name.startswith("unsilo-tests-"):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything a test needs has to be there, as in CI, a skipped test is a failed one."""
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and Env().flag("UNSILO_NO_SKIPS", default=False)
    ):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped, which UNSILO_NO_SKIPS forbids: {report.longrepr}"
        )
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and Env().flag("UNSILO_NO_SKIPS", default=False):
        report.outcome = "failed"
    return report
