"""Memory that is no longer needed goes back to the system."""

import ctypes
import gc


def give_back() -> None:
    """Collect garbage and, where the C library can (glibc), return what it keeps in reserve."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
