"""What a feeling is about: the named thing nearest to the word that carries the feeling."""

import re

NAMED = re.compile(
    r"(?<!\w)(?:the|my|your|this|these|those|our|their|that)\s+((?:[^\W\d_][\w'’-]*\s?){1,4})",
    re.IGNORECASE,
)
# What ends the name of a thing.
ENDS = frozenset(
    re.findall(
        r"\S+",
        "is are was were be been being am has have had do does did will would can could should may might"
        " must isn't aren't wasn't won't can't don't doesn't didn't and or but so because that which who"
        " when where while if then than as at by for from in into of on onto to with without about after"
        " before since until not no never just really very so too also still already again only even i"
        " you he she it we they me him her us them my your his its our their this these those a an the"
        " came arrived broke broken works worked stopped keeps kept got gets get makes made looks looked"
        " smells tastes feels went goes fell died said says took takes needs need please thanks here there"
        " today yesterday tomorrow now twice once lol",
    )
)
EMPTY = frozenset(
    re.findall(
        r"\S+",
        "way time day week month year moment rest fact one ones same other best worst first last second"
        " only most next whole thing things stuff lot bit kind sort money life hell world end heck fuck"
        " guys people",
    )
)
WORDS = 3


def target_of(text: str, bearing: str) -> str:
    """``bearing`` is the word that carries the feeling; without a named thing, "" is returned."""
    at = text.lower().find(bearing) if bearing else 0
    best, nearest = "", 10**9
    for match in NAMED.finditer(text):
        name = _name(match.group(1))
        if not name:
            continue
        start = match.start(1)
        distance = min(abs(start - at), abs(start + len(name) - at))
        if distance < nearest:
            best, nearest = name, distance
    return best


def _name(words: str) -> str:
    kept: list[str] = []
    for word in words.split()[: WORDS + 1]:
        bare = word.strip("'’-")
        if bare.lower() in ENDS or len(kept) == WORDS:
            break
        kept.append(bare)
    if not kept or kept[-1].lower() in EMPTY:
        return ""
    return " ".join(kept)
