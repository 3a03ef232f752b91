"""Whether this process can do its work, for load balancers and for `unsilo up`.

``/healthz`` (in ``server``) says that the process runs; ``/readyz`` says that it is of use.
"""

from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def missing_migrations() -> list[str]:
    """The migrations that this version has and the database does not.

    Told by their names alone: importing them all would take longer than the rest of a start.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    return [
        f"{app.label}.{name}"
        for app in apps.get_app_configs()
        for name in _migrations_of(app.label)
        if (app.label, name) not in applied
    ]


def _migrations_of(label: str) -> list[str]:
    package, _ = MigrationLoader.migrations_module(label)
    spec = find_spec(package) if package else None
    folders = spec.submodule_search_locations if spec else None
    return (
        [module.name for module in iter_modules(folders) if module.name[0] not in "_~"]
        if folders
        else []
    )


@cache
def _is_current() -> bool:
    """Asked once it is true, and not again: nothing takes migrations back while we run."""
    if missing_migrations():
        raise _Behind
    return True


class _Behind(Exception):
    """The database is older than this version."""


@never_cache
@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _is_current()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", "text/plain", 503)
    except _Behind:
        return HttpResponse("migrations wait: run `unsilo migrate`\n", "text/plain", 503)
    return HttpResponse("ready\n", "text/plain")
