"""What is better said by a rule than learnt: numbers, names of places, words that mean danger.

Every rule works on word boundaries and in bounded time. A rule raises the odds of a head or fills a
slot; of what the model says it lowers nothing but anger, where the message is no public one.
"""

import re
from dataclasses import dataclass

from unsilo.triage.reader.judgement import Purchase

SURE, LIKELY = 2.0, 0.7  # log-odds
# Feelings are learnt from tweets. Who writes to a brand without naming it in public, by mail, form or
# under its post, is so much less often cross.
CALM = 0.6


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(alternatives) + r")(?!\w)", re.IGNORECASE)


SAFETY = _words(
    r"caught (?:on )?fire", r"(?:on|in) flames", r"burst into flames", r"explod(?:ed|es|ing)",
    r"electric(?:al)? shock", r"electrocut\w+", r"chok(?:ed|es|ing) on", r"chok(?:ed|ing) hazard",
    r"allergic reaction", r"anaphyla\w+", r"hives", r"food poisoning", r"chemical burns?",
    r"burn(?:ed|t) (?:my|his|her|our|their|me|him)\b", r"carbon monoxide", r"gas leak",
    r"(?:in|to|from) (?:the )?(?:hospital|emergency room)", r"went to (?:the )?er", r"poison(?:ed|ing)",
    r"glass in (?:my|the|our)", r"metal (?:piece|shard|shavings?)s? in", r"mold|mould|mouldy|moldy",
    r"swallowed", r"recall(?:ed)? (?:for|because|due)", r"overheat(?:s|ed|ing)?", r"smok(?:es|ing) (?:and|when|from)",
    r"suicid\w+", r"kill(?:ing)? myself", r"end my life",
)  # fmt: skip
LEGAL = _words(
    r"my (?:lawyer|attorney|solicitor)s?", r"(?:our|a|your) (?:lawyer|attorney|solicitor)s?",
    r"legal (?:action|proceedings|department|steps)", r"small claims(?: court)?", r"class action",
    r"su(?:e|ing) (?:you|them|the company|this company)", r"see you in court", r"take (?:you|this) to court",
    r"trading standards", r"better business bureau", r"attorney general", r"ombuds(?:man|person)",
    r"consumer (?:protection|rights|court)", r"data protection (?:authority|officer)", r"gdpr",
    r"cease and desist", r"chargeback", r"subpoena",
)  # fmt: skip
PERSON = _words(
    r"(?:speak|talk|chat|connect|transfer|put|get|pass)(?: me| us)?(?: through| over)?(?: to| with)?"
    r" (?:a |an |some )?(?:real |actual |live |human )?(?:person|human|human being|agent|someone|"
    r"somebody|representative|rep|manager|supervisor)(?: please)?",
    r"(?:a |an )?(?:real|actual|live|living) (?:person|human|agent)", r"not (?:a|your) (?:ro)?bot",
    r"is (?:this|anyone|there) (?:a )?(?:bot|human|real person)", r"(?:human|agent|representative) please",
    r"someone (?:please )?call me(?: back)?", r"call me(?: back)?", r"your manager",
)  # fmt: skip
URGENT = _words(
    r"urgent(?:ly)?", r"asap", r"as soon as possible", r"right (?:now|away)", r"immediately", r"emergency",
    r"today", r"tonight", r"tomorrow", r"by (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
    r"in (?:an|one|two|a few) hours?", r"last chance", r"deadline", r"at the airport", r"stranded",
    r"time[- ]sensitive", r"hacked", r"stolen", r"fraud(?:ulent)?", r"locked out",
)  # fmt: skip
BREACH = _words(
    r"(?:vulnerability|exploit|data breach|leak(?:ed|s|ing)? (?:customer|user|personal) data)",
    r"(?:see|seeing|saw) (?:someone|somebody|other people|another (?:customer|user))(?: else)?['’]?s? "
    r"(?:orders?|data|account|address)",
    r"sql injection|xss|account takeover",
)
PRESS = _words(
    r"journalist", r"reporter", r"(?:i am|i'm|i’m) writing (?:a|an) (?:article|story|piece)",
    r"press (?:enquiry|inquiry|contact|office|team)", r"request for comment", r"for comment",
    r"on the record", r"editor at", r"news ?desk",
)  # fmt: skip

