"""Every write of accounts. Verbs take ``by`` and record an event in their own transaction."""

from unsilo.accounts.services.desks import (
    archive_desk,
    create_brand,
    create_desk,
    seat,
    unarchive_desk,
    unseat,
    update_brand,
    update_desk,
)
from unsilo.accounts.services.invitations import (
    Invited,
    accept_invitation,
    find_invitation,
    invite,
    make_setup_link,
    resend_invitation,
    revoke_invitation,
)
from unsilo.accounts.services.setup import set_up_first_admin
from unsilo.accounts.services.tokens import (
    create_token,
    find_token,
    restore_token,
    revoke_token,
)
from unsilo.accounts.services.users import (
    create_user,
    deactivate_user,
    reactivate_user,
    reset_second_factor,
    update_profile,
    update_user,
)

__all__ = [
    "Invited",
    "accept_invitation",
    "archive_desk",
    "create_brand",
    "create_desk",
    "create_token",
    "create_user",
    "deactivate_user",
    "find_invitation",
    "find_token",
    "invite",
    "make_setup_link",
    "reactivate_user",
    "resend_invitation",
    "reset_second_factor",
    "restore_token",
    "revoke_invitation",
    "revoke_token",
    "seat",
    "set_up_first_admin",
    "unarchive_desk",
    "unseat",
    "update_brand",
    "update_desk",
    "update_profile",
    "update_user",
]
