"""Bring the database up to date. Safe to run at any time, also by several machines at once.

unsilo may go on working meanwhile: a step that can't get its locks within seconds lets everybody
else go first and tries again.
"""

import argparse
import os
import time
from typing import TYPE_CHECKING

from unsilo.cli.site import BadInstallation, add_data_dir, direct_url, site
from unsilo.cli.talk import say

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.state import ProjectState

LOCK_PATIENCE = "3s"  # that others have to wait behind a step which waits itself
TRIES = 60
LOCK_NOT_AVAILABLE = "55P03"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    if direct_url():
        os.environ["DATABASE_URL"] = direct_url()  # a pooler has no use for what follows
    with site(arguments.data_dir, make=True):
        count = migrate()
        say(f"{count} migrations applied." if count else "The database is up to date.")
    return 0


def migrate() -> int:
    """Apply what is missing and return how many migrations that were."""
    from unsilo.core.locks import session_lock
    from unsilo.core.schema import missing_migrations

    while missing := missing_migrations():
        with session_lock("migrate") as mine:
            if mine:
                _apply()
                return len(missing)
        # Asked again rather than waited for: a waiting query would block CREATE INDEX CONCURRENTLY.
        time.sleep(0.5)
    return 0


def _apply() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.loader.applied_migrations:  # else nobody can be using it yet
        state = None
        for step, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
            state = _apply_one(executor, step, state)
    call_command("migrate", interactive=False, verbosity=0)


def _apply_one(
    executor: "MigrationExecutor", step: "Migration", before: "ProjectState | None"
) -> "ProjectState":
    """One step. While it waits for a lock everybody after it waits too, so it does not wait long.

    What builds indexes CONCURRENTLY holds nobody up, and could not begin again: it may wait.
    """
    from django.db import OperationalError

    for _try in range(TRIES):
        _wait_for_locks(LOCK_PATIENCE if step.atomic else "0")
        try:
            return executor.migrate(
                [(step.app_label, step.name)],
                plan=[(step, False)],
                state=before,
            )
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            say(f"{step} waits for others to finish.")
            executor.loader.build_graph()
            before = None  # it was changed on the way to the failure
            time.sleep(1)
        finally:
            _wait_for_locks("0")
    raise BadInstallation(
        f"{step} could not get its locks in {TRIES} tries. `unsilo doctor` names transactions that "
        "have been open for long."
    )


def _wait_for_locks(patience: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [patience])
