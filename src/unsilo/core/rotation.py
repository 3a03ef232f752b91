"""Seal every stored secret anew with the newest key, so that an old one can go.

Whatever is called ``sealed_…`` in a model is found here by itself; what is sealed elsewhere is
registered. Each batch is a transaction, and what is sealed with the newest key already is left
alone: after a crash, the next run goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField, Model

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.secrets import SecretUnreadable, resealed

BATCH = 200

# Changes a row's secrets where they were not sealed with the newest key; says whether it did.
Reseal = Callable[[Any], bool]

_registered: list[tuple[type[Model], Reseal]] = []


def register_sealed(model: type[Model], reseal: Reseal) -> None:
    """Have the rows of a model whose secrets stand in no ``sealed_…`` field sealed anew too."""
    if (model, reseal) not in _registered:
        _registered.append((model, reseal))


@dataclass
class Rotated:
    """``unreadable`` names rows for which no key was given."""

    rows: int = 0
    resealed: int = 0
    unreadable: list[str] = field(default_factory=list)


def rotate(
    *, by: Actor, batch: int = BATCH, progress: Callable[[Rotated], None] = lambda found: None
) -> Rotated:
    found = Rotated()
    for model, reseal in sealed():
        for keys in _batches(model, batch):
            with transaction.atomic():
                for row in model._default_manager.select_for_update().filter(pk__in=keys):
                    _try(row, reseal, found)
            progress(found)
    data = {"rows": found.rows, "resealed": found.resealed, "unreadable": len(found.unreadable)}
    with transaction.atomic():
        events.record("keys.rotated", by=by, data=data)
    return found


def sealed() -> Iterator[tuple[type[Model], Reseal]]:
    """Every model that keeps secrets."""
    for model in apps.get_models():
        names = [
            one.name
            for one in model._meta.fields
            if isinstance(one, BinaryField) and one.name.startswith("sealed_")
        ]
        if names:
            yield model, _of_fields(names)
    yield from _registered


def _of_fields(names: list[str]) -> Reseal:
    def reseal(row: Model) -> bool:
        changed = []
        for name in names:
            if (value := getattr(row, name)) and (fresh := resealed(value)):
                setattr(row, name, fresh)
                changed.append(name)
        if changed:
            row.save(update_fields=changed)
        return bool(changed)

    return reseal


def _batches(model: type[Model], size: int) -> Iterator[list[Any]]:
    rows = model._default_manager.order_by("pk").values_list("pk", flat=True)
    keys = list(rows[:size])
    while keys:
        yield keys
        keys = list(rows.filter(pk__gt=keys[-1])[:size])


def _try(row: Model, reseal: Reseal, found: Rotated) -> None:
    found.rows += 1
    try:
        found.resealed += reseal(row)
    except SecretUnreadable:
        found.unreadable.append(f"{row._meta.verbose_name} {row.pk} ({row})")
