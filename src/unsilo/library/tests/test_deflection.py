"""What only sends people away, and what answers."""

import pytest

from unsilo.library.checks.deflection import asks, deflects, is_private

AWAY = [
    "Hi Dana! Please email us at hello@marmaladefox.example and we’ll help you find a store.",
    "DM us!",
    "Please reach out to our support team, we'd be happy to help.",
    "Thanks for asking! You can find everything on our website. Call us on +1 218 555 0101.",
    "Sorry about that! Contact our customer service team.",
    "Check out our store locator at www.marmaladefox.example",
    "Sorry to hear that! We've sent you a DM.",
    "Link in bio.",
    "Schreib uns eine Mail, wir helfen dir gern!",
    "Bitte schick uns eine PN.",
    "Hallo Greta, schau doch auf unserer Webseite vorbei.",
    "Melde dich bitte per Mail bei uns.",
]
ANSWERS = [
    "55804 it is: Copper Kettle Games on Lake Avenue. Email us if they are out.",
    "Several shops up there carry it. What’s your ZIP?",
    "Copper Kettle Games has it: https://unsilo.example/go/ABCD2345/",
    "In Graz noch nicht, aber am Samstag steht eine im Pfarrsaal. Schreib uns gern.",
    "Yes, at Copper Kettle.",
    "What a lovely photo, Otto approves.",
    "",
]


@pytest.mark.parametrize("text", AWAY)
def test_it_only_sends_away(text: str) -> None:
    assert deflects(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_it_answers(text: str) -> None:
    assert deflects(text) == ""


def test_a_question_is_one_with_or_without_its_mark() -> None:
    assert asks("where can i buy this")
    assert asks("Gibt es die in Graz?")
    assert not asks("Lovely box.")


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("Where is my order?", True),
        ("Order #12345 never came", True),
        ("My son swallowed a piece", True),
        ("Wo bleibt meine Bestellung", True),
        ("I’d rather not order online, where else can I find it?", False),
    ],
)
def test_orders_and_safety_belong_out_of_sight(text: str, private: bool) -> None:
    assert is_private(text) is private
