"""First pages, and briefings: counting everything, showing it, writing a week, setting it on paper.

Reference of a first page: its queries alone, so that the ratio says what drawing costs.
"""

from datetime import timedelta

from django.core.management import call_command
from django.test import Client

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, User
from unsilo.bench.ground import USER
from unsilo.bench.measure import p50, p95, timed
from unsilo.bench.report import Report
from unsilo.core.actor import SYSTEM
from unsilo.insights.metrics import METRICS
from unsilo.insights.models import Briefing, Cell
from unsilo.insights.queries.briefings import as_pdf, edition
from unsilo.insights.queries.home import Face
from unsilo.insights.queries.numbers import Period, Scope, summaries, today
from unsilo.insights.services import briefings, rollups
from unsilo.insights.services.briefings.writing import last_monday

TIMES = 20
HOME_BAR, PDF_BAR = 200.0, 300.0  # milliseconds, p95
YEAR_BAR = 10.0  # seconds
WEEKS = 52


def measure_home(conversations: int) -> Report:
    report = Report("home", f"{conversations:,} conversations over two years")
    [first] = timed(rollups.refresh, 1)
    report.add("everything counted for the first time", first, "s")
    report.add("cells that makes", Cell.objects.count(), "")
    report.add("the minute's count afterwards, p50", p50(timed(rollups.refresh, 5)) * 1000, "ms")
    user = User.objects.get(email=USER)
    keys = [one.key for one in METRICS]
    period = Period.until(today(), 30)
    alone = timed(lambda: summaries(Scope(Access.of(user)), keys, period), TIMES)
    report.add("reference: all numbers of 30 days, p50", p50(alone) * 1000, "ms")
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name them
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    for face in Face:

        def show(face: Face = face) -> None:
            assert client.get(f"/home/?as={face}").status_code == 200

        timed(show, 3)
        seconds = timed(show, TIMES)
        report.add(f"the first page of {face}, p50", p50(seconds) * 1000, "ms")
        report.add(f"the first page of {face}, p95", p95(seconds) * 1000, "ms", at_most=HOME_BAR)
        report.ratio(f"the first page of {face} to its numbers alone", p50(seconds) / p50(alone))
    return report


def measure_brief(conversations: int) -> Report:
    report = Report("brief", f"{conversations:,} conversations over two years")
    rollups.refresh()
    brand = Brand.objects.order_by("pk").first()
    assert brand is not None
    newest = last_monday(brand)
    written: list[Briefing] = []

    def write() -> None:
        monday = newest - timedelta(weeks=len(written))
        written.append(briefings.write(brand, monday, by=SYSTEM))

    seconds = timed(write, WEEKS)
    report.add("a year of briefings", sum(seconds), "s", at_most=YEAR_BAR)
    first, others = written[0], written[1 : TIMES + 1]
    [drawn] = timed(lambda: briefings.draw([first]), 1)
    report.add("charts of one as pictures, in a process of their own", drawn, "s")
    reading = timed(lambda: edition(first, None), TIMES)
    report.add("reference: reading one, p50", p50(reading) * 1000, "ms")
    briefings.draw(others)
    as_pdf(edition(first, None))  # fonts are read once a process
    editions = iter([edition(one, None) for one in others])  # the same twice would be remembered
    paper = timed(lambda: as_pdf(next(editions)), TIMES)
    report.add("one on paper, p95", p95(paper) * 1000, "ms", at_most=PDF_BAR)
    return report
