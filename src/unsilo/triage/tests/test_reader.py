"""What the reader promises of any text, and what it must get right of plain ones."""

import time
import tomllib
from pathlib import Path

import numpy as np
import pytest

from unsilo.triage.reader import INTENTS, Feeling, Judgement, ReaderMissing, load, reading, tfidf
from unsilo.triage.reader.intents import BY_NAME

ROOT = Path(__file__).parents[4]
ODD = {
    "nothing": "",
    "blanks": " \n\t ",
    "one emoji": "😡",
    "many emoji": "🔥" * 5_000,
    "digits": "42",
    "right to left": "אני רוצה להחזיר את המוצר",
    "turned around": "\u202eevil\u202c text",
    "no width": "\u200b".join("where can I buy this"),
    "many marks on a letter": "Z" + "\u0301" * 10_000,
    "mixed scripts": "hello привет 你好 مرحبا",
    "lone surrogate": "broken \ud83d half",
    "control characters": "a\x00b\x07c",
    "HTML": "<div onclick='x'>" * 2_000 + "my order is late" + "</div>" * 2_000,
    "open tags": "<" * 50_000,
    "base64": "QUJD" * 25_000,
    "JSON bomb": "[" * 100_000,
    "one word": "a" * 100_000,
    "long": "The kettle stopped working. " * 40_000,
    "ampersands": "&amp;" * 20_000,
    "at signs": "@" * 100_000,
    "spaces and letters": "a " * 50_000,
}


@pytest.fixture(scope="module")
def reader():
    warm = load()
    warm.read(["The models are loaded when they are first asked."])
    return warm


@pytest.fixture(scope="module")
def fast():
    return load(fast=True)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_any_text_gets_a_reading_or_unread_soon(reader, fast, text):
    for one in (reader, fast):
        begun = time.process_time()
        (judgement,) = one.read([text])
        assert time.process_time() - begun < 1.0
        feelings = judgement.sentiment
        total = feelings.negative + feelings.neutral + feelings.positive
        assert total == pytest.approx(1 if judgement.is_read else 0, abs=0.001)
        numbers = (judgement.offensive, judgement.hate, judgement.bad_faith, judgement.urgency,
                   judgement.human_touch, judgement.news_value, judgement.spam,
                   judgement.asks_for_person)  # fmt: skip
        assert all(0 <= number <= 1 for number in numbers)
        assert all(intent.name in INTENTS for intent in judgement.intents)


def test_a_megabyte_is_read_by_its_beginning_and_end(reader):
    filler = "Lorem ipsum dolor. " * 60_000
    (judgement,) = reader.read([f"Where can I buy your oat milk in Portland? {filler}"])
    assert judgement.language
    (nearest,) = reader.embed([filler])
    assert np.linalg.norm(nearest) == pytest.approx(1, abs=0.001)


def test_no_texts_give_no_judgements(reader):
    assert reader.read([]) == []
    assert reader.embed([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", "?!", "12345"])
def test_what_says_nothing_is_unread(reader, text):
    assert reader.read([text]) == [Judgement()]


def test_pictures_are_read_without_words(reader):
    hearts, anger = reader.read(["❤️❤️❤️", "😡😡😡"])
    assert hearts.language == anger.language == ""
    assert hearts.sentiment.label == "positive"
    assert anger.sentiment.label == "negative"


def test_a_friend_who_is_only_named_is_brought_in(reader):
    (judgement,) = reader.read(["@sam @lena"])
    assert judgement.intents[0].name == "word_of_mouth"


def test_a_language_without_heads_is_told_but_unread(reader):
    (judgement,) = reader.read(["Где можно купить вашу синюю лампу в Москве?"])
    assert judgement == Judgement(language="ru")


@pytest.mark.parametrize(
    ("language", "text", "intent", "feeling"),
    [
        ("de", "Wo kann ich die Lampe in Bremen kaufen?", "where_to_buy", "neutral"),
        ("fr", "Merci beaucoup, votre équipe est géniale !", "praise", "positive"),
        ("es", "El paquete no llegó y nadie contesta mis correos", "complaint_service", "negative"),
        ("it", "Grazie mille, siete fantastici, adoro la borsa", "praise", "positive"),
        ("pt", "Onde posso comprar essa luminária em Lisboa?", "where_to_buy", "neutral"),
        ("nl", "Pakket nog steeds niet geleverd, geen reactie van de klantenservice",
         "complaint_service", "negative"),
    ],
)  # fmt: skip
def test_six_more_languages_are_read_by_heads_of_their_own(reader, language, text, intent, feeling):
    (judgement,) = reader.read([text])
    assert judgement.is_read
    assert judgement.language == language
    assert [one.name for one in judgement.intents] == [intent]
    assert judgement.sentiment.label == feeling


RUDE_WITH_A_CLAIM = [
    "You absolute clowns charged me twice for order 4417, give me my money back",
    "What a piece of crap. The zipper broke on day two and nobody answers my emails!!",
    "Idiots!! You sent the wrong size AGAIN",
    "worst damn service ever, been waiting 3 weeks for my refund",
]
TROLLS = [
    "only brainless sheep buy from this clown brand lmao",
    "you are all pathetic losers, shut up and die",
    "ratio + nobody likes you + cry harder",
]


@pytest.mark.parametrize("text", RUDE_WITH_A_CLAIM)
def test_a_rude_complaint_with_a_claim_is_good_faith(reader, text):
    (judgement,) = reader.read([text])
    assert judgement.sentiment.label == "negative"
    assert judgement.bad_faith < 0.5
    assert not any(BY_NAME[intent.name].may_hide for intent in judgement.intents[:1])


def test_insults_without_a_claim_are_bad_faith(reader):
    faith = [judgement.bad_faith for judgement in reader.read(TROLLS + RUDE_WITH_A_CLAIM)]
    assert min(faith[: len(TROLLS)]) > max(faith[len(TROLLS) :])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Where can I buy the blue mug near 80302?", "where_to_buy"),
        ("My toaster caught fire last night and burned the counter", "safety_harm"),
        ("You will hear from my lawyer, see you in small claims court", "legal_threat"),
        ("Contact @fixpro on Instagram, he recovered my hacked account in minutes", "spam_scam"),
        ("Are you hiring in Berlin? I would love to send my CV", "job"),
        ("The lamp stopped working after two days", "complaint_product"),
        ("When will the green hoodie be back in stock?", "availability_restock"),
        ("I'm a reporter at the Daily Star and would like a comment", "partnership_press_creator"),
    ],
)
def test_plain_messages_are_understood(reader, text, intent):
    (judgement,) = reader.read([text])
    assert intent in [one.name for one in judgement.intents]


