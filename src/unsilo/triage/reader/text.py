"""A text as the models see it: bounded, without mark-up, the same in training and at run time."""

import html
import re
import unicodedata
from functools import lru_cache

READ_CHARACTERS = 4_000  # of a longer text the first three quarters of these, and its end

INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
                       r"\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
TAG = re.compile(r"<(?:[a-zA-Z/!][^<>]{0,500})>")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w@])@\w+")
BLOB = re.compile(r"\S{200,}")  # base64 and the like: no word is that long
REPEATED = re.compile(r"(.)\1{4,}", re.DOTALL)
SPACE = re.compile(r"\s+")
LETTER = re.compile(r"[^\W\d_]")
PICTURE = re.compile(r"[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]")


def clean(text: str) -> str:
    """One line of at most READ_CHARACTERS; names of people and links become "@user" and "http"."""
    if len(text) > READ_CHARACTERS:
        text = f"{text[: READ_CHARACTERS * 3 // 4]} {text[-READ_CHARACTERS // 4 :]}"
    text = INVISIBLE.sub("", CONTROL.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = TAG.sub(" ", text)
    text = MENTION.sub("@user", LINK.sub("http", text))
    text = REPEATED.sub(r"\1\1\1", BLOB.sub(" ", text))
    return SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def has_words(cleaned: str) -> bool:
    return LETTER.search(cleaned.replace("@user", "").replace("http", "")) is not None


def says_without_words(cleaned: str) -> bool:
    """Three hearts, or only the name of a friend: said in any language."""
    return not has_words(cleaned) and (has_pictures(cleaned) or "@user" in cleaned)


def has_pictures(cleaned: str) -> bool:
    return PICTURE.search(cleaned) is not None


def spelled(cleaned: str) -> str:
    """Emoji by their names, which an English vocabulary knows."""
    return PICTURE.sub(lambda match: f" {_name(match.group())} ", cleaned)


@lru_cache(maxsize=4096)
def _name(picture: str) -> str:
    return unicodedata.name(picture, "").lower()
