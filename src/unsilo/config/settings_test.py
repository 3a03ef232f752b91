"""What tests change: fast passwords, letters kept in memory, a data directory of their own."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("UNSILO_SECRET_KEY", "tests only")
_PREFIX = "unsilo-tests-"
_own = Path(
    os.environ.get("UNSILO_DATA_DIR") or Path(tempfile.gettempdir()) / f"{_PREFIX}{os.getpid()}"
)
# A worker of pytest-xdist finds its controller's; with a database of its own, it needs files of its
# own, or what one test lets go is missing in another.
if _own.name.startswith(_PREFIX) and (_worker := os.environ.get("PYTEST_XDIST_WORKER")):
    _own /= _worker
os.environ["UNSILO_DATA_DIR"] = str(_own)

from unsilo.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # WhiteNoise warns when there is none
