"""What privacy itself holds of a person."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from unsilo.channels.services import blobs
from unsilo.people.personal import Of, emptied, held, register_personal_data
from unsilo.privacy.models import ExportState


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(
        held(
            "privacy.Export", _("exports made for them"), Of.PERSON,
            erase=_drop_files, keeps=_("who exported, and when"), hidden=["blob"],
        ),
        held(
            "privacy.Erasure", _("erasures asked for"), Of.PERSON,
            erase=None, keeps=_("that it was done, when, why and by whom"),
        ),
        held(
            "privacy.Hold", _("holds"), Of.CONVERSATION,
            erase=emptied(reason=_("erased")), keeps=_("that it was on hold, and until when"),
        ),
    )  # fmt: skip


def _drop_files(rows: QuerySet[Any, Any]) -> int:
    blobs.let_go(rows.exclude(blob=None).values_list("blob_id", flat=True))
    return rows.update(state=ExportState.EXPIRED, blob=None)
