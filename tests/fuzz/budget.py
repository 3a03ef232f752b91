"""How much is tried: little and always the same in the suite, much and by chance with FUZZ_EXAMPLES."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 0)
SECONDS = 5.0  # of CPU for one input; measured: the slowest takes less than one

fuzz = settings(
    max_examples=EXAMPLES or 30,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    # Making a failure small takes its time, which the suite does not have.
    phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if EXAMPLES else [])],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
fuzz_slow_door = settings(fuzz, max_examples=max(EXAMPLES // 10, 12))


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert took < seconds, f"took {took:.1f} s of CPU"
