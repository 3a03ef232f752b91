"""What the system tells of other processes: whether they live, and where they work."""

import os
from pathlib import Path


def works_in(pid: int, directory: Path) -> bool:
    """Whether a process is a PostgreSQL server of this directory, which servers make their own."""
    if not Path("/proc/self").exists():  # macOS
        return is_alive(pid)
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", directory)
    except OSError:
        return False


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def processes_in(directory: Path) -> list[int]:
    """Processes that a crashed server left behind, as far as the system tells."""
    numbers = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [pid for pid in numbers if pid != os.getpid() and works_in(pid, directory)]