BUYS = _words(
    r"take my money", r"i(?:['’]ll| will) take (?:one|two|three|it|that|both|the)",
    r"put me down for", r"how (?:do|can) (?:i|we) (?:order|buy|pay)", r"how to (?:order|buy)",
    r"(?:just|finally|already) (?:ordered|bought|preordered|pre-ordered)",
    r"(?:i|we)(?:['’]d| would) like to (?:order|buy|book|purchase|preorder)",
    r"(?:i|we) (?:want|wish|need) to (?:order|buy|book|purchase)", r"(?:in|to) (?:my |the )?cart",
    r"(?:i['’]m|i am) (?:buying|ordering|getting)", r"(?:ordering|buying) (?:one|it|this|tonight|today)",
    r"reserve one", r"where do i sign up", r"sign me up", r"i need (?:this|it) in my life",
)  # fmt: skip
MACHINE = re.compile(
    r"^(?:automatic (?:reply|response)|auto[- ]?reply|out of (?:the )?office)|"
    r"(?<!\w)(?:do not reply to this (?:message|e?-?mail)|this (?:mailbox|e?-?mail) is (?:not monitored|not read))",
    re.IGNORECASE,
)

SCAM_CONTACT = re.compile(
    r"(?:wa\.me/|t\.me/|telegram|whats ?app|inbox me|dm me|message me|text me|contact (?:him|her|them|@\w+)"
    r"|reach out to @?\w+ on)",
    re.IGNORECASE,
)
SCAM_TALE = re.compile(
    r"(?:recover(?:ed|y)?|hacked|locked|suspended|verif(?:y|ication)|refund department|support team"
    r"|customer care|technical support|help ?desk|forex|bitcoin|btc|crypto|usdt|invest(?:ed|ment|ing)?"
    r"|binary options|cash ?app|earn(?:ed|ing)?|profit|loan|giveaway|won|winner|gift card|sugar"
    r"|spell caster|hacker|free followers|claim your)",
    re.IGNORECASE,
)
SHOUTED_OFFER = re.compile(
    r"(?:buy (?:cheap )?followers|work from home|\$\d[\d,.]* (?:a|per) (?:day|week|hour)|promo it on"
    r"|promote (?:this|it) on|check (?:out )?my (?:page|bio|profile)|link in (?:my )?bio|onlyfans"
    r"|100% (?:legit|guaranteed)|act now|click (?:here|the link|this link)|limited slots)",
    re.IGNORECASE,
)

