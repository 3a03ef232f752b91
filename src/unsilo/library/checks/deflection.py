"""An answer that only sends people somewhere else: "email us at", "DM us", "see our website".

A text deflects when it has a clause that sends away and nothing else that says anything.
"""

import re

from unsilo.library.checks.text import sentences

_US = r"(?:us|our (?:\w+ ){0,2}(?:team|support|service|desk|people|agents?))"
_CHANNEL = r"(?:dms?|pms?|(?:private |direct )?messages?|e-?mails?|mails?|inbox|note|line)"
_SITE = (
    r"(?:web ?site|site|home ?page|page|web ?shop|shop|store locator|locator|faqs?|help cent(?:er|re)"
    r"|profile|bio)"
)
_AWAY_EN = (
    rf"\b(?:e-?mail|mail|write(?: to)?|message|dm|pm|contact|call|ring|phone|text|reach|ping)\s+{_US}\b",
    rf"\b(?:reach out|get in touch|speak|talk|chat)\s+(?:to|with)\s+{_US}\b",
    r"\breach out\b(?! and touch)",
    rf"\b(?:send|drop|shoot|give)\s+us\s+(?:an?\s+|your\s+)?(?:{_CHANNEL}|call|ring)\b",
    rf"\b(?:see|visit|check(?:\s+out)?|go\s+to|head\s+(?:over\s+)?to|look\s+(?:at|on)|find\s+(?:it|them|that|everything)\s+on)\s+(?:\w+\s+){{0,2}}our\s+(?:\w+\s+)?{_SITE}\b",
    r"\blink\s+(?:is\s+)?in\s+(?:our\s+|the\s+)?bio\b",
    r"\b(?:by|via|through|in)\s+(?:a\s+)?(?:e-?mail|mail|dms?|pms?|private message|phone)\b",
    r"\b(?:sent|send|check)\s+(?:you\s+)?(?:an?\s+|your\s+)?(?:dms?|pms?|private message|inbox)\b",
)
_AWAY_DE = (
    r"\b(?:schreib(?:e|t|en sie)?|kontaktier(?:e|t|en sie)?|ruf(?:e|t|en sie)?|mail(?:e|t|en sie)?)\s+uns\b",
    r"\b(?:schick|send)(?:e|t|en sie)?\s+uns\s+(?:doch\s+|bitte\s+|gern(?:e)?\s+)?(?:eine?\s+|kurz\s+)?"
    r"(?:dm|pn|privatnachricht|nachricht|e-?mail|mail)\b",
    r"\b(?:melde?|wende?|meldet|wendet|melden sie|wenden sie)\s+(?:dich|euch|sich)\b",
    r"\b(?:auf|besuch\w*|schau\w*(?:\s+\w+){0,3})\s+unsere[rn]?\s+(?:\w+\s+)?"
    r"(?:web ?s[ei]{1,2}te|website|homepage|seite|shop|filialfinder)\b",
    r"\bper\s+(?:dm|pn|e-?mail|mail|telefon|privatnachricht)\b",
    r"\blink\s+in\s+(?:der|unserer)\s+bio\b",
)
_AWAY = re.compile("|".join((*_AWAY_EN, *_AWAY_DE)), re.IGNORECASE)

