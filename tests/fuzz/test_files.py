"""Files that people bring in: mailboxes and lists of stores, broken in every way."""

import tempfile
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.budget import bounded, fuzz, fuzz_slow_door
from tests.fuzz.mails import mails
from unsilo.connectors.email.mailboxes import read_mailbox
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.wins import storefile
from unsilo.wins.services.imports import import_stores

_numbers = count()
separators = st.sampled_from(
    [b"From ann@x.example Tue Jul  1 10:00:00 2025\n", b"\nFrom - Tue Jul 01 10:00:00 2025\r\n", b"\n>From x\n",
     b"\n\nFrom ", b"From a 10:00 2025\n", b"\x00", b"\n"]
)  # fmt: skip
mailboxes = st.lists(separators | mails, max_size=8).map(b"".join)


@fuzz
@given(mailboxes, st.sampled_from(["mbox", "one.eml", "cur/1:2,S", "new/2", "x.mbox"]))
def test_any_file_is_read_as_mail_and_no_byte_of_it_passed_over(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        for needed in ("cur", "new", "tmp"):
            (folder / needed).mkdir()
        (folder / name).write_bytes(content)
        with bounded():
            first = [mail.arrival for mail in read_mailbox(folder)]
        again = [mail.arrival.external_key for mail in read_mailbox(folder)]
    assert [one.external_key for one in first] == again
    if content and not content.startswith(b"From "):
        assert first


heads = st.sampled_from(
    ["Store Name", "name", "Chain", "street", "City", "State", "ZIP", "zip code", "lat", "Longitude", "phone",
     "hours", "website", "", "é", '"', "store #"]
)  # fmt: skip
cells = st.sampled_from(
    ["Otter & Sons", "10001", "00501-1234", "1e999", "nan", "-91", "181", "40,7", "inf", "", '"', '""', "\n",
     "=cmd()", "\0", "NY", "https://x.example", "9" * 400, "é" * 90]
) | st.text(max_size=10)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    sign = draw(st.sampled_from([",", ";", "\t", "|"]))
    rows = [
        draw(st.lists(heads, min_size=1, max_size=8)),
        *draw(st.lists(st.lists(cells, max_size=9), max_size=6)),
    ]
    text = "\r\n".join(sign.join(row) for row in rows)
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])), "replace")


files = tables() | st.binary(max_size=200) | st.sampled_from(
    [b"", b"\n", b"PK\x03\x04", b"a,b\n" + b'"' * 100_000, b"," * 200_000, b"a,b\n" + b"x" * 200_000 + b",1\n"]
)  # fmt: skip


@pytest.mark.django_db
@fuzz_slow_door
@given(content=files)
def test_any_file_of_stores_is_taken_in_or_refused_with_a_reason(content: bytes) -> None:
    with bounded():
        try:
            report, bad = import_stores(content, by=SYSTEM)
        except Invalid:
            return
    assert report.rows == report.new + report.changed + report.same + report.bad
    assert all(reason for _line, reason in report.problems)
    assert bool(bad.count("\n") > 1) == bool(report.bad)
    again, _bad = import_stores(content, by=SYSTEM)
    assert (again.new, again.changed) == (0, 0)


@fuzz
@given(files)
def test_any_file_is_a_table_or_refused(content: bytes) -> None:
    with bounded():
        try:
            table = storefile.read(content)
        except Invalid:
            return
        storefile.guess(table)
        list(table.rows())
