"""Migrations that can run while the release before works on: `make lint` asks `python -m tests.migrations`.

What the last release has is listed in ``migrations_released.txt`` (written anew by ``--release``); all
that came later is judged, operation by operation. As long as nothing was released it is told only. A
migration that is safe for a reason that nobody can see says it: ``safe_because = "..."`` in its class.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    CreateExtension,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

RELEASED = Path(__file__).with_name("migrations_released.txt")
CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"
ALWAYS_SAFE = (
    operations.CreateModel,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
    operations.RemoveIndex,
    operations.RemoveConstraint,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    AddConstraintNotValid,
    ValidateConstraint,
    CreateExtension,
)
STILL_USED = (
    "processes of the release before still use it: stop using it now, remove it in the next one"
)
WHY_NOT = {
    operations.RemoveField: STILL_USED,
    operations.DeleteModel: STILL_USED,
    operations.RenameField: STILL_USED,
    operations.RenameModel: STILL_USED,
    operations.AlterModelTable: STILL_USED,
    operations.AddIndex: "writers wait until it is built: AddIndexConcurrently, atomic = False",
    operations.AddConstraint: "every row is checked under a lock: for a check AddConstraintNotValid, then "
    "ValidateConstraint in a migration of its own; for a unique one an index built CONCURRENTLY first",
    operations.RunSQL: "nobody can see what it locks: say safe_because",
    operations.RunPython: "nobody can see how long it takes: say safe_because",
}


def complaints(migration: Migration, state: ProjectState) -> Iterator[str]:
    """What would hurt in a migration that begins with ``state``, which it is applied to."""
    if getattr(migration, "safe_because", ""):
        return
    state = state.clone()
    new: set[str] = set()
    for operation in migration.operations:
        parts = [operation]
        if isinstance(operation, operations.SeparateDatabaseAndState):
            parts = list(operation.database_operations)
        for part in parts:
            if isinstance(part, operations.CreateModel):
                new.add(part.name.lower())
            if model_of(part) not in new and (why := judge(part, state, migration.app_label)):
                yield f"{part.describe()}: {why}"
        operation.state_forwards(migration.app_label, state)


def model_of(operation: Operation) -> str:
    return str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()


def judge(operation: Operation, state: ProjectState, app: str) -> str:
    """Why an operation on a table that has rows is not safe, "" when it is."""
    if isinstance(operation, ALWAYS_SAFE):
        return ""
    if isinstance(operation, operations.AddField):
        return _judge_new_field(operation.field)
    if isinstance(operation, operations.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        return _judge_change(before, operation.field)
    for kind, why in WHY_NOT.items():
        if isinstance(operation, kind):
            return why
    return "unknown to tests/migrations.py: say safe_because, or teach it"


def _judge_new_field(field: models.Field) -> str:
    if field.many_to_many or field.null or field.has_db_default():
        return ""
    return "the release before writes rows without it: give it db_default, or let it be null"


def _judge_change(before: models.Field, after: models.Field) -> str:
    old, new = (_stored(field) for field in (before, after))
    if old == new:
        return ""
    widened = {"max_length": None, "null": None}
    if {**old, **widened} == {**new, **widened}:
        shorter = (new["max_length"] or sys.maxsize) < (old["max_length"] or sys.maxsize)
        if not shorter and (new["null"] or not old["null"]):
            return ""
    return "the table is rewritten or checked under a lock: add a field beside it and move over"


def _stored(field: models.Field) -> dict[str, object]:
    """What the database knows of a field."""
    _, path, _, options = field.deconstruct()
    kept = {k: v for k, v in options.items() if k not in (*field.non_db_attrs, "default")}
    return {"path": path, "max_length": None, "null": False, **kept}


def released() -> set[str]:
    return set(RELEASED.read_text().split())


def main(words: list[str]) -> int:
    django.setup()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = sorted(
        key
        for key, migration in loader.disk_migrations.items()
        if type(migration).__module__.startswith("unsilo.")
    )
    if words == ["--release"]:
        RELEASED.write_text("".join(f"{app}.{name}\n" for app, name in ours))
        return 0
    known, bad = released(), 0
    is_released = re.search(r"^## \d", CHANGELOG.read_text(), re.MULTILINE) is not None
    for app, name in ours:
        if f"{app}.{name}" in known:
            continue
        migration = loader.disk_migrations[app, name]
        for complaint in complaints(migration, loader.project_state((app, name), at_end=False)):
            sys.stderr.write(f"{app}.{name}: {complaint}\n")
            bad += 1
    return 1 if bad and is_released else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
