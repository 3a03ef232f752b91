"""What tests change: fast passwords, letters kept in memory, a data directory of their own."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("UNSILO_SECRET_KEY", "tests only")
os.environ.setdefault(
    "UNSILO_DATA_DIR", str(Path(tempfile.gettempdir()) / f"unsilo-tests-{os.getpid()}")
)

from unsilo.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # WhiteNoise warns when there is none
