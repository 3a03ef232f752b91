"""Write the briefing of a week to stdout: Markdown, HTML or PDF.

It is written from the data if it was not yet; what people changed in it stays. Without --week it is
the newest week that is over, without --brand the only brand, or the first.
"""

import argparse
import sys

from unsilo.cli.site import add_data_dir, site
from unsilo.core.errors import Invalid, NotFound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--week", metavar="YYYY-Www", help="as in 2026-W48")
    parser.add_argument("--brand", metavar="SLUG")
    parser.add_argument("--format", choices=("md", "html", "pdf"), default="md")


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        from unsilo.accounts.models import Brand
        from unsilo.core.actor import SYSTEM
        from unsilo.insights.forms import monday_of
        from unsilo.insights.models import Briefing
        from unsilo.insights.queries.briefings import as_html, as_markdown, as_pdf, edition
        from unsilo.insights.services import briefings, rollups
        from unsilo.insights.services.briefings.writing import last_monday

        brands = Brand.objects.filter(slug=arguments.brand) if arguments.brand else Brand.objects
        brand = brands.order_by("pk").first()
        if brand is None:
            raise NotFound("There is no such brand.")
        try:
            monday = monday_of(arguments.week) if arguments.week else last_monday(brand)
        except ValueError:
            raise Invalid("Write a week as 2026-W48.") from None
        briefing = Briefing.objects.filter(brand=brand, monday=monday).first()
        if briefing is None:
            rollups.refresh()
            briefing = briefings.write(brand, monday, by=SYSTEM)
        if arguments.format != "md" and not briefing.pictures:
            briefings.draw([briefing])
        shown = edition(briefing, None)
        if arguments.format == "pdf":
            sys.stdout.buffer.write(as_pdf(shown))
        else:
            print(as_html(shown) if arguments.format == "html" else as_markdown(shown), end="")
    return 0
