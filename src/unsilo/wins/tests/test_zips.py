"""Which ZIP code somebody wrote, among all the other numbers."""

import pytest

from unsilo.wins.zips import place_of, said_in


@pytest.mark.parametrize(
    ("text", "zip_code"),
    [
        ("55804, thanks! Saturday would be perfect.", "55804"),
        ("I'm in Duluth, MN 55811-1234", "55811"),
        ("My order 12345 is late. I live in 55802.", "55802"),
        ("Order no. 55804 came broken", None),
        ("It cost $55804", None),
        ("Part #55804", None),
        ("tracking 558041234567", None),
        ("99999 problems", None),
        ("call 555-55804 or 1.55804", None),
        ("01001 und 55804", "01001"),
        ("zip code is 55804, not 10001 where I work", "55804"),
        ("", None),
    ],
)
def test_a_zip_is_told_from_other_numbers(text: str, zip_code: str | None) -> None:
    found = said_in(text)
    assert (found.zip if found else None) == zip_code


@pytest.mark.parametrize("word", ["", "5580", "abcde", "٥٥٨٠٤", "558044", "99999", "\0"])
def test_what_is_no_zip_has_no_place(word: str) -> None:
    place = place_of(word)
    assert place is None or word == "558044"  # of a longer one the first five count


def test_a_place_has_a_town_and_lies_where_it_is() -> None:
    place = place_of("55804")
    assert place is not None
    assert (place.city, place.state) == ("Duluth", "MN")
    assert (round(place.lat), round(place.lon)) == (47, -92)
