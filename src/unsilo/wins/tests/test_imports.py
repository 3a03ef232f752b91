"""Files of stores, as spreadsheets and strangers write them."""

import csv
import io
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict
from unsilo.core.models import Event
from unsilo.wins import storefile
from unsilo.wins.models import Retailer, Store, StoreImport
from unsilo.wins.services.imports import import_stores, run_import, set_columns, start_import
from unsilo.wins.storefile import UnreadableFile

FILE = """Store Name,Address,City,State,Zip Code,Latitude,Longitude,Phone
Copper Kettle,214 Lake Ave S,Duluth,MN,55802,46.78,-92.1,+1 218 555 0101
Halfmoon,1 Hill St,Duluth,MN,55811,,,
"""


def test_columns_are_guessed_and_good_rows_go_in(db: None) -> None:
    report, bad = import_stores(FILE.encode(), by=SYSTEM)
    assert (report.rows, report.new, report.bad, bad) == (2, 2, 0, "")
    kettle = Store.objects.get(name="Copper Kettle")
    assert (kettle.lat, kettle.is_exact, kettle.retailer.name) == (46.78, True, "Copper Kettle")
    assert not Store.objects.get(name="Halfmoon").is_exact
    assert Event.objects.get(kind="stores.imported").data["new"] == 2


def test_the_same_file_again_changes_nothing_and_a_changed_row_changes_its_store(db: None) -> None:
    import_stores(FILE.encode(), by=SYSTEM)
    again, _bad = import_stores(FILE.encode(), by=SYSTEM)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    later, _bad = import_stores(FILE.replace("0101", "0199").encode(), by=SYSTEM)
    assert (later.new, later.changed, later.same) == (0, 1, 1)
    assert Store.objects.count() == 2
    assert Store.objects.get(name="Copper Kettle").phone.endswith("0199")


def test_a_file_without_places_takes_no_exact_place_away(db: None) -> None:
    import_stores(FILE.encode(), by=SYSTEM)
    poorer = FILE.replace("46.78,-92.1", ",")
    report, _bad = import_stores(poorer.encode(), by=SYSTEM)
    assert report.same == 2
    assert Store.objects.get(name="Copper Kettle").lat == 46.78


def test_a_store_number_makes_it_the_same_store_under_another_name(db: None) -> None:
    first = b"chain;store no;name;zip\nKettle;7;Old name;55802\n"
    import_stores(first, by=SYSTEM)
    import_stores(first.replace(b"Old", b"New"), by=SYSTEM)
    assert Store.objects.get().name == "New name"


def test_ten_thousand_bad_rows_are_reported_by_line_and_the_good_ones_go_in(db: None) -> None:
    lines = ["name,zip"]
    for number in range(10_000):
        lines.append(f"Bad {number},0000{number % 10}x")
        if number % 100 == 0:
            lines.append(f"Good {number},55802")
    begun = time.monotonic()
    report, bad = import_stores("\n".join(lines).encode(), by=SYSTEM)
    assert time.monotonic() - begun < 20
    assert (report.rows, report.new, report.bad) == (10_100, 100, 10_000)
    assert Store.objects.count() == 100
    assert report.problems[0] == (2, "“00000x” is not a US ZIP code.")
    assert len(report.problems) == 100
    rows = list(csv.reader(io.StringIO(bad)))
    assert len(rows) == 10_001
    assert rows[0] == ["name", "zip", "line", "reason"]
    assert rows[-1][2] == str(len(lines))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",55802", "The name is missing."),
        ("X,", "“” is not a US ZIP code."),
        ("X,99999", "“99999” is not a US ZIP code."),
        ("X,55802,91,0", "Latitude is no number between -90 and 90."),
        ("X,55802,nan,0", "Latitude is no number between -90 and 90."),
        ("X,55802,46", "Latitude and longitude belong together."),
        ("X,55802,1,1,javascript:x", "The website has to begin with https://."),
        (f"{'X' * 121},55802", "Name is longer than 120 characters."),
        ("X,55802,1,1,,extra", "6 cells, but 5 columns."),
    ],
)
def test_a_bad_row_says_why(db: None, row: str, reason: str) -> None:
    content = f"name,zip,lat,lon,website\n{row}\nGood,55802\n"
    report, _bad = import_stores(content.encode(), by=SYSTEM)
    assert report.problems == [(2, reason)]
    assert report.new == 1


