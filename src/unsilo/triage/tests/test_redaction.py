import pytest

from unsilo.triage.redaction import redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Write to dana.whitlock+x@mail.example.com now", "Write to [mail] now"),
        ("Ring +44 20 7946 0958 or (555) 010-9999", "Ring [phone] or [phone]"),
        ("My card 4111 1111 1111 1111 was charged", "My card [card] was charged"),
        ("IBAN DE89 3704 0044 0532 0130 00, thanks", "IBAN [account], thanks"),
        ("order 20417 of 2026-03-31 for $18.00", "order 20417 of 2026-03-31 for $18.00"),
        ("parcel 00340434161094", "parcel [phone]"),
        ("ref 123456", "ref [number]"),
        ("see https://shop.example/o?mail=a@b.example", "see [page]"),
        ("cc @danarolls please", "cc [handle] please"),
        ("Dana, DANA WHITLOCK and whitlock wrote; a dandelion did not",
         "[name], [name] and [name] wrote; a dandelion did not"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_could_say_who_wrote_it_is_taken_out(text: str, redacted: str) -> None:
    assert redact(text, ["Dana Whitlock", "Al"]) == redacted


def test_a_flood_of_digits_takes_bounded_time() -> None:
    assert "[" in redact("1 " * 50_000 + "a@b.example")
