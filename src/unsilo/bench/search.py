"""Search over everything that was said: rare and common words, several words, operators.

Reference: the bare index, asked for the newest messages with a word that few of them have. Every
kind of question is asked with several words, since one is always in the cache.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from django.db import connection

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.bench.ground import USER
from unsilo.bench.measure import p50, p95, timed
from unsilo.bench.report import Report
from unsilo.bench.words import NEEDLES, vocabulary
from unsilo.inbox.models import Message
from unsilo.inbox.search import search_page

ROUNDS = 10
RARE_BAR, COMMON_BAR = 50.0, 150.0  # milliseconds, p95

_BARE = """
SELECT id FROM inbox_message WHERE search @@ plainto_tsquery('unsilo', %s) ORDER BY id DESC LIMIT 30
"""


def measure(conversations: int) -> Report:
    access = Access.of(User.objects.get(email=USER))
    words, _ = vocabulary()
    report = Report(
        "search", f"{conversations:,} conversations, {Message.objects.count():,} messages"
    )
    bare = _seconds(_ask_bare, NEEDLES[:20])
    report.add("reference: the bare index, a rare word, p50", p50(bare) * 1000, "ms")
    kinds: dict[str, tuple[Sequence[str], float]] = {
        "a rare word": (NEEDLES[20:40], RARE_BAR),
        "a word of one message in 1,000": (words[4_000:4_020], COMMON_BAR),
        "a word of one message in 100": (words[500:520], COMMON_BAR),
        "a word of most messages": (words[:20], COMMON_BAR),
        "two common words": (
            [f"{a} {b}" for a, b in zip(words[:20], words[40:60], strict=True)],
            COMMON_BAR,
        ),
        "a common word and a rare one": (
            [f"{a} {b}" for a, b in zip(words[:20], NEEDLES[40:60], strict=True)],
            RARE_BAR,
        ),
        "a beginning of words": ([word[:4] for word in words[200:220]], COMMON_BAR),
        "a phrase": (
            [f'"{a} {b}"' for a, b in pairwise(words[:21])],
            COMMON_BAR,
        ),
        "a word with operators": (
            [f"{word} is:open desk:support" for word in words[100:120]],
            COMMON_BAR,
        ),
        "a name": ([f"from:{name}" for name in ("ana", "otto", "rosa", "kim")], COMMON_BAR),
        "nothing found": ([f"zzz{number}" for number in range(20)], RARE_BAR),
    }

    def ask(text: str) -> object:
        return search_page(access, text)

    for name, (questions, bar) in kinds.items():
        seconds = _seconds(ask, questions)
        found = sum(len(search_page(access, one).items) for one in questions[:5]) / 5
        report.add(f"{name}: p50", p50(seconds) * 1000, "ms")
        report.add(
            f"{name}: p95 (finds {found:.0f} a page)", p95(seconds) * 1000, "ms", at_most=bar
        )
        if name == "a rare word":
            report.ratio("a rare word to the bare index, p50", p50(seconds) / p50(bare))
    return report


def _seconds(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    asked = iter(list(questions) * (ROUNDS + 1))
    timed(lambda: ask(next(asked)), len(questions))
    return timed(lambda: ask(next(asked)), len(questions) * ROUNDS)


def _ask_bare(word: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [word])
        return cursor.fetchall()
