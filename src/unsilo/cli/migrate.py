"""Bring the database up to date. Safe to run at any time, also by several machines at once."""

import argparse
import time

from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir, make=True):
        count = migrate()
        say(f"{count} migrations applied." if count else "The database is up to date.")
    return 0


def migrate() -> int:
    """Apply what is missing and return how many migrations that were."""
    from django.core.management import call_command

    from unsilo.config.health import missing_migrations
    from unsilo.core.locks import session_lock

    while missing := missing_migrations():
        with session_lock("migrate") as mine:
            if mine:
                call_command("migrate", interactive=False, verbosity=0)
                return len(missing)
        # Asked again rather than waited for: a waiting query would block CREATE INDEX CONCURRENTLY.
        time.sleep(0.5)
    return 0
