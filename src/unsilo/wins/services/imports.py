"""Stores from a file: looked at first, then taken in. The same file again changes nothing."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.wins import storefile
from unsilo.wins.models import Retailer, RetailerKind, Store, StoreImport
from unsilo.wins.services.directory import store_key
from unsilo.wins.storefile import BadRow, Columns, StoreLine, Table

BATCH = 1000
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000  # through the browser; the command line takes any number
SHOWN = 100  # bad rows in a report; the file of bad rows has them all

_FACTS = (
    "name", "number", "street", "city", "region", "zip", "lat", "lon", "is_exact", "phone",
    "hours", "website",
)  # fmt: skip


@dataclass(slots=True)
class Report:
    """What a file holds, or what became of it. ``problems`` are the first of the bad rows."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    new_retailers: list[str] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def start_import(
    *, file_name: str, content: bytes, retailer: Retailer | None, user: User | None, by: Actor
) -> StoreImport:
    """Keep a file and guess its columns. Raises ``UnreadableFile``."""
    if len(content) > MAX_BYTES:
        raise Invalid(_("Files of up to 10 MB, please; larger ones go in by `unsilo import`."))
    table = storefile.read(content)
    if sum(1 for _row in islice(table.rows(), MAX_ROWS + 1)) > MAX_ROWS:
        raise Invalid(
            _("Up to %(n)s rows, please; larger files go in by `unsilo import stores`.")
            % {"n": MAX_ROWS}
        )
    with transaction.atomic():
        kept = StoreImport.objects.create(
            file_name=file_name[:200],
            content=content,
            columns=storefile.guess(table),
            retailer=retailer,
            user=user,
        )
        events.record(
            "store_import.started", by=by, data={"import_id": kept.pk, "file": kept.file_name}
        )
    return kept


def set_columns(
    kept: StoreImport, *, columns: dict[str, int], retailer: Retailer | None, by: Actor
) -> StoreImport:
    """Correct what was guessed, and look what the file would do."""
    _require_waiting(kept)
    table = storefile.read(bytes(kept.content))
    kept.columns = {
        name: at
        for name, at in columns.items()
        if name in storefile.FIELDS and 0 <= at < len(table.header)
    }
    kept.retailer = retailer
    report, bad_rows = _take(table, kept.columns, retailer, by, dry=True)
    kept.report, kept.bad_rows = asdict(report), bad_rows
    kept.save(update_fields=["columns", "retailer", "report", "bad_rows"])
    return kept


@transaction.atomic
def run_import(kept: StoreImport, *, by: Actor) -> StoreImport:
    """Take the good rows in. The file itself is then forgotten, its bad rows are not."""
    kept = StoreImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    _require_waiting(kept)
    table = storefile.read(bytes(kept.content))
    report, bad_rows = _take(table, kept.columns, kept.retailer, by, dry=False)
    kept.report, kept.bad_rows = asdict(report), bad_rows
    kept.content, kept.done_at = b"", timezone.now()
    kept.save()
    _record_done(kept.file_name, report, by)
    return kept


@transaction.atomic
def drop_import(kept: StoreImport, *, by: Actor) -> None:
    """Forget a file that was not taken in, or the report of one that was."""
    events.record(
        "store_import.dropped", by=by, data={"import_id": kept.pk, "file": kept.file_name}
    )
    kept.delete()


def import_stores(
    content: bytes, *, by: Actor, retailer: Retailer | None = None, dry: bool = False,
    file_name: str = "", progress: Callable[[int], None] = lambda rows: None,
) -> tuple[Report, str]:  # fmt: skip
    """Take a whole file in at once, with its columns as guessed. Returns the bad rows as a file."""
    table = storefile.read(content)
    with transaction.atomic():
        report, bad_rows = _take(
            table, storefile.guess(table), retailer, by, dry=dry, progress=progress
        )
        if not dry:
            _record_done(file_name, report, by)
    return report, bad_rows


def _require_waiting(kept: StoreImport) -> None:
    if kept.done_at is not None:
        raise Conflict(_("This file is in already."))


