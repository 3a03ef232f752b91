"""Which texts a query finds."""

import pytest

from unsilo.listening.evidence import new_words, telling
from unsilo.listening.matching import Matcher, Terms, matches


@pytest.mark.parametrize(
    ("terms", "text", "found"),
    [
        (Terms(any_of=["Otto"]), "My OTTO lost an eye", True),
        (Terms(any_of=["Otto"]), "a lottery, and Ottoman rugs", False),
        (Terms(any_of=["Otto"]), "Otto’s eye came off", True),
        (Terms(any_of=["otto"]), "l'oeil d'Otto", True),
        (Terms(any_of=["plush dog"]), "the plush\n dog, again", True),
        (Terms(any_of=["plush dog"]), "a dog of plush", False),
        (Terms(any_of=["otto", "dog"], all_of=["batch"]), "dog of batch 0417", True),
        (Terms(any_of=["otto", "dog"], all_of=["batch"]), "dog", False),
        (Terms(all_of=["eye", "came off"]), "the left eye came off", True),
        (Terms(any_of=["otto"], none_of=["for sale"]), "Otto for sale", False),
        (Terms(any_of=["Übung"]), "keine ÜBUNG", True),
        (Terms(any_of=["オットー"]), "うちのオットーの目が取れた", True),
        (Terms(none_of=["x"]), "anything", False),
        (Terms(any_of=["?!"]), "?!", False),
        (Terms(any_of=["c++"]), "c", True),
    ],
)
def test_a_text_has_any_of_these_all_of_those_and_none_of_others(terms, text, found) -> None:
    assert matches(terms, text) is found


def test_a_thousand_queries_are_told_apart_by_one_look() -> None:
    matcher = Matcher()
    for number in range(1_000):
        matcher.add(number, Terms(any_of=[f"word{number}"], none_of=["never"]))
    assert matcher.match("say word7, then word993") == {7, 993}
    assert matcher.match("word7 never") == set()


def test_new_words_are_those_that_few_said_before() -> None:
    before = ["Otto is the best dog of them all", "where can I find Otto please"] * 20
    now = [
        "Otto’s eye came off, batch 0417",
        "the left eye is loose, the label says 0417",
        "Das Auge ist ab, Nummer 0417",
        "our Otto lost an eye that came off in bed",
        "the button eye came off",
    ]
    found = {word.text: word.count for word in new_words(now, before)}
    assert found["0417"] == 3
    assert "came off" in found
    assert "otto" not in found
    assert "the" not in found


def test_the_telling_texts_have_what_is_new_and_one_author_each() -> None:
    texts = ["hello there", "batch 0417, eye came off", "batch 0417 again", "eye loose, 0417", ""]
    new = new_words(texts, ["hello", "hi there"])
    places = telling(texts, ["a", "b", "b", "c", "d"], new)
    assert 0 <= len(places) <= 5
    assert places[-1] == 0
    assert 4 not in places
    assert len({1, 2} & set(places)) == 1
