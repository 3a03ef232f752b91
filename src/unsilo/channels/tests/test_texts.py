"""Lengths as people see them."""

import pytest

from unsilo.channels.texts import count_signs


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("", 0),
        ("abc", 3),
        ("a\r\nb", 3),
        ("\u00e9", 1),
        ("e\u0301", 1),
        ("\U0001f44d\U0001f3fd", 1),  # a thumb with a shade of skin
        ("\u2764\ufe0f", 1),  # a heart, asked to be red
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 1),  # a family
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 2),  # two flags
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", 1),  # a flag that is spelled
        ("\U0001f98a\U0001f98a", 2),
    ],
)
def test_what_combines_into_one_sign_counts_once(text, signs):
    assert count_signs(text) == signs
