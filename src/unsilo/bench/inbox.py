"""What a colleague waits for: lists, a conversation of 20 messages, sending an answer.

Over HTTP from a real server process, one request after the other. Counted are the clock, the
processor time of server and database, and SQL statements. References: the same at the smallest size,
and for the list's SQL a bare query of a page by the same index.
"""

from itertools import cycle

from unsilo.bench.ground import MESSAGES_PER, BadGround, Ground
from unsilo.bench.measure import Cost, measured, p50, p95, plain_python, timed
from unsilo.bench.report import Report
from unsilo.bench.servers import Site, web

TIMES = 200  # requests of a kind
REPLIES = 100
ROUNDS = 5  # that they are asked in; the middle one's processor time counts
WARM_UP = 10

# Milliseconds of processor time, server and database together.
CPU_BARS = {"inbox page": 18.0, "conversation of 20": 50.0, "reply": 25.0}
STATEMENT_BARS = {"inbox page": 15, "conversation of 20": 20}
GROWTH_BAR = 1.3  # p95 at a size against that at the smallest
SQL_BAR = 3.0


def measure(ground: Ground, sizes: list[int], messages_per: int = MESSAGES_PER) -> list[Report]:
    """One report for each size; later ones are compared with the first."""
    reports: list[Report] = []
    smallest: dict[str, float] = {}
    for size in sizes:
        report = Report("inbox", f"{size:,} conversations, {size * messages_per:,} messages")
        with ground.copy(size, messages_per) as database:
            asked = ground.run(database, "unsilo.bench.asked.requests", 50, WARM_UP + REPLIES + 2)
            with web(ground, database) as site:  # which has made the static files by now
                counted = ground.run(database, "unsilo.bench.asked.statements", asked)
                site.cookie = ground.run(database, "unsilo.bench.session.open_session")
                for name, many in asked.items():
                    seconds, cost = _ask(ground, database, site, many)
                    _tell(report, name, seconds, cost, counted[name], smallest)
            report.add("reference: a million steps of plain Python", plain_python() * 1000, "ms")
            _tell_sql(report, ground.run(database, "unsilo.bench.asked.list_sql"))
        reports.append(report)
    return reports


def _ask(
    ground: Ground, database: str, site: Site, asked: list[tuple[str, dict[str, str] | None]]
) -> tuple[list[float], Cost]:
    """Seconds of each request, and what those of one round cost: a machine that others use too is
    slower at times. A form is sent once, a page many times."""
    is_form = asked[0][1] is not None
    requests = iter(asked[:-2]) if is_form else cycle(asked)

    def ask() -> None:
        path, fields = next(requests)
        status, body = site.get(path) if fields is None else site.post(path, fields)
        if status != 200:
            raise BadGround(f"{path} answered {status}: {body[:300].decode(errors='replace')}")

    timed(ask, WARM_UP)
    seconds: list[float] = []
    costs = []
    for _ in range(ROUNDS):
        with measured(own=site.server.pids, database=lambda: ground.backends(database)) as cost:
            seconds += timed(ask, (REPLIES if is_form else TIMES) // ROUNDS)
        costs.append(cost)
    costs.sort(key=lambda one: one.all_cpu)
    return seconds, costs[ROUNDS // 2]


def _tell(
    report: Report,
    name: str,
    seconds: list[float],
    cost: Cost,
    statements: int,
    smallest: dict[str, float],
) -> None:
    each = 1000 * ROUNDS / len(seconds)
    report.add(f"{name}: p50", p50(seconds) * 1000, "ms")
    report.add(f"{name}: p95", p95(seconds) * 1000, "ms")
    report.add(f"{name}: processor time", cost.all_cpu * each, "ms", at_most=CPU_BARS.get(name))
    report.add(f"{name}: of that, database", cost.database_cpu * each, "ms")
    report.add(f"{name}: SQL statements", statements, "", at_most=STATEMENT_BARS.get(name))
    if name in smallest:
        ratio = p95(seconds) / smallest[name]
        report.ratio(f"{name}, p95 to that at the smallest size", ratio, at_most=GROWTH_BAR)
    smallest.setdefault(name, p95(seconds))


def _tell_sql(report: Report, milliseconds: tuple[float, float, float]) -> None:
    keys, whole, bare = milliseconds
    report.add("reference: a bare page by its index", bare, "ms")
    report.add("the list's query", keys, "ms")
    report.add("the list's query and all of its rows", whole, "ms")
    report.ratio("the list's query to the bare page", keys / bare, at_most=SQL_BAR)
    report.ratio("the list with its rows to the bare page", whole / bare)
