"""Foreign text as HTML: nothing of it may become markup, and no length may take long."""

import time

import pytest

from unsilo.inbox.views import text


def test_paragraphs_and_lines_stand_as_written() -> None:
    assert text.plain("One\ntwo\n \n\nthree\n") == "<p>One<br>two</p><p>three</p>"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("see https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://a.example/w_(x)", "https://a.example/w_(x)"),
        ("https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2"),
        ("<https://a.example/>", "https://a.example/"),
    ],
)
def test_addresses_become_links(given: str, address: str) -> None:
    assert f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">' in text.plain(
        given
    )


@pytest.mark.parametrize(
    "given",
    [
        "javascript:alert(1)",
        "<img src=x onerror=alert(1)>",
        'https://a"onclick="x',
        "data:text/html,x",
    ],
)
def test_nothing_foreign_becomes_markup(given: str) -> None:
    html = text.plain(given)
    assert "<img" not in html
    assert 'onclick="' not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


def test_mentions_stand_out_only_in_text() -> None:
    html = text.written("@Theo [x](https://a.example/@theo) mail@theo.example", pictures={})
    shown = text.with_mentions(html, ["Theo Lindqvist"])
    assert "<b>@Theo</b>" in shown
    assert 'href="https://a.example/@theo"' in shown
    assert "mail@theo.example" in shown
    assert text.with_mentions(
        text.plain("@Theo Lindqvist, @PRessure"), ["Theo Lindqvist", "PR"]
    ) == ("<p><b>@Theo Lindqvist</b>, <b>@PRessure</b></p>")


def test_the_rest_is_what_the_short_text_leaves_out() -> None:
    assert text.rest_of("Yes.\n\n> quoted", "Yes.") == "> quoted"
    assert text.rest_of("> quoted\n\nYes.", "Yes.") == "> quoted\n\nYes."


def test_five_thousand_links_take_no_time() -> None:
    given = "http://a.example/" + "(" * 1000 + " https://a.example/x " * 5_000
    began = time.process_time()
    assert text.plain(given).count("<a ") == 5_001
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (312_400, "312 KB"), (999_600, "1.0 MB"), (4_100_000, "4.1 MB")],
)
def test_sizes_are_told_short(size: int, words: str) -> None:
    assert text.file_size(size) == words
