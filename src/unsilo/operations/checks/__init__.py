"""The checks of `unsilo doctor`, in the order in which they help."""

from collections.abc import Iterator

from unsilo.core.logs import brief
from unsilo.operations.checks import database, machine, work
from unsilo.operations.checks.finding import Check, Finding, State, fail

CHECKS: tuple[Check, ...] = (
    database.server,
    database.extensions,
    database.transactions,
    database.dead_rows,
    database.archive,
    machine.clock,
    machine.disk,
    machine.secrets,
    machine.letters,
    machine.files,
    machine.backups,
    work.worker,
    work.queues,
    work.readings,
    work.ledgers,
    work.channels,
    machine.web,
)

__all__ = ["CHECKS", "Finding", "State", "examine"]


def examine(*, deep: bool = False) -> Iterator[Finding]:
    """Every check's findings; one that breaks is a finding itself, and the others still run."""
    for check in (*CHECKS, work.stored) if deep else CHECKS:
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001 - this is for broken installations
            first = str(error).strip().partition("\n")[0] or brief(error)
            yield fail(check.__name__, f"{type(error).__name__}: {first}", "Mend this one first.")
