"""What a customer reads before they say yes. A version is never changed: a new text is a new one."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CURRENT = "1"


@dataclass(frozen=True, slots=True)
class Wording:
    """The paragraphs of the public page and what the fields and uses mean there."""

    version: str
    paragraphs: tuple[str | Promise, ...]
    fields: dict[str, str | Promise]
    uses: dict[str, str | Promise]


WORDINGS = {
    "1": Wording(
        version="1",
        paragraphs=(
            _(
                "We would like to tell others about what happened. It is yours, so you decide what "
                "we may use and where. Tick what you allow and leave the rest empty."
            ),
            _(
                "Whatever you answer, it changes nothing about the help you get from us. Nobody is "
                "paid for a yes. We show you the text before it goes out if you ask for it."
            ),
            _(
                "You can change your mind at any time, on this page. From then on we use nothing "
                "any more, take down what is ours, and tell those who have it from us."
            ),
        ),
        fields={
            "name": _("My name"),
            "picture": _("My pictures"),
            "words": _("My words"),
        },
        uses={
            "press": _("Newspapers, radio, online media"),
            "page": _("Your own website and newsletter"),
            "ad": _("Advertising"),
            "social": _("Your social media"),
        },
    ),
}


def wording(version: str) -> Wording:
    return WORDINGS[version]
