"""A clock that is set wrong under a process that works."""

import os
import subprocess
import sys
import time

import pytest

from tests.chaos.clocks import Clock, built

ASK = "import sys, time\nfor _ in sys.stdin: print(time.time(), time.monotonic(), flush=True)"


@pytest.fixture
def clock(tmp_path):
    library = built(tmp_path)
    if library is None:
        pytest.skip("A C compiler is needed.")
    return Clock(library, tmp_path / "clock")


def test_it_is_set_while_a_process_works_and_counting_clocks_stay(clock):
    with subprocess.Popen(
        [sys.executable, "-c", ASK],
        env=os.environ | clock.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def asked() -> tuple[float, float]:
            process.stdin.write("\n")
            process.stdin.flush()
            shown, counted = process.stdout.readline().split()
            return float(shown) - time.time(), float(counted) - time.monotonic()

        for ahead in (0, 3600, -3600, 0):
            clock.be_ahead(ahead)
            assert asked() == pytest.approx((ahead, 0), abs=5)
        process.stdin.close()
