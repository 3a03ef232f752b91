"""How often one address may ask for something public.

Buckets live in the process and are forgotten when there are many: this keeps a flood from the
database, it does not keep books.
"""

import threading
import time

_KEPT = 10_000


class PerMinute:
    """So many requests a minute for each address, and as many at once."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def may_pass(self, address: str, *, cost: int = 1) -> bool:
        """Count one request of an address; what is dear to answer counts for several."""
        now = time.monotonic()
        with self._lock:
            left, at = self._buckets.get(address, (float(self.count), now))
            left = min(self.count, left + (now - at) * self.count / 60)
            if len(self._buckets) >= _KEPT and address not in self._buckets:
                self._buckets.clear()
            self._buckets[address] = (max(left - cost, 0.0), now)
        return left >= cost

    def forget(self) -> None:
        """Let everybody begin anew."""
        with self._lock:
            self._buckets.clear()