ZIP = re.compile(r"(?<![\w#-])(\d{5})(?:-\d{4})?(?![\w-])")
POSTCODE = re.compile(r"(?<!\w)([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)")
ORDER = re.compile(
    r"(?<!\w)(?:order|ord|invoice|ticket|case|ref(?:erence)?|confirmation|tracking)"
    r"(?: (?:number|no|id|code))?\.?\s*[:#]?\s*#?\s*([A-Z]{0,4}-?\d[\w-]{3,24})",
    re.IGNORECASE,
)
NUMBER_SIGN = re.compile(r"(?<!\w)#(\d{4,16})(?!\w)")
PLACE_ZIP_HINT = _words(
    "zip", "near", "in", "area", "around", "store", "stores", "local", "shop", "buy"
)
TOWN = re.compile(
    r"(?<!\w)(?:near|in|around|at|to|from|outside|downtown|here in|over in)\s+"
    r"(?!(?:The|This|That|My|Your|It|I|Store|Stock|Amazon|Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Target|Walmart|Costco|Sephora|Etsy|English|Instagram|Facebook|Twitter)(?!\w))"
    r"((?:(?:St|Mt|Ft)\. )?[A-Z][a-zA-Zà-ÿ'’-]{2,}(?: (?:[A-Z][a-zA-Zà-ÿ'’-]+))?"
    r"(?:, ?(?:[A-Z]{2}|[A-Z][a-z]+))?)(?!\w)"
)
CHANNELS = (
    ("amazon", _words("amazon")),
    ("online", _words("online", "web ?site", "web ?shop", "web ?store", "order it on the web", "ship(?:ping)? to")),
    ("in store", _words(
        "in[- ]?stores?", "stores?", "shops?", "retailers?", "stockists?", "supermarkets?", "mall",
        "brick and mortar", "in person", "walmart", "target", "costco", "sephora", "tesco",
    )),
    ("phone", _words("by phone", "over the phone", "call to order")),
)  # fmt: skip
PRODUCT = re.compile(
    r"(?<!\w)(?:buy|order|get|find|purchase|grab|want|need|sell|carry|stock|have|restock|afford)"
    r"(?: me| my| myself| us)?(?: a| an| the| one of| some| another| your| these| those| this| that"
    r"| any)*(?: new| more)? "
    r"((?!(?:it|one|them|this|that|these|those|in|on|at|to|for|from|near|help|you|your|a|an|the|some"
    r"|any|more|online|back|and|or|so|now|today|rid|here|there|if|stuff|my|me)(?!\w))"
    r"[\w'’-]+(?: (?!(?:in|on|at|to|for|from|near|anywhere|online|please|pls|plz|and|or|but|so|now"
    r"|today|around|with|if|when|where|is|are|that|which|because|asap|here|locally|by|this|right"
    r"|without|again|yet|before|after|of|as|the|a|my|i)(?!\w))[\w'’-]+){0,3})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What rules saw: by how much log-odds each head rises, and how much calmer the writer is."""

    pushes: dict[str, float]
    calm: float
    order_number: str = ""


def look(text: str) -> Found:
    """``text`` is of bounded length already."""
    order = ORDER.search(text) or NUMBER_SIGN.search(text)
    safety = SAFETY.search(text) is not None
    urgent = len({match.group().lower() for match in URGENT.finditer(text)})
    machine = MACHINE.search(text) is not None
    scam = SCAM_CONTACT.search(text) is not None and SCAM_TALE.search(text) is not None
    pushes = {
        "safety_harm": SURE if safety else 0.0,
        "legal_threat": SURE if LEGAL.search(text) else 0.0,
        "spam_scam": SURE if scam else LIKELY if SHOUTED_OFFER.search(text) else 0.0,
        "partnership_press_creator": LIKELY if PRESS.search(text) else 0.0,
        "order_support": LIKELY if order else 0.0,
        "purchase_intent": SURE if BUYS.search(text) else 0.0,
        "off_topic": 3 * SURE if machine else 0.0,
        "asks": SURE if PERSON.search(text) else 0.0,
        "urgency": LIKELY * min(urgent, 2)
        + (SURE if safety else 0.0)
        + (2 * SURE if BREACH.search(text) else 0.0),
    }
    return Found(
        pushes={head: push for head, push in pushes.items() if push},
        calm=2 * SURE if machine else 0.0 if "@user" in text else CALM,
        order_number=order.group(1) if order else "",
    )


def purchase_of(text: str) -> Purchase:
    """Product, place and channel as the writer named them. Ask only where someone wants to buy."""
    place = POSTCODE.search(text) or TOWN.search(text)
    code = ZIP.search(text)
    if code and (PLACE_ZIP_HINT.search(text) or len(text) < 40):
        place = code
    product = PRODUCT.search(text)
    channel = next((name for name, pattern in CHANNELS if pattern.search(text)), "")
    return Purchase(
        product=product.group(1).strip() if product else "",
        place=place.group(1) if place else "",
        channel=channel,
    )
