"""How often one address may follow links: enough for an office behind one router, not for a flood.

Buckets live in this process and are forgotten when there are many.
"""

import threading
import time

PER_MINUTE = 120
_KEPT = 10_000

_buckets: dict[str, tuple[float, float]] = {}
_lock = threading.Lock()


def may_pass(address: str) -> bool:
    """Count one request of an address."""
    now = time.monotonic()
    with _lock:
        left, at = _buckets.get(address, (float(PER_MINUTE), now))
        left = min(PER_MINUTE, left + (now - at) * PER_MINUTE / 60)
        if len(_buckets) >= _KEPT and address not in _buckets:
            _buckets.clear()
        _buckets[address] = (max(left - 1, 0.0), now)
    return left >= 1


def forget() -> None:
    """Let everybody begin anew."""
    with _lock:
        _buckets.clear()
