"""What ways to win hold of a person, for export and erasure."""

from django.utils.translation import gettext_lazy as _

from unsilo.people.personal import Of, emptied, held, register_personal_data


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(
        held(
            "wins.Link", _("links given to them"), Of.CONVERSATION,
            erase=emptied(reason=""), keeps=_("which product and shop, and how often it was clicked"),
        ),
        held(
            "wins.Conversion", _("orders"), Of.CONVERSATION,
            erase=emptied(code=""), keeps=_("the shop’s number, the value and the day, for the books"),
        ),
        held(
            "wins.RequestForm", _("request forms"), Of.CONVERSATION,
            erase=emptied(shopper="", zip="", why=""), keeps=_("which product was asked for where"),
        ),
    )  # fmt: skip
