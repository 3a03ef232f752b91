"""Which language a text is in: py3langid, limited to what people are likely to write to a brand."""

import re
from functools import cache
from operator import itemgetter
from typing import Any

LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl",
    "sv", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
SURE = 0.2  # below that, the language can't be told
FAVOURED = 3.0  # how much likelier English is beforehand; in long texts that decides nothing
ENOUGH = 600  # characters

NO_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|[@#]\w+|[^\w\s.,!?'’¿¡-]+|[\d_]+")
LETTERS = re.compile(r"[^\W\d_]")


@cache
def _identifier() -> Any:
    from py3langid.langid import (  # type: ignore[import-untyped]
        MODEL_FILE,
        LanguageIdentifier,
    )

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def forget_languages() -> None:
    """Give the memory back; the next text loads the model again."""
    _identifier.cache_clear()


def language_of(text: str) -> str:
    """ISO 639-1, or "" for what has no words or could be anything."""
    words = NO_WORDS.sub(" ", text[: 4 * ENOUGH])[:ENOUGH].strip()
    if not LETTERS.search(words):
        return ""
    language, p = max(
        ((name, p * FAVOURED if name == "en" else p) for name, p in _identifier().rank(words)),
        key=itemgetter(1),
    )
    if p >= SURE:
        return str(language)
    return "en" if words.isascii() else ""
