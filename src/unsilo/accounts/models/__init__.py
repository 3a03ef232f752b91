"""Who works here, where and when, and what they are told."""

from unsilo.accounts.models.letters import Posted, SendState
from unsilo.accounts.models.notices import MailState, Notice, NoticeChoice
from unsilo.accounts.models.oncall import (
    Call,
    CallState,
    CallStep,
    Cover,
    Outcome,
    QuietHours,
    Rota,
    RotaLayer,
    RotaMember,
    Severity,
)
from unsilo.accounts.models.users import (
    ApiToken,
    Brand,
    Desk,
    Discipline,
    Invitation,
    Role,
    Seat,
    TokenScope,
    User,
    UserManager,
    slug_validator,
)

__all__ = [
    "ApiToken",
    "Brand",
    "Call",
    "CallState",
    "CallStep",
    "Cover",
    "Desk",
    "Discipline",
    "Invitation",
    "MailState",
    "Notice",
    "NoticeChoice",
    "Outcome",
    "Posted",
    "QuietHours",
    "Role",
    "Rota",
    "RotaLayer",
    "RotaMember",
    "Seat",
    "SendState",
    "Severity",
    "TokenScope",
    "User",
    "UserManager",
    "slug_validator",
]
