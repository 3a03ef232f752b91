"""The 23 things people want from a brand. The order is that of the model's outputs: only append."""

from dataclasses import dataclass


def _(text: str) -> str:
    """Marks for makemessages; pages translate with gettext when they show it."""
    return text


@dataclass(frozen=True, slots=True)
class IntentKind:
    """``may_hide`` is policy: complaints and criticism are answered, never hidden."""

    name: str
    label: str
    meaning: str
    may_hide: bool = False


KINDS = (
    IntentKind("purchase_intent", _("wants to buy"), _("Says that they want to buy something.")),
    IntentKind("where_to_buy", _("where to buy"), _("Asks where something can be bought.")),
    IntentKind("price_value", _("price"), _("Speaks of the price, or what one gets for it.")),
    IntentKind(
        "availability_restock", _("availability"), _("Asks whether or when something is in stock.")
    ),
    IntentKind(
        "product_question", _("product question"), _("Asks how a product works or what it is.")
    ),
    IntentKind("order_support", _("order"), _("Needs help with an order, delivery or return.")),
    IntentKind(
        "complaint_product", _("complaint: product"), _("A product is broken, bad or not as told.")
    ),
    IntentKind(
        "complaint_service", _("complaint: service"), _("Was treated badly, late or not at all.")
    ),
    IntentKind(
        "complaint_values", _("complaint: values"), _("Objects to an ad or to what the brand does.")
    ),
    IntentKind("praise", _("praise"), _("Likes the brand, a product or a person of it.")),
    IntentKind("testimonial", _("testimonial"), _("Tells what a product did for them.")),
    IntentKind(
        "word_of_mouth", _("word of mouth"), _("Brings in a friend, or tells others about it.")
    ),
    IntentKind("advocacy_defence", _("defence"), _("Answers for the brand, or stands up for it.")),
    IntentKind("idea_request", _("idea"), _("Proposes or wishes something new.")),
    IntentKind(
        "partnership_press_creator",
        _("press and partners"),
        _("A journalist, creator or business asks to work together."),
    ),
    IntentKind("job", _("job"), _("Looks for work, or asks about an application.")),
    IntentKind("humour_banter", _("banter"), _("Jokes, without meaning harm.")),
    IntentKind("troll_bait", _("trolling"), _("Provokes, without a claim one could check.")),
    IntentKind(
        "harassment_hate", _("harassment"), _("Attacks people for who they are."), may_hide=True
    ),
    IntentKind(
        "spam_scam", _("spam"), _("Advertises, cheats, or poses as support."), may_hide=True
    ),
    IntentKind("safety_harm", _("safety"), _("Someone was or may be hurt."), may_hide=True),
    IntentKind("legal_threat", _("legal"), _("Speaks of lawyers, courts or authorities.")),
    IntentKind("off_topic", _("off topic"), _("Has nothing to do with the brand.")),
)

INTENTS: tuple[str, ...] = tuple(kind.name for kind in KINDS)
BY_NAME = {kind.name: kind for kind in KINDS}
