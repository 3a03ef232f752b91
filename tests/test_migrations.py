"""The judge of migrations knows what hurts from what does not."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.state import ModelState, ProjectState

from tests.migrations import complaints

INDEX = models.Index(fields=["name"], name="by_name")
CHECK = models.CheckConstraint(condition=models.Q(size__gt=0), name="some_size")

SAFE = [
    operations.AddField("thing", "note", models.TextField(null=True)),
    operations.AddField("thing", "note", models.TextField(db_default="")),
    operations.AlterField("thing", "name", models.CharField(max_length=80, choices=[("a", "A")])),
    operations.AlterField("thing", "name", models.CharField(max_length=50, null=True)),
    AddIndexConcurrently("thing", INDEX),
    operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
]
UNSAFE = [
    operations.AddField("thing", "note", models.TextField(default="")),
    operations.AlterField("thing", "name", models.TextField()),
    operations.AlterField("thing", "name", models.CharField(max_length=10)),
    operations.AlterField("thing", "size", models.BigIntegerField(null=False)),
    operations.AddIndex("thing", INDEX),
    operations.AddConstraint("thing", CHECK),
    operations.RemoveField("thing", "name"),
    operations.RenameField("thing", "name", "title"),
    operations.DeleteModel("Thing"),
    operations.RunSQL("UPDATE shop_thing SET size = 1"),
    operations.RunPython(operations.RunPython.noop),
    operations.SeparateDatabaseAndState([operations.AddIndex("thing", INDEX)]),
]


def judged(*done: operations.base.Operation, safe_because: str = "") -> list[str]:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=50)),
        ("size", models.IntegerField(null=True)),
    ]
    state.add_model(ModelState("shop", "Thing", fields))
    members = {"operations": list(done), "safe_because": safe_because, "atomic": False}
    return list(complaints(type("Migration", (Migration,), members)("0002", "shop"), state))


@pytest.mark.parametrize("operation", SAFE, ids=lambda one: one.describe())
def test_what_is_safe_passes(operation) -> None:
    assert judged(operation) == []


@pytest.mark.parametrize("operation", UNSAFE, ids=lambda one: one.describe())
def test_what_hurts_is_told(operation) -> None:
    assert len(judged(operation)) == 1
    assert judged(operation, safe_because="the table is empty") == []


def test_a_table_made_in_the_same_migration_has_no_rows_to_lock() -> None:
    made = operations.CreateModel(
        "Other", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
    )
    index = operations.AddIndex("other", models.Index(fields=["name"], name="other_name"))
    assert judged(made, index) == []
