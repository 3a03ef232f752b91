"""Drafts, as the API shows and takes them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from unsilo.core.rest import Flag, Given, Shown

DraftKind = Literal["reply", "reply_all", "forward", "note"]


class DraftIn(Given):
    kind: DraftKind = "reply"
    text: str = Field(
        min_length=1, max_length=200_000, description="Light markup, as in the composer."
    )
    replace: Flag = Field(False, description="Overwrite what the user has begun.")


class DraftOut(Shown):
    """What the user has in a composer. ``seen_version`` is what the conversation had by then."""

    id: int
    conversation_id: int
    kind: DraftKind
    text: str
    seen_version: int
    updated_at: datetime