@pytest.mark.parametrize(
    "text",
    [
        "Automatic reply: I'm on leave until the 6th and will answer then.",
        "Your parcel was handed to the carrier. Do not reply to this message.",
    ],
)
def test_what_a_machine_sent_is_off_topic(reader, text):
    (judgement,) = reader.read([text])
    assert judgement.intents[0].name == "off_topic"


@pytest.mark.parametrize(
    "text", ["ok take my money", "I'd like to order two of these", "put me down for one"]
)
def test_who_says_that_they_are_ordering_wants_to_buy(reader, fast, text):
    for one in (reader, fast):
        (judgement,) = one.read([text])
        assert judgement.intents[0].name == "purchase_intent"


def test_a_feeling_is_named_only_where_it_is_clear():
    assert Feeling(negative=0.56, neutral=0.44).label == "negative"
    assert Feeling(negative=0.54, neutral=0.46).label == "unsure"


def test_where_someone_wants_to_buy_is_named(reader):
    (judgement,) = reader.read(["Where can I buy the blue mug near 80302? In store, not online"])
    assert judgement.purchase.product == "blue mug"
    assert judgement.purchase.place == "80302"


def test_words_that_decided_are_words_of_the_text(reader):
    text = "I love this kettle, thank you so much"
    (judgement,) = reader.read([text])
    assert judgement.why
    assert all(why.word in text.lower() and why.weight > 0 for why in judgement.why)
    assert any(why.word == "love" and why.head == "positive" for why in judgement.why)


def test_a_reading_does_not_depend_on_its_neighbours_or_the_day(reader, fast):
    texts = [*RUDE_WITH_A_CLAIM, *TROLLS, "love it", "Wo kann ich das kaufen?"]
    assert fast.read(texts) == [fast.read([text])[0] for text in texts]
    together, alone = reader.read(texts), [reader.read([text])[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        # Quantised sums differ a little with what else is in a batch.
        assert one.sentiment.positive == pytest.approx(other.sentiment.positive, abs=0.05)
        assert one.language == other.language
    assert reader.read(texts) == together


def test_texts_of_one_meaning_lie_nearer_than_others(reader):
    asked, same, other = reader.embed(
        ["How do I get my money back?", "I want a refund please", "What a lovely blue lamp"]
    )
    assert asked @ same > asked @ other + 0.2


def test_a_lone_emoji_lies_nowhere(reader):
    (nowhere, somewhere) = reader.embed(["😀", "hello there"])
    assert not nowhere.any()
    assert somewhere.any()


@pytest.fixture
def forget():
    yield
    reading.load.cache_clear()


def test_without_weights_the_reader_is_missing(tmp_path, monkeypatch, forget):
    reading.load.cache_clear()
    monkeypatch.setenv("UNSILO_TRIAGE_WEIGHTS", str(tmp_path))
    with pytest.raises(ReaderMissing):
        load()
    (tmp_path / "reading.json").write_text("{", "utf-8")
    with pytest.raises(ReaderMissing):
        load(fast=True)


def test_weights_stay_small_enough_to_ship():
    assert sum(path.stat().st_size for path in reading.WEIGHTS.iterdir()) < 25_000_000


def test_whatever_the_reader_needs_is_part_of_the_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["unsilo"]
    for path in reading.WEIGHTS.iterdir():
        assert any(path.match(one.removeprefix("**/")) for one in patterns), path.name


def test_what_is_remembered_of_words_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tfidf, "REMEMBERED", 50)
    with np.load(reading.WEIGHTS / "linear.npz") as arrays:
        forgetful, fresh = (tfidf.Linear.from_arrays(dict(arrays)) for _ in range(2))
    texts = [
        f"the fox{number} hates parcel{number} and loves lamp{number}" for number in range(200)
    ]
    before = fresh.scores(texts[:1])
    forgetful.scores(texts)
    assert len(forgetful._known) <= 50
    assert np.array_equal(forgetful.scores(texts[:1]), before)
