"""Memory that is no longer needed goes back to the system."""

import ctypes
import gc

_M_ARENA_MAX = -8  # of glibc's malloc.h
ARENAS = 2


def share_arenas() -> None:
    """Let all threads share a few arenas, where the C library is glibc. Call before there are threads.

    By default it gives threads up to eight arenas for each core, and each keeps the most that was ever
    needed in it: processes of many threads that take turns would grow for days.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, ARENAS)


def collect_seldom() -> None:
    """Look for cycles after ten thousand new objects instead of 700.

    A page makes more than that and leaves next to no cycles: the looks were 4 % of its processor time.
    """
    gc.set_threshold(10_000, 20, 20)


def give_back() -> None:
    """Collect garbage and, where the C library can (glibc), return what it keeps in reserve."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
