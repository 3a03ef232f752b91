"""What routing holds of a person, for export and erasure."""

from django.utils.translation import gettext_lazy as _

from unsilo.people.personal import Of, Part, deleted, emptied, held, register_personal_data


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(
        held(
            "routing.Clock", _("clocks"), Of.CONVERSATION,
            erase=None, keeps=_("whether somebody answered in time"),
        ),
        held(
            "routing.HandOff", _("hand-offs between desks"), Of.CONVERSATION,
            erase=emptied(why=_("erased"), words=""), keeps=_("from which desk to which, and when"),
        ),
        held(
            "routing.Promise", _("promises made to them"), Of.CONVERSATION,
            erase=emptied(text=_("erased"), words=""), keeps=_("whether it was kept"),
        ),
        held(
            "routing.RuleRun", _("rules that ran"), Of.MESSAGE, "message",
            erase=None, keeps=_("which rule ran, and when"),
        ),
        held("routing.DueRule", _("rules to run"), Of.MESSAGE, part=Part.WORDS, erase=deleted),
    )  # fmt: skip
