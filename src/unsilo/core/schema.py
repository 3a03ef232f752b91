"""Whether the database has the tables that this version works with."""

from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


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
