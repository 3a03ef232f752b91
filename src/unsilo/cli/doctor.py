"""Check the installation and say what to do about what is wrong.

Prints one line for each check: ok, warn (worth a look) or fail. Exit code 1 when anything failed.
"""

import argparse
import json
from dataclasses import asdict

from unsilo.cli.site import add_data_dir, site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--json", action="store_true", help="one JSON list for programs")
    parser.add_argument(
        "--deep", action="store_true",
        help="also read every row and look for every file: does all of it agree? Takes minutes",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        from unsilo.operations.checks import State, examine

        findings = list(examine(deep=arguments.deep))
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for one in findings:
            print(f"{one.state:<4}  {one.about:<10} {' '.join(filter(None, [one.text, one.todo]))}")
    return 1 if any(finding.state is State.FAIL for finding in findings) else 0
