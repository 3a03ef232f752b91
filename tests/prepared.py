"""A database with every migration, of which others are copies: migrating takes half a minute.

It stays on the server until a migration or a library changes.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parents[1]
OURS = "unsilo_prepared_"  # how their names begin


def migrated(url: str) -> str:
    """The name of the database, on the server of ``url``; made when it isn't there."""
    name = OURS + _digest()
    with psycopg.connect(beside(url, "postgres"), autocommit=True) as line:
        line.execute("SELECT pg_advisory_lock(hashtext(%s))", [OURS])
        known = {known for (known,) in line.execute("SELECT datname FROM pg_database")}
        if name not in known:
            for old in (one for one in known if one.startswith(OURS)):
                line.execute(f'DROP DATABASE "{old}" WITH (FORCE)'.encode())
            making = f"{OURS}making"
            line.execute(f'CREATE DATABASE "{making}" TEMPLATE template0'.encode())
            _migrate(beside(url, making))
            line.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"'.encode())
    return name


def beside(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _digest() -> str:
    """Of all that decides what the tables are like."""
    sources = sorted((ROOT / "src").glob("unsilo/*/migrations/*.py"))
    digest = hashlib.sha256()
    for path in (ROOT / "requirements.txt", *sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", "migrate", "--verbosity", "0"],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "unsilo.config.settings_test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The migrations fail:\n{done.stderr}")
