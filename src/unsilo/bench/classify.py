"""Reading messages: how many a second on one core, by the careful and by the fast path.

Reference: telling the language, which both paths do first. The messages are put together from
parts, so that, as in a flood, they share many words and hardly any text comes twice.
"""

import random
import time
from collections.abc import Callable

from unsilo.bench.measure import p95
from unsilo.bench.report import Report
from unsilo.triage.reader import Reader, load
from unsilo.triage.reader.language import language_of

MESSAGES = 2_000
ALONE = 200  # messages that are read one by one
CAREFUL_BAR, FAST_BAR = 200.0, 1_500.0  # a second and core
ALONE_BAR = 25.0  # milliseconds, p95

OPENINGS = (
    "Hi, ", "hey ", "Hello team, ", "", "", "ok so ", "Please help: ", "@unsilo ", "Honestly, ", "wow ",
)  # fmt: skip
MIDDLES = (
    "my order {n} still has not arrived and the tracking page is empty",
    "where can I buy the {thing} near {n}?",
    "the {thing} stopped working after {d} days, the left side gets hot",
    "I love the {thing}, we use it every morning and the kids fight over it",
    "is the {thing} back in stock before the weekend?",
    "nobody answered my mail for {d} days, is anyone there at all?",
    "what does the {thing} cost with shipping to Canada",
    "you charged me twice for the {thing}, {n} dollars, and I want that money back",
    "could you make the {thing} in green one day?",
    "only clowns buy the {thing}",
    "tell your driver thank you, he carried the {thing} up {d} floors",
    "does the {thing} fit a {d} inch shelf?",
)
ENDINGS = ("", "", ".", "!!", " 😡", " 😍", " Thanks, {name}", " - {name}", " please reply", " lol")
THINGS = ("kettle", "blue mug", "desk lamp", "hoodie", "oat bar", "speaker", "rain jacket", "serum")
NAMES = ("Ana", "Otto", "Rosa", "Kim", "Femi", "Lena", "Sam", "Noor")


def measure() -> Report:
    texts = messages(MESSAGES)
    report = Report("classify", f"{len(texts):,} messages, one core")
    language = _rate(texts, lambda: [language_of(text) for text in texts])
    report.add("reference: the language alone", language, "/s")
    careful, fast = load(), load(fast=True)
    read = _rate(texts, lambda: careful.read(texts))
    flood = _rate(texts, lambda: fast.read(texts))
    report.add("careful path, all heads", read, "/s", at_least=CAREFUL_BAR)
    report.add("fast path, all heads", flood, "/s", at_least=FAST_BAR)
    report.ratio("fast to careful", flood / read)
    report.ratio("the language alone to fast", language / flood)
    report.add("careful path, one message alone, p95", _alone(careful, texts), "ms",
               at_most=ALONE_BAR)  # fmt: skip
    return report


def messages(count: int) -> list[str]:
    chance = random.Random(1)
    return [
        (chance.choice(OPENINGS) + chance.choice(MIDDLES) + chance.choice(ENDINGS)).format(
            n=chance.randrange(10_000, 99_999),
            d=chance.randrange(2, 40),
            thing=chance.choice(THINGS),
            name=chance.choice(NAMES),
        )
        for _ in range(count)
    ]


def _rate(texts: list[str], work: Callable[[], object]) -> float:
    """Per second of processor time, so that what else runs here does not count."""
    begun = time.process_time()
    work()
    return len(texts) / (time.process_time() - begun)


def _alone(reader: Reader, texts: list[str]) -> float:
    waits = []
    for text in texts[:ALONE]:
        begun = time.process_time()
        reader.read([text])
        waits.append(time.process_time() - begun)
    return p95(waits) * 1000