def test_the_same_store_twice_in_a_file_is_taken_once(db: None) -> None:
    report, _bad = import_stores(b"name,zip\nA,55802\n\nA,55802\n", by=SYSTEM)
    assert report.problems == [(4, "The same store as in line 2.")]
    assert Store.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffname;zip\r\nCafé Jeux;55802\r\n".encode(),
        "name\tzip\nCafé Jeux\t55802\n".encode(),
        "name,zip\nCafé Jeux,55802\n".encode("cp1252"),
        'name,zip\n"Café Jeux",55802'.encode(),
        "\n\nname|zip\rCafé Jeux|55802\r".encode(),
        "name,zip\nCaf\0é Jeux,55802\n".encode(),
    ],
)
def test_files_of_every_make_are_read(db: None, content: bytes) -> None:
    report, _bad = import_stores(content, by=SYSTEM)
    assert (report.new, report.bad) == (1, 0)
    assert Store.objects.get().name == "Café Jeux"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"PK\x03\x04 a workbook", b"only one column\nx\n", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_table_is_refused(db: None, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        storefile.read(content)


def test_a_line_break_inside_a_cell_does_not_shift_the_lines(db: None) -> None:
    content = b'name,street,zip\n"A","1 St\nBack door",55802\nB,,nowhere\n'
    report, _bad = import_stores(content, by=SYSTEM)
    assert report.problems[0][0] == 4


def test_a_dry_run_changes_nothing(db: None) -> None:
    report, _bad = import_stores(FILE.encode(), by=SYSTEM, dry=True)
    assert (report.new, report.new_retailers) == (2, ["Copper Kettle", "Halfmoon"])
    assert not Store.objects.exists()
    assert not Retailer.objects.exists()


def test_columns_can_be_corrected_and_a_file_is_taken_in_once(alice: User) -> None:
    content = b"wo,was\n55802,Kettle\n"
    kept = start_import(
        file_name="x.csv", content=content, retailer=None, user=alice, by=alice.actor
    )
    assert kept.columns == {}
    set_columns(kept, columns={"name": 1, "zip": 0, "odd": 0}, retailer=None, by=alice.actor)
    assert kept.report["new"] == 1
    done = run_import(kept, by=alice.actor)
    assert Store.objects.get().name == "Kettle"
    assert bytes(done.content) == b""
    with pytest.raises(Conflict):
        run_import(kept, by=alice.actor)


def test_the_pages_lead_from_file_to_report(as_alice: Client) -> None:
    file = SimpleUploadedFile("stores.csv", FILE.encode() + b"Nobody,,,,\n")
    page = as_alice.post("/wins/import/", {"file": file}, follow=True)
    text = page.content.decode()
    assert "Copper Kettle" in text
    assert "is not a US ZIP code" in text
    kept = StoreImport.objects.get()
    at = f"/wins/import/{kept.pk}/"
    chain = Retailer.objects.create(name="Northern chain", kind="chain")
    columns = {f"column_{name}": at_ for name, at_ in kept.columns.items()}
    as_alice.post(at, {**columns, "retailer_id": chain.pk})
    as_alice.post(f"{at}run/")
    done = as_alice.get(at)
    assert "2 stores are new." in done.content.decode()
    assert Store.objects.filter(retailer=chain).count() == 2
    bad = as_alice.get(f"{at}bad-rows.csv")
    assert "attachment" in bad["Content-Disposition"]
    assert "Nobody" in bad.content.decode()
    assert as_alice.post(f"{at}run/").status_code == 409
    as_alice.post(f"{at}drop/")
    assert as_alice.get(at).status_code == 404


def test_a_file_that_can_t_be_read_is_said_to_be_so(as_alice: Client) -> None:
    file = SimpleUploadedFile("x.csv", b"PK\x03\x04")
    page = as_alice.post("/wins/import/", {"file": file})
    assert page.status_code == 422
    assert "Save it as CSV" in page.content.decode()
    assert not StoreImport.objects.exists()
