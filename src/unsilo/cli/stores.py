"""The part of ``unsilo import`` that brings in stores from a CSV file."""

import argparse
import sys
from pathlib import Path

from unsilo.cli.site import site
from unsilo.cli.talk import say
from unsilo.core.errors import Invalid


def add_arguments(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--retailer", metavar="NAME", default="", help="of rows that name none (it has to be there)"
    )
    group.add_argument(
        "--dry-run", action="store_true", help="say what would happen, change nothing"
    )
    group.add_argument(
        "--bad-rows",
        type=Path,
        metavar="FILE",
        help="write rows that can't be used here, with reasons",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when no row of the file can be used."""
    try:
        content = arguments.path.read_bytes()
    except OSError as error:
        raise Invalid(f"{arguments.path}: {error.strerror}.") from error
    with site(arguments.data_dir):
        from unsilo.core.actor import SYSTEM
        from unsilo.wins.models import Retailer
        from unsilo.wins.services.imports import import_stores

        retailer = Retailer.objects.filter(name__iexact=arguments.retailer).first()
        if arguments.retailer and retailer is None:
            raise Invalid(f"There is no retailer {arguments.retailer!r}.")
        report, bad_rows = import_stores(
            content,
            by=SYSTEM,
            retailer=retailer,
            dry=arguments.dry_run,
            file_name=arguments.path.name,
            progress=_tell,
        )
    if sys.stderr.isatty():
        sys.stderr.write("\r")
    for line, reason in report.problems:
        say(f"line {line}: {reason}")
    if report.bad > len(report.problems):
        say(f"... and {report.bad - len(report.problems):,} more; --bad-rows FILE has them all.")
    if arguments.bad_rows and bad_rows:
        arguments.bad_rows.write_text(bad_rows, encoding="utf-8")
    would = "would be " if arguments.dry_run else ""
    say(
        f"{report.rows:,} rows: {report.new:,} {would}new, {report.changed:,} {would}changed, "
        f"{report.same:,} the same, {report.bad:,} bad."
    )
    return 1 if report.rows and report.bad == report.rows else 0


def _tell(rows: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{rows:,} rows")
        sys.stderr.flush()