_EMPTY = re.compile(
    r"""^(?:@\S+|
    (?:hi|hey|hello|dear|good\s(?:morning|day|evening)|hallo|liebe[rs]?|guten\s\w+|moin)\b.{0,40}|
    (?:many\s)?(?:thanks?|thank\syou|thx|cheers|danke|vielen\sdank)\b.{0,80}|
    (?:(?:so|very|we(?:’|'|\sa)re|i(?:’|'|\sa)m)\s)*sorry\b.{0,90}|we\sapologi[sz]e.{0,90}|(?:es\s)?tut\s(?:uns|mir)\s.{0,60}|
    (?:great|good|fair|lovely|nice|gute)\s(?:question|frage|point|to\shear.{0,40})|
    (?:please|bitte|feel\sfree|kindly)|
    (?:and\s|so\s|then\s|where\s|who\s|that\s)*(?:we|someone|somebody|they|he|she|our\s\w+|i)(?:’|'|\s)(?:ll|will|can|d|would|are|re)?\s*
        (?:be\s|more\sthan\s|very\s|so\s)*(?:happy|glad|able|help|assist|look|sort|get|take|find|check|fix|see|love|try|go|answer|tell)\b.{0,90}|
    (?:always\s)?(?:happy|glad)\sto\s(?:help|assist).{0,60}|
    (?:und\s|dann\s|damit\s)*(?:wir|jemand)\s.{0,80}|
    (?:for|with|about)\s(?:more\s|any\s|further\s|all\s)?(?:details?|help|info\w*|questions?|that|this|it|assistance)\b.{0,40}|
    (?:have|has)\sa\s(?:great|lovely|nice|good)\s\w+|
    (?:best|kind|warm)?\s?(?:regards|wishes)|(?:viele|liebe|beste)\sgrüße.{0,30}|warmly.{0,30}|your\s.{0,30}team)$""",
    re.IGNORECASE | re.VERBOSE,
)
_CLAUSE = re.compile(
    r",\s+|:\s+|\s+[-–—]\s+|\s+(?:and|und|so that|so|damit|then|dann)\s+", re.IGNORECASE
)
# A link that leads somewhere in particular is an answer; a bare address of a site is none.
_USEFUL_LINK = re.compile(r"https?://[^\s/]+/[^\s/]{2,}", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|\+?[\d][\d\s()/-]{5,}\d|\b[\w-]+\.example\b"
)

_ASKS = re.compile(
    r"\?|^\s*(?:where|how|when|what|which|who|why|does|do|is|are|can|could|will"
    r"|wo|wie|wann|was|welche\w*|wer|warum|gibt|kann|könnt)\b",
    re.IGNORECASE | re.MULTILINE,
)
# What belongs out of the public's sight: a person's order or account, and what may hurt somebody.
_PRIVATE = re.compile(
    r"\b(?:my|our|meine?[nrms]?|unsere?[nrms]?)\s+(?:\w+\s+)?(?:order|account|password|login|parcel|package"
    r"|refund|invoice|card|address|subscription|bestellung|konto|passwort|paket|rechnung|adresse)\b"
    r"|\b(?:order|bestellung|ticket|invoice)\s*(?:no\.?|nr\.?|number|nummer)?\s*#?\s*[a-z]{0,4}-?\d{3,}"
    r"|\b(?:hurt|injur\w*|bleed\w*|swallow\w*|burn(?:t|ed)|allerg\w*|poison\w*|hospital"
    r"|verletzt|verschluckt|giftig|krankenhaus)\b",
    re.IGNORECASE,
)


def deflects(text: str) -> str:
    """The words that send away, where the text says nothing else; "" for an answer."""
    if _USEFUL_LINK.search(text):
        return ""
    sent_away = ""
    for clause in _clauses(text):
        if hit := _AWAY.search(clause):
            sent_away = sent_away or hit[0]
        elif not _is_empty(clause):
            return ""
    return sent_away


def asks(text: str) -> bool:
    return bool(_ASKS.search(text))


def is_private(text: str) -> bool:
    """Whether a question is better answered out of sight."""
    return bool(_PRIVATE.search(text))


def _clauses(text: str) -> list[str]:
    return [
        clause.strip(" ,.!?…*_-")
        for sentence in sentences(text)
        for clause in _CLAUSE.split(sentence)
        if clause.strip(" ,.!?…*_-")
    ]


def _is_empty(clause: str) -> bool:
    bare = _ADDRESS.sub("", clause).strip(" ,.!?…:()")
    return len(bare.split()) < 3 or bool(_EMPTY.match(bare))
