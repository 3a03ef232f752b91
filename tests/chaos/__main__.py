"""``python -m tests.chaos``, which ``make chaos`` calls. Exit code 1 when an invariant is broken."""

import argparse
import signal
import sys
from pathlib import Path

from tests.chaos.run import Plan, holds, run, table
from tests.chaos.several import run_on_two


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=sys.modules[__name__].__doc__)
    parser.add_argument("--seed", type=int, default=Plan.seed, help="decides what happens and when")
    parser.add_argument("--arrivals", type=int, default=Plan.arrivals, metavar="N")
    parser.add_argument("--replies", type=int, default=Plan.replies, metavar="N")
    parser.add_argument(
        "--seconds", type=float, metavar="N",
        help="what letters and answers are spread over (default: one for 20 letters)",
    )  # fmt: skip
    parser.add_argument(
        "--every", type=float, default=Plan.every, metavar="S", help="a fault in so many seconds"
    )
    parser.add_argument(
        "--directory", type=Path, default=Path(".state/chaos"), metavar="DIR",
        help="for the database, the files and the logs of the processes",
    )  # fmt: skip
    parser.add_argument(
        "--conversations", type=int, metavar="N",
        help="how many there are before (default: enough to answer)",
    )  # fmt: skip
    parser.add_argument("--at-most", type=int, default=Plan.at_most, metavar="N", help="faults")
    parser.add_argument("--hurry", action="store_true", help="leave out what only takes time")
    parser.add_argument(
        "--hosts", action="store_true", help="instead, two machines of which one vanishes"
    )
    given = parser.parse_args()
    plan = Plan(
        seed=given.seed,
        arrivals=given.arrivals,
        replies=given.replies,
        seconds=given.seconds or given.arrivals / 20,
        every=given.every,
        at_most=given.at_most,
        hurry=given.hurry,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave nothing running or mounted
    directory = given.directory.resolve()
    conversations = given.conversations or max(500, 8 * given.replies)
    if given.hosts:
        invariants = run_on_two(directory, given.conversations or 500, _say)
        sys.stdout.write(f"{table(invariants)}\n")
    else:
        verdict = run(directory, conversations, plan, _say)
        invariants = verdict.invariants
        sys.stdout.write(f"{verdict}\n")
    return 0 if holds(invariants) else 1


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
