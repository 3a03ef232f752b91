"""What incidents hold of a person, for export and erasure."""

from django.utils.translation import gettext_lazy as _

from unsilo.incidents.models import Subscriber
from unsilo.people.personal import Of, PersonalData, deleted, emptied, held, register_personal_data


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(
        held(
            "incidents.Incident", _("incidents that began with them"), Of.CONVERSATION,
            erase=None, keeps=_("what colleagues wrote about the incident; look through it yourself"),
        ),
        held(
            "incidents.Touched", _("incidents that touched them"), Of.CONVERSATION,
            erase=emptied(remark=""), keeps=_("that they were touched, and answered"),
        ),
        PersonalData(
            model="incidents.Subscriber",
            label=_("updates of the status page by mail"),
            of=Of.PERSON,
            rows=lambda scope: Subscriber.objects.filter(email__in=list(scope.addresses)),
            erase=deleted,
        ),
    )  # fmt: skip
