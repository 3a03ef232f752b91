"""The static files, copied with hashed names and compressed once per change."""

import fcntl
import hashlib
import os
from pathlib import Path


def collect_static() -> bool:
    """Bring STATIC_ROOT up to date; does nothing when no file changed. Whether it worked."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:  # the finders serve them, always fresh
        return False
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_suffix(".stamp")
    root.mkdir(parents=True, exist_ok=True)
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return False
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest.hexdigest())
    return True
