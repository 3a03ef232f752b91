"""Files of stores: read whatever a spreadsheet wrote, guess its columns, say what is wrong where.

Plain functions over bytes; nothing here knows the database.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from charset_normalizer import from_bytes
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unsilo.core.errors import Invalid
from unsilo.wins.zips import place_of

MAX_COLUMNS = 100
FIRST_ROWS = 5

# Field: what it is called, and how others call it. Guessed in this order.
FIELDS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "retailer": (gettext_lazy("Retailer"), ("retailer", "chain", "banner", "company", "brand")),
    "number": (
        gettext_lazy("Store number"),
        ("store number", "store no", "store id", "store #", "location id", "number", "no", "id"),
    ),
    "name": (
        gettext_lazy("Name"),
        ("store name", "name", "location name", "location", "title", "store", "shop"),
    ),
    "street": (
        gettext_lazy("Street"),
        ("street", "address", "address 1", "address1", "address line 1", "street address"),
    ),
    "city": (gettext_lazy("City"), ("city", "town", "locality")),
    "region": (gettext_lazy("State"), ("state", "region", "province", "st")),
    "zip": (
        gettext_lazy("ZIP"),
        ("zip", "zip code", "zipcode", "postal code", "postcode", "postal"),
    ),
    "lat": (gettext_lazy("Latitude"), ("lat", "latitude", "y")),
    "lon": (gettext_lazy("Longitude"), ("lon", "lng", "long", "longitude", "x")),
    "phone": (gettext_lazy("Phone"), ("phone", "telephone", "tel", "phone number")),
    "hours": (gettext_lazy("Hours"), ("hours", "opening hours", "open", "business hours")),
    "website": (gettext_lazy("Website"), ("website", "url", "web", "link", "page")),
}
_LONGEST = {
    "retailer": 120, "number": 60, "name": 120, "street": 200, "city": 120, "region": 60,
    "phone": 40, "hours": 300, "website": 1000,
}  # fmt: skip
_URL = re.compile(r"https?://[^\s\"<>]+\.[^\s\"<>]+", re.IGNORECASE)

Columns = Mapping[str, int]


class UnreadableFile(Invalid):
    """This is not a table that can be read. Save it as CSV and try again."""

    code = "unreadable_file"


class BadRow(Exception):
    """Why a row can't be used."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as text: its head, and the rows below with the line each begins on."""

    header: list[str]
    text: str
    delimiter: str

    def rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """Line numbers and cells; None for a line that is no row of a table."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        begins = 1
        first = True
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield begins, None
                begins = reader.line_num + 1
                continue
            if any(cell.strip() for cell in cells):
                if not first:
                    yield begins, cells
                first = False
            begins = reader.line_num + 1

    def first_rows(self) -> list[list[str]]:
        found: list[list[str]] = []
        for _line, cells in self.rows():
            if cells is not None:
                found.append(cells)
            if len(found) == FIRST_ROWS:
                break
        return found


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A row that can be used."""

    retailer: str
    number: str
    name: str
    street: str
    city: str
    region: str
    zip: str
    lat: float
    lon: float
    is_exact: bool
    phone: str
    hours: str
    website: str


def read(content: bytes) -> Table:
    """A file as a table, whatever its encoding and its separator. Raises ``UnreadableFile``."""
    text = _decoded(content).replace("\0", "").lstrip("\ufeff")
    first = text.lstrip().splitlines()[:1]
    if not first or content.startswith(b"PK"):
        raise UnreadableFile
    delimiter = max(",;\t|", key=first[0].count)
    try:
        header = next(
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            if any(cell.strip() for cell in row)
        )
    except (csv.Error, StopIteration) as error:
        raise UnreadableFile from error
    if not 2 <= len(header) <= MAX_COLUMNS:
        raise UnreadableFile(_("The first line has to name at least two columns."))
    return Table([cell.strip()[:80] for cell in header], text, delimiter)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content[:100_000]).best()
        return content.decode(best.encoding if best else "cp1252", errors="replace")


def guess(table: Table) -> dict[str, int]:
    """Which column means what, by their heads. Each column means one thing at most."""
    heads = [re.sub(r"[\s_\-.]+", " ", head.casefold()).strip() for head in table.header]
    found: dict[str, int] = {}
    for field, (_label, names) in FIELDS.items():
        for name in names:
            if name in heads and heads.index(name) not in found.values():
                found[field] = heads.index(name)
                break
    return found


def parse(cells: Sequence[str] | None, columns: Columns, *, width: int, retailer: str) -> StoreLine:
    """A row as a store. Raises ``BadRow`` with the reason."""
    if cells is None:
        raise BadRow(_("This line can't be read as a row."))
    if len(cells) > width:
        raise BadRow(_("%(n)s cells, but %(width)s columns.") % {"n": len(cells), "width": width})
    said = {
        field: " ".join(cells[at].split()) if at < len(cells) else ""
        for field, at in columns.items()
    }
    for field, longest in _LONGEST.items():
        if len(said.get(field, "")) > longest:
            raise BadRow(
                _("%(field)s is longer than %(n)s characters.")
                % {"field": FIELDS[field][0], "n": longest}
            )
    name = said.get("name") or said.get("retailer") or ""
    if not name:
        raise BadRow(_("The name is missing."))
    sold_by = said.get("retailer") or retailer or name
    zip_code = said.get("zip", "")
    if zip_code.isascii() and zip_code.isdigit():
        zip_code = zip_code.zfill(5)  # spreadsheets take the zeros away
    place = place_of(zip_code)
    if place is None:
        raise BadRow(_("“%(zip)s” is not a US ZIP code.") % {"zip": said.get("zip", "")[:20]})
    website = said.get("website", "")
    if website and not _URL.fullmatch(website):
        raise BadRow(_("The website has to begin with https://."))
    lat, lon = _degrees(said, "lat", 90), _degrees(said, "lon", 180)
    if (lat is None) != (lon is None):
        raise BadRow(_("Latitude and longitude belong together."))
    return StoreLine(
        retailer=sold_by,
        number=said.get("number", ""),
        name=name,
        street=said.get("street", ""),
        city=said.get("city", "") or place.city,
        region=said.get("region", "") or place.state,
        zip=place.zip,
        lat=place.lat if lat is None else lat,
        lon=place.lon if lon is None else lon,
        is_exact=lat is not None,
        phone=said.get("phone", ""),
        hours=said.get("hours", ""),
        website=website,
    )


def _degrees(said: Mapping[str, str], field: str, most: int) -> float | None:
    words = said.get(field, "")
    if not words:
        return None
    try:
        value = float(words)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise BadRow(
            _("%(field)s is no number between -%(most)s and %(most)s.")
            % {"field": FIELDS[field][0], "most": most}
        )
    return value