def _take(
    table: Table, columns: Columns, retailer: Retailer | None, by: Actor, *, dry: bool,
    progress: Callable[[int], None] = lambda rows: None,
) -> tuple[Report, str]:  # fmt: skip
    report, out = Report(), io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*table.header, _("line"), _("reason")])
    retailers = _Retailers(by, dry=dry)
    first_seen: dict[tuple[str, str], int] = {}
    for rows in _batches(table):
        batch: dict[tuple[str, str], StoreLine] = {}
        for line, cells in rows:
            report.rows += 1
            try:
                store = storefile.parse(
                    cells,
                    columns,
                    width=len(table.header),
                    retailer=retailer.name if retailer else "",
                )
                key = (
                    store.retailer.casefold(),
                    store_key(store.number, store.name, store.street, store.zip),
                )
                if key in first_seen:
                    raise BadRow(_("The same store as in line %(n)s.") % {"n": first_seen[key]})
            except BadRow as reason:
                report.bad += 1
                if len(report.problems) < SHOWN:
                    report.problems.append((line, str(reason)))
                writer.writerow([*(cells or []), line, str(reason)])
                continue
            first_seen[key] = line
            batch[key] = store
        _write(batch, retailers, report, dry=dry)
        progress(report.rows)
    report.new_retailers = retailers.added
    return report, out.getvalue() if report.bad else ""


def _batches(table: Table) -> Iterator[list[tuple[int, list[str] | None]]]:
    rows = table.rows()
    while some := list(islice(rows, BATCH)):
        yield some


class _Retailers:
    """The retailers a file names; those that are new are noted as stores to walk into."""

    def __init__(self, by: Actor, *, dry: bool) -> None:
        self._by, self._dry = by, dry
        self._known: dict[str, int | None] = {
            one.name.casefold(): one.pk for one in Retailer.objects.all()
        }
        self.added: list[str] = []

    def ids(self, names: Sequence[str]) -> dict[str, int | None]:
        """Ids by folded name; None for one that a dry run would make."""
        for name in names:
            folded = name.casefold()
            if folded not in self._known:
                self.added.append(name)
                self._known[folded] = None if self._dry else self._make(name)
        return {name.casefold(): self._known[name.casefold()] for name in names}

    def _make(self, name: str) -> int:
        retailer = Retailer.objects.create(name=name, kind=RetailerKind.CHAIN)
        data = {"retailer_id": retailer.pk, "name": name}
        events.record("retailer.created", by=self._by, data=data)
        return retailer.pk


def _write(
    batch: dict[tuple[str, str], StoreLine], retailers: _Retailers, report: Report, *, dry: bool
) -> None:
    names = {line.retailer.casefold(): line.retailer for line in batch.values()}
    ids = retailers.ids(list(names.values()))
    wanted = {(ids[sold_by], key): line for (sold_by, key), line in batch.items()}
    there = {
        (store.retailer_id, store.key): store
        for store in Store.objects.filter(
            retailer__in=[pk for pk in ids.values() if pk], key__in=[key for _pk, key in wanted]
        )
    }
    new, changed, now = [], [], timezone.now()
    for (retailer_id, key), line in wanted.items():
        facts = {name: getattr(line, name) for name in _FACTS}
        known = there.get((retailer_id or 0, key))
        if known is None:
            report.new += 1
            if retailer_id:
                new.append(Store(retailer_id=retailer_id, key=key, updated_at=now, **facts))
        elif _differs(known, facts):
            report.changed += 1
            for name, value in facts.items():
                setattr(known, name, value)
            known.updated_at = now
            changed.append(known)
        else:
            report.same += 1
    if not dry:
        Store.objects.bulk_create(new)
        Store.objects.bulk_update(changed, [*_FACTS, "updated_at"], batch_size=200)


def _differs(store: Store, facts: dict[str, Any]) -> bool:
    """A file without the exact place does not take it away."""
    if store.is_exact and not facts["is_exact"] and store.zip == facts["zip"]:
        facts |= {"lat": store.lat, "lon": store.lon, "is_exact": True}
    return any(getattr(store, name) != value for name, value in facts.items())


def _record_done(file_name: str, report: Report, by: Actor) -> None:
    counts = {name: getattr(report, name) for name in ("rows", "new", "changed", "same", "bad")}
    events.record("stores.imported", by=by, data={"file": file_name, **counts})
