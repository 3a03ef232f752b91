"""A method for every operation. Written by `make client` from the API's description: do not edit."""

from collections.abc import Iterator
from typing import Literal, Unpack, cast

from . import shapes
from .transport import Transport, quoted


class Calls(Transport):
    """The operations, in the order of the reference."""

    def me(self) -> shapes.MeOut:
        """Who this token acts for."""
        return cast("shapes.MeOut", self._call("GET", "me"))

    def list_users(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.UserOut]:
        """List colleagues.

        Everybody who can log in, to assign conversations to."""
        return self._every("users", {"cursor": cursor, "limit": limit})

    def get_user(self, user_id: int, /) -> shapes.UserOut:
        """Get a colleague."""
        return cast("shapes.UserOut", self._call("GET", f"users/{user_id}"))

    def list_desks(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.DeskOut]:
        """List desks.

        Desks whose conversations the token's user may read."""
        return self._every("desks", {"cursor": cursor, "limit": limit})

    def get_desk(self, desk_id: int, /) -> shapes.DeskOut:
        """Get a desk."""
        return cast("shapes.DeskOut", self._call("GET", f"desks/{desk_id}"))

    def list_audit(
        self,
        *,
        user_id: int | None = None,
        kind: str | None = None,
        noun: str | None = None,
        object_id: int | None = None,
        since: str | None = None,
        until: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.AuditEntryOut]:
        """List the audit log.

        What was changed in the house and who came in, newest first. For admins."""
        return self._every(
            "audit",
            {
                "user_id": user_id,
                "kind": kind,
                "noun": noun,
                "object_id": object_id,
                "since": since,
                "until": until,
                "cursor": cursor,
                "limit": limit,
            },
        )

    def list_tokens(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.TokenOut]:
        """List the user's tokens.

        Newest first. Revoked ones are left out."""
        return self._every("tokens", {"cursor": cursor, "limit": limit})

    def create_token(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.TokenIn]
    ) -> shapes.NewTokenOut:
        """Make a token.

        For the same user. A token can't make one that may do more or lives longer than itself."""
        return cast(
            "shapes.NewTokenOut", self._call("POST", "tokens", body=body, key=idempotency_key)
        )

    def get_token(self, token_id: int, /) -> shapes.TokenOut:
        """Get a token."""
        return cast("shapes.TokenOut", self._call("GET", f"tokens/{token_id}"))

    def revoke_token(self, token_id: int, /) -> None:
        """Revoke a token.

        A token can't revoke itself: make its successor first, and let that one do it."""
        self._call("DELETE", f"tokens/{token_id}")

    def list_notices(
        self, *, unread: bool | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.NoticeOut]:
        """List notices.

        What the token's user was told, newest first."""
        return self._every("notices", {"unread": unread, "cursor": cursor, "limit": limit})

    def read_notice(
        self, notice_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.NoticeOut:
        """Mark a notice as read."""
        return cast(
            "shapes.NoticeOut", self._call("POST", f"notices/{notice_id}/read", key=idempotency_key)
        )

    def list_on_call(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.OnCallOut]:
        """List who is on call.

        Each rota with its present turns. A desk without one uses that of the whole house."""
        return self._every("on-call", {"cursor": cursor, "limit": limit})

    def list_calls(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.CallOut]:
        """List calls.

        Newest first."""
        return self._every("calls", {"cursor": cursor, "limit": limit})

    def get_call(self, call_id: int, /) -> shapes.CallOut:
        """Get a call."""
        return cast("shapes.CallOut", self._call("GET", f"calls/{call_id}"))

    def acknowledge_call(
        self, call_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.CallOut:
        """Take a call on.

        Nobody else is called from then on. A second time changes nothing."""
        return cast(
            "shapes.CallOut",
            self._call("POST", f"calls/{call_id}/acknowledge", key=idempotency_key),
        )

    def list_people(
        self,
        *,
        q: str | None | None = None,
        company: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.PersonItem]:
        """List people.

        By when they were last heard, newest first."""
        return self._every("people", {"q": q, "company": company, "cursor": cursor, "limit": limit})

    def create_person(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.PersonIn]
    ) -> shapes.PersonOut:
        """Note a person."""
        return cast(
            "shapes.PersonOut", self._call("POST", "people", body=body, key=idempotency_key)
        )

    def get_person(self, person_id: int, /) -> shapes.PersonOut:
        """Get a person.

        One who was merged into somebody else is answered with who they became."""
        return cast("shapes.PersonOut", self._call("GET", f"people/{person_id}"))

    def update_person(
        self, person_id: int, /, **body: Unpack[shapes.PersonPatch]
    ) -> shapes.PersonOut:
        """Change a person."""
        return cast("shapes.PersonOut", self._call("PATCH", f"people/{person_id}", body=body))

    def add_identity(
        self,
        person_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.IdentityIn],
    ) -> shapes.IdentityOut:
        """Add an address or account."""
        return cast(
            "shapes.IdentityOut",
            self._call("POST", f"people/{person_id}/identities", body=body, key=idempotency_key),
        )

    def remove_identity(self, person_id: int, identity_id: int, /) -> None:
        """Remove an address or account.

        Messages from it make a new person from then on. The last one stays."""
        self._call("DELETE", f"people/{person_id}/identities/{identity_id}")

    def list_person_notes(
        self, person_id: int, /, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.PersonNoteOut]:
        """List notes about a person."""
        return self._every(f"people/{person_id}/notes", {"cursor": cursor, "limit": limit})

    def add_person_note(
        self,
        person_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.PersonNoteIn],
    ) -> shapes.PersonNoteOut:
        """Note something about a person."""
        return cast(
            "shapes.PersonNoteOut",
            self._call("POST", f"people/{person_id}/notes", body=body, key=idempotency_key),
        )

    def delete_person_note(self, person_id: int, note_id: int, /) -> None:
        """Delete a note about a person.

        For who wrote it, and for leads."""
        self._call("DELETE", f"people/{person_id}/notes/{note_id}")

    def merge_people(
        self,
        person_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.MergeIn],
    ) -> shapes.MergeOut:
        """Merge another person into this one."""
        return cast(
            "shapes.MergeOut",
            self._call("POST", f"people/{person_id}/merge", body=body, key=idempotency_key),
        )

    def undo_merge(
        self, merge_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.MergeOut:
        """Undo a merge.

        What came to the kept person after the merge stays there."""
        return cast(
            "shapes.MergeOut", self._call("POST", f"merges/{merge_id}/undo", key=idempotency_key)
        )

    def list_companies(
        self, *, q: str | None | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.CompanyOut]:
        """List companies."""
        return self._every("companies", {"q": q, "cursor": cursor, "limit": limit})

    def create_company(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.CompanyIn]
    ) -> shapes.CompanyOut:
        """Note a company.

        People who write from its domains and have no company join it."""
        return cast(
            "shapes.CompanyOut", self._call("POST", "companies", body=body, key=idempotency_key)
        )

    def get_company(self, company_id: int, /) -> shapes.CompanyOut:
        """Get a company."""
        return cast("shapes.CompanyOut", self._call("GET", f"companies/{company_id}"))

    def update_company(
        self, company_id: int, /, **body: Unpack[shapes.CompanyPatch]
    ) -> shapes.CompanyOut:
        """Change a company."""
        return cast("shapes.CompanyOut", self._call("PATCH", f"companies/{company_id}", body=body))

    def delete_company(self, company_id: int, /) -> None:
        """Forget a company.

        Its people stay. For leads."""
        self._call("DELETE", f"companies/{company_id}")

    def list_channels(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.ChannelOut]:
        """List channels."""
        return self._every("channels", {"cursor": cursor, "limit": limit})

    def get_channel(self, channel_id: int, /) -> shapes.ChannelOut:
        """Get a channel."""
        return cast("shapes.ChannelOut", self._call("GET", f"channels/{channel_id}"))

    def list_webhooks(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.WebhookOut]:
        """List webhooks.

        An admin's are all; everybody else's are their own."""
        return self._every("webhooks", {"cursor": cursor, "limit": limit})

    def create_webhook(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.WebhookIn]
    ) -> shapes.NewWebhookOut:
        """Add a webhook.

        From now on its address is told of what the token's user may see. For leads."""
        return cast(
            "shapes.NewWebhookOut", self._call("POST", "webhooks", body=body, key=idempotency_key)
        )

    def get_webhook(self, webhook_id: int, /) -> shapes.WebhookOut:
        """Get a webhook."""
        return cast("shapes.WebhookOut", self._call("GET", f"webhooks/{webhook_id}"))

    def update_webhook(
        self, webhook_id: int, /, **body: Unpack[shapes.WebhookIn]
    ) -> shapes.WebhookOut:
        """Change a webhook."""
        return cast("shapes.WebhookOut", self._call("PUT", f"webhooks/{webhook_id}", body=body))

    def delete_webhook(self, webhook_id: int, /) -> None:
        """Delete a webhook.

        With its log and its secret."""
        self._call("DELETE", f"webhooks/{webhook_id}")

    def renew_webhook_secret(
        self, webhook_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.SecretOut:
        """Renew the secret.

        The old one signs as well for a day: `webhook-signature` then holds two."""
        return cast(
            "shapes.SecretOut",
            self._call("POST", f"webhooks/{webhook_id}/secret", key=idempotency_key),
        )

    def pause_webhook(
        self, webhook_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.WebhookOut:
        """Pause a webhook.

        What happens meanwhile is posted after it is resumed."""
        return cast(
            "shapes.WebhookOut",
            self._call("POST", f"webhooks/{webhook_id}/pause", key=idempotency_key),
        )

    def resume_webhook(
        self, webhook_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.WebhookOut:
        """Resume a webhook."""
        return cast(
            "shapes.WebhookOut",
            self._call("POST", f"webhooks/{webhook_id}/resume", key=idempotency_key),
        )

    def test_webhook(
        self, webhook_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.WebhookPostOut:
        """Send a test.

        Posts `webhook.pinged` at once, also while it is paused or broken, and says how it went."""
        return cast(
            "shapes.WebhookPostOut",
            self._call("POST", f"webhooks/{webhook_id}/test", key=idempotency_key),
        )

    def list_webhook_posts(
        self,
        webhook_id: int,
        /,
        *,
        state: Literal["waiting", "sent", "failed"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.WebhookPostOut]:
        """List what a webhook was told.

        Newest first, of the last 30 days."""
        return self._every(
            f"webhooks/{webhook_id}/posts", {"state": state, "cursor": cursor, "limit": limit}
        )

    def replay_webhook(
        self, webhook_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.ReplayedOut:
        """Post again all that was given up."""
        return cast(
            "shapes.ReplayedOut",
            self._call("POST", f"webhooks/{webhook_id}/replay", key=idempotency_key),
        )

    def get_webhook_post(self, post_id: int, /) -> shapes.WebhookPostOut:
        """Get a post to a webhook."""
        return cast("shapes.WebhookPostOut", self._call("GET", f"webhook-posts/{post_id}"))

    def replay_webhook_post(
        self, post_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.WebhookPostOut:
        """Post it again.

        With the same `webhook-id` and body."""
        return cast(
            "shapes.WebhookPostOut",
            self._call("POST", f"webhook-posts/{post_id}/replay", key=idempotency_key),
        )

    def list_conversations(
        self,
        *,
        q: str | None = None,
        desk: str | None = None,
        state: Literal["open", "waiting", "snoozed", "done"] | None = None,
        owner: str | None = None,
        channel: str | None = None,
        person: int | None = None,
        tag: str | None = None,
        unread: bool | None = None,
        spam: bool | None = None,
        updated_since: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.ConversationItem]:
        """List conversations.

        Newest activity first. Parameters narrow the list; all of them must hold."""
        return self._every(
            "conversations",
            {
                "q": q,
                "desk": desk,
                "state": state,
                "owner": owner,
                "channel": channel,
                "person": person,
                "tag": tag,
                "unread": unread,
                "spam": spam,
                "updated_since": updated_since,
                "cursor": cursor,
                "limit": limit,
            },
        )

    def create_conversation(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.StartIn]
    ) -> shapes.StartedOut:
        """Write to somebody first.

        On a channel that can `start`. The person is found, or made, by the first address."""
        return cast(
            "shapes.StartedOut", self._call("POST", "conversations", body=body, key=idempotency_key)
        )

    def get_conversation(self, conversation_id: int, /) -> shapes.ConversationOut:
        """Get a conversation."""
        return cast("shapes.ConversationOut", self._call("GET", f"conversations/{conversation_id}"))

    def list_messages(
        self, conversation_id: int, /, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.MessageItem]:
        """List the messages and notes of a conversation.

        In the order they came to us."""
        return self._every(
            f"conversations/{conversation_id}/messages", {"cursor": cursor, "limit": limit}
        )

    def mark_read(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.ReadIn],
    ) -> None:
        """Mark as read or unread.

        For the token's user; colleagues keep their own marks."""
        self._call("POST", f"conversations/{conversation_id}/read", body=body, key=idempotency_key)

    def get_message(self, message_id: int, /) -> shapes.MessageOut:
        """Get a message or note."""
        return cast("shapes.MessageOut", self._call("GET", f"messages/{message_id}"))

    def get_attachment(self, attachment_id: int, /) -> bytes:
        """Download a file.

        Always as a download of unknown type, since foreign files must not run in a browser."""
        return cast("bytes", self._call("GET", f"attachments/{attachment_id}"))

    def create_reply(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.ReplyIn],
    ) -> shapes.MessageOut:
        """Answer.

        Freeze an answer and queue it; it goes out after the undo time, or at `send_at`."""
        return cast(
            "shapes.MessageOut",
            self._call(
                "POST", f"conversations/{conversation_id}/replies", body=body, key=idempotency_key
            ),
        )

    def create_note(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.NoteIn],
    ) -> shapes.MessageOut:
        """Note.

        Words for colleagues only. Open to everyone who may write and can see the conversation."""
        return cast(
            "shapes.MessageOut",
            self._call(
                "POST", f"conversations/{conversation_id}/notes", body=body, key=idempotency_key
            ),
        )

    def list_drafts(
        self, conversation_id: int, /, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.DraftOut]:
        """List drafts.

        The user's own in this conversation."""
        return self._every(
            f"conversations/{conversation_id}/drafts", {"cursor": cursor, "limit": limit}
        )

    def leave_draft(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.DraftIn],
    ) -> shapes.DraftOut:
        """Leave a draft.

        It lies in the composer of the token's user, who sends it or not. For scope `draft` too."""
        return cast(
            "shapes.DraftOut",
            self._call(
                "POST", f"conversations/{conversation_id}/drafts", body=body, key=idempotency_key
            ),
        )

    def discard(
        self, conversation_id: int, kind: Literal["reply", "reply_all", "forward", "note"], /
    ) -> None:
        """Throw a draft away."""
        self._call("DELETE", f"conversations/{conversation_id}/drafts/{quoted(kind)}")

    def assign(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.AssignIn],
    ) -> shapes.ChangeOut:
        """Assign.

        Give it to a colleague on one desk, or to nobody."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST", f"conversations/{conversation_id}/assign", body=body, key=idempotency_key
            ),
        )

    def set_state(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.StateIn],
    ) -> shapes.ChangeOut:
        """Close, reopen, snooze, set waiting."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST", f"conversations/{conversation_id}/state", body=body, key=idempotency_key
            ),
        )

    def set_priority(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.PriorityIn],
    ) -> shapes.ChangeOut:
        """Prioritise."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST", f"conversations/{conversation_id}/priority", body=body, key=idempotency_key
            ),
        )

    def place(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.PlaceIn],
    ) -> shapes.ChangeOut:
        """Place on one more desk.

        Where it stood it stays. Any desk the user may read will do."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST",
                f"conversations/{conversation_id}/placements",
                body=body,
                key=idempotency_key,
            ),
        )

    def remove(self, conversation_id: int, desk_id: int, /) -> shapes.ChangeOut:
        """Take off a desk.

        The last desk keeps it."""
        return cast(
            "shapes.ChangeOut",
            self._call("DELETE", f"conversations/{conversation_id}/placements/{desk_id}"),
        )

    def move(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.MoveIn],
    ) -> shapes.ChangeOut:
        """Move.

        Hand it to another desk: it leaves the first."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST", f"conversations/{conversation_id}/move", body=body, key=idempotency_key
            ),
        )

    def mark_spam(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.SpamIn],
    ) -> shapes.ChangeOut:
        """Spam or not."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST", f"conversations/{conversation_id}/spam", body=body, key=idempotency_key
            ),
        )

    def add_tag(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.TagIn],
    ) -> shapes.ChangeOut:
        """Tag."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST", f"conversations/{conversation_id}/tags", body=body, key=idempotency_key
            ),
        )

    def remove_tag(self, conversation_id: int, name: str, /) -> shapes.ChangeOut:
        """Untag."""
        return cast(
            "shapes.ChangeOut",
            self._call("DELETE", f"conversations/{conversation_id}/tags/{quoted(name)}"),
        )

    def undo_change(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.UndoIn],
    ) -> shapes.ChangeOut:
        """Undo a change.

        Take a change back by its `event_id`, if nothing changed the same thing since."""
        return cast(
            "shapes.ChangeOut",
            self._call(
                "POST", f"conversations/{conversation_id}/undo", body=body, key=idempotency_key
            ),
        )

    def list_hidings(
        self,
        *,
        state: Literal[
            "asked", "declined", "hiding", "handed", "hidden", "failed", "showing", "shown"
        ]
        | None = None,
        conversation: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.HidingOut]:
        """List what is hidden.

        Newest first, with what was declined or is shown again. `state=asked` waits for somebody."""
        return self._every(
            "hidings",
            {"state": state, "conversation": conversation, "cursor": cursor, "limit": limit},
        )

    def hide_message(
        self,
        message_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.HideIn],
    ) -> shapes.HidingOut:
        """Hide a message.

        Only what others wrote in public, on a channel that can. A complaint is only asked for."""
        return cast(
            "shapes.HidingOut",
            self._call("POST", f"messages/{message_id}/hide", body=body, key=idempotency_key),
        )

    def confirm_hiding(
        self, hiding_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.HidingOut:
        """Agree to a request.

        Refused with 409 `own_request` for who asked."""
        return cast(
            "shapes.HidingOut",
            self._call("POST", f"hidings/{hiding_id}/confirm", key=idempotency_key),
        )

    def decline_hiding(
        self, hiding_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.HidingOut:
        """Decline a request.

        Who asked takes the request back."""
        return cast(
            "shapes.HidingOut",
            self._call("POST", f"hidings/{hiding_id}/decline", key=idempotency_key),
        )

    def show_hidden(
        self, hiding_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.HidingOut:
        """Show a message again."""
        return cast(
            "shapes.HidingOut", self._call("POST", f"hidings/{hiding_id}/show", key=idempotency_key)
        )

    def settle_hiding(
        self,
        message_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.HideSettledIn],
    ) -> shapes.HidingOut:
        """Say what became of it.

        For the program behind an API channel, after `message.hide_requested` or
        `message.unhide_requested`: whether the message is hidden now, or why that did not work."""
        return cast(
            "shapes.HidingOut",
            self._call("POST", f"messages/{message_id}/hidden", body=body, key=idempotency_key),
        )

    def list_deliveries(
        self,
        *,
        state: Literal["waiting", "sending", "sent", "partly", "failed", "uncertain", "cancelled"]
        | None = None,
        conversation: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.DeliveryOut]:
        """List deliveries.

        Newest first."""
        return self._every(
            "deliveries",
            {"state": state, "conversation": conversation, "cursor": cursor, "limit": limit},
        )

    def get_delivery(self, delivery_id: int, /) -> shapes.DeliveryOut:
        """Get a delivery."""
        return cast("shapes.DeliveryOut", self._call("GET", f"deliveries/{delivery_id}"))

    def cancel_delivery(
        self, delivery_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.DeliveryOut:
        """Take back what waits.

        Refused with 409 once it has gone out."""
        return cast(
            "shapes.DeliveryOut",
            self._call("POST", f"deliveries/{delivery_id}/cancel", key=idempotency_key),
        )

    def try_delivery_now(
        self, delivery_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.DeliveryOut:
        """Don't wait."""
        return cast(
            "shapes.DeliveryOut",
            self._call("POST", f"deliveries/{delivery_id}/try-now", key=idempotency_key),
        )

    def send_delivery_again(
        self, delivery_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.DeliveryOut:
        """Send again.

        What failed or is not certain, to everyone who is not known to have got it."""
        return cast(
            "shapes.DeliveryOut",
            self._call("POST", f"deliveries/{delivery_id}/send-again", key=idempotency_key),
        )

    def mark_delivery_sent(
        self, delivery_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.DeliveryOut:
        """It did arrive.

        Settle what is not certain."""
        return cast(
            "shapes.DeliveryOut",
            self._call("POST", f"deliveries/{delivery_id}/mark-sent", key=idempotency_key),
        )

    def list_events(
        self,
        *,
        after: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        from_now: bool | None = None,
    ) -> Iterator[shapes.EventOut]:
        """List events since a cursor.

        Oldest first, from the beginning without a cursor. None is ever missed or told twice."""
        return self._every(
            "events", {"after": after, "cursor": cursor, "limit": limit, "from_now": from_now}
        )

    def list_readings(
        self,
        *,
        conversation: int | None = None,
        message: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.ReadingOut]:
        """List readings.

        The current readings of messages the user may see, newest first."""
        return self._every(
            "readings",
            {"conversation": conversation, "message": message, "cursor": cursor, "limit": limit},
        )

    def list_corrections(
        self,
        *,
        head: Literal["feeling", "intent", "faith", "urgency"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.CorrectionOut]:
        """List corrections.

        Oldest first, with the words they are about: what a better model could be trained with."""
        return self._every("corrections", {"head": head, "cursor": cursor, "limit": limit})

    def create_correction(
        self,
        message_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.CorrectionIn],
    ) -> shapes.CorrectionOut:
        """Correct the reading of a message.

        What is said holds from now on, whatever model reads the message. Said again, it replaces."""
        return cast(
            "shapes.CorrectionOut",
            self._call(
                "POST", f"messages/{message_id}/corrections", body=body, key=idempotency_key
            ),
        )

    def delete_correction(
        self, message_id: int, head: Literal["feeling", "intent", "faith", "urgency"], /
    ) -> None:
        """Take a correction back.

        The model's answer holds again."""
        self._call("DELETE", f"messages/{message_id}/corrections/{quoted(head)}")

    def list_clocks(
        self,
        *,
        conversation: int | None = None,
        kind: Literal["first_reply", "promise", "hand_off"] | None = None,
        outcome: Literal["running", "met", "broken", "cancelled"] | None = None,
        stopped: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.ClockOut]:
        """List clocks.

        The newest first. With `stopped=false` those that run, also late ones."""
        return self._every(
            "clocks",
            {
                "conversation": conversation,
                "kind": kind,
                "outcome": outcome,
                "stopped": stopped,
                "cursor": cursor,
                "limit": limit,
            },
        )

    def list_promises(
        self,
        *,
        conversation: int | None = None,
        settled: bool | None = None,
        mine: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.PromiseOut]:
        """List promises."""
        return self._every(
            "promises",
            {
                "conversation": conversation,
                "settled": settled,
                "mine": mine,
                "cursor": cursor,
                "limit": limit,
            },
        )

    def make_promise(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.PromiseIn]
    ) -> shapes.PromiseOut:
        """Promise something.

        You own it. Without a time it waits for the person, and is then due within the hour."""
        return cast(
            "shapes.PromiseOut", self._call("POST", "promises", body=body, key=idempotency_key)
        )

    def get_promise(self, promise_id: int, /) -> shapes.PromiseOut:
        """Get a promise."""
        return cast("shapes.PromiseOut", self._call("GET", f"promises/{promise_id}"))

    def keep_promise(
        self, promise_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.PromiseOut:
        """Keep a promise.

        409 when it was settled already."""
        return cast(
            "shapes.PromiseOut",
            self._call("POST", f"promises/{promise_id}/keep", key=idempotency_key),
        )

    def let_promise_go(
        self,
        promise_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.WordsIn],
    ) -> shapes.PromiseOut:
        """Let a promise go, with words.

        409 when it was settled already."""
        return cast(
            "shapes.PromiseOut",
            self._call("POST", f"promises/{promise_id}/let-go", body=body, key=idempotency_key),
        )

    def list_handoffs(
        self,
        *,
        conversation: int | None = None,
        to_desk: int | None = None,
        open: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.HandOffOut]:
        """List hand-offs.

        Those between desks that you may read; the newest first."""
        return self._every(
            "handoffs",
            {
                "conversation": conversation,
                "to_desk": to_desk,
                "open": open,
                "cursor": cursor,
                "limit": limit,
            },
        )

    def make_handoff(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.HandOffIn]
    ) -> shapes.HandOffOut:
        """Hand to another desk.

        The desk gets the same conversation. 409 when it has been asked already."""
        return cast(
            "shapes.HandOffOut", self._call("POST", "handoffs", body=body, key=idempotency_key)
        )

    def get_handoff(self, handoff_id: int, /) -> shapes.HandOffOut:
        """Get a hand-off."""
        return cast("shapes.HandOffOut", self._call("GET", f"handoffs/{handoff_id}"))

    def accept_handoff(
        self, handoff_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.HandOffOut:
        """Take a hand-off.

        You own the conversation on the asked desk from then on."""
        return cast(
            "shapes.HandOffOut",
            self._call("POST", f"handoffs/{handoff_id}/accept", key=idempotency_key),
        )

    def return_handoff(
        self,
        handoff_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.WordsIn],
    ) -> shapes.HandOffOut:
        """Give a hand-off back, with words."""
        return cast(
            "shapes.HandOffOut",
            self._call("POST", f"handoffs/{handoff_id}/return", body=body, key=idempotency_key),
        )

    def finish_handoff(
        self, handoff_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.HandOffOut:
        """Finish a hand-off.

        The conversation is done on the asked desk."""
        return cast(
            "shapes.HandOffOut",
            self._call("POST", f"handoffs/{handoff_id}/finish", key=idempotency_key),
        )

    def list_rules(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.RuleOut]:
        """List rules.

        For leads. They run in the order of `position`."""
        return self._every("rules", {"cursor": cursor, "limit": limit})

    def list_service_levels(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.PolicyOut]:
        """List service levels."""
        return self._every("service-levels", {"cursor": cursor, "limit": limit})

    def list_business_hours(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.HoursOut]:
        """List business hours."""
        return self._every("business-hours", {"cursor": cursor, "limit": limit})

    def list_facts(
        self,
        *,
        q: str | None = None,
        status: Literal["confirmed", "not_confirmed", "do_not_say"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.FactOut]:
        """List facts.

        Newest first, with those that were put away."""
        return self._every("facts", {"q": q, "status": status, "cursor": cursor, "limit": limit})

    def create_fact(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.FactIn]
    ) -> shapes.FactOut:
        """Note a fact.

        For leads."""
        return cast("shapes.FactOut", self._call("POST", "facts", body=body, key=idempotency_key))

    def get_fact(self, fact_id: int, /) -> shapes.FactOut:
        """Get a fact."""
        return cast("shapes.FactOut", self._call("GET", f"facts/{fact_id}"))

    def update_fact(self, fact_id: int, /, **body: Unpack[shapes.FactIn]) -> shapes.FactOut:
        """Change a fact.

        The whole of it. For leads."""
        return cast("shapes.FactOut", self._call("PUT", f"facts/{fact_id}", body=body))

    def archive_fact(
        self, fact_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.FactOut:
        """Put a fact away.

        For leads. Nothing is held against it any more."""
        return cast(
            "shapes.FactOut", self._call("POST", f"facts/{fact_id}/archive", key=idempotency_key)
        )

    def restore_fact(
        self, fact_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.FactOut:
        """Take a fact back.

        For leads."""
        return cast(
            "shapes.FactOut", self._call("POST", f"facts/{fact_id}/restore", key=idempotency_key)
        )

    def get_voice(self, brand_id: int, /) -> shapes.VoiceOut:
        """Get the voice guide of a brand."""
        return cast("shapes.VoiceOut", self._call("GET", f"voices/{brand_id}"))

    def list_things(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.ThingOut]:
        """List things."""
        return self._every("things", {"cursor": cursor, "limit": limit})

    def create_thing(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.ThingIn]
    ) -> shapes.ThingOut:
        """Note a thing.

        For leads."""
        return cast("shapes.ThingOut", self._call("POST", "things", body=body, key=idempotency_key))

    def get_thing(self, thing_id: int, /) -> shapes.ThingOut:
        """Get a thing."""
        return cast("shapes.ThingOut", self._call("GET", f"things/{thing_id}"))

    def update_thing(self, thing_id: int, /, **body: Unpack[shapes.ThingIn]) -> shapes.ThingOut:
        """Change a thing.

        The whole of it. For leads."""
        return cast("shapes.ThingOut", self._call("PUT", f"things/{thing_id}", body=body))

    def archive_thing(
        self, thing_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.ThingOut:
        """Put a thing away.

        For leads."""
        return cast(
            "shapes.ThingOut", self._call("POST", f"things/{thing_id}/archive", key=idempotency_key)
        )

    def list_campaigns(
        self, *, thing: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.CampaignOut]:
        """List campaigns."""
        return self._every("campaigns", {"thing": thing, "cursor": cursor, "limit": limit})

    def get_campaign(self, campaign_id: int, /) -> shapes.CampaignOut:
        """Get a campaign."""
        return cast("shapes.CampaignOut", self._call("GET", f"campaigns/{campaign_id}"))

    def update_campaign(
        self, campaign_id: int, /, **body: Unpack[shapes.CampaignIn]
    ) -> shapes.CampaignOut:
        """Change a campaign.

        The whole of it. For leads."""
        return cast("shapes.CampaignOut", self._call("PUT", f"campaigns/{campaign_id}", body=body))

    def create_campaign(
        self,
        thing_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.CampaignIn],
    ) -> shapes.CampaignOut:
        """Begin a campaign.

        For leads."""
        return cast(
            "shapes.CampaignOut",
            self._call("POST", f"things/{thing_id}/campaigns", body=body, key=idempotency_key),
        )

    def list_dates(self, *, day: str | None = None) -> list[shapes.DateOut]:
        """What happens around a day.

        Two weeks before and after; around today where no day is given."""
        return cast("list[shapes.DateOut]", self._call("GET", "calendar", query={"day": day}))

    def create_date(
        self, thing_id: int, /, *, idempotency_key: str | None = None, **body: Unpack[shapes.DateIn]
    ) -> shapes.DateOut:
        """Note a date.

        For leads."""
        return cast(
            "shapes.DateOut",
            self._call("POST", f"things/{thing_id}/dates", body=body, key=idempotency_key),
        )

    def list_queries(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.QueryOut]:
        """List queries."""
        return self._every("queries", {"cursor": cursor, "limit": limit})

    def create_query(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.QueryIn]
    ) -> shapes.QueryOut:
        """Listen for words.

        For leads. What was said in the last 60 days is counted in the background."""
        return cast(
            "shapes.QueryOut", self._call("POST", "queries", body=body, key=idempotency_key)
        )

    def get_query(self, query_id: int, /) -> shapes.QueryOut:
        """Get a query."""
        return cast("shapes.QueryOut", self._call("GET", f"queries/{query_id}"))

    def list_mentions(
        self,
        *,
        query: int | None = None,
        waiting: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.MentionOut]:
        """List mentions.

        Newest first. `waiting=true`: neither dismissed nor in the inbox."""
        return self._every(
            "mentions", {"query": query, "waiting": waiting, "cursor": cursor, "limit": limit}
        )

    def create_mention(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.MentionIn]
    ) -> shapes.MentionOut:
        """Report a mention.

        201 for a new one, 200 for one that is known by its address."""
        return cast(
            "shapes.MentionOut", self._call("POST", "mentions", body=body, key=idempotency_key)
        )

    def get_mention(self, mention_id: int, /) -> shapes.MentionOut:
        """Get a mention."""
        return cast("shapes.MentionOut", self._call("GET", f"mentions/{mention_id}"))

    def list_series(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.SeriesOut]:
        """List series.

        Every query has two: what is public and what is private."""
        return self._every("series", {"cursor": cursor, "limit": limit})

    def get_counts(self, series_id: int, /, *, days: int | None = None) -> shapes.CountsOut:
        """Counts of a series.

        By the hour."""
        return cast(
            "shapes.CountsOut",
            self._call("GET", f"series/{series_id}/counts", query={"days": days}),
        )

    def list_alerts(
        self,
        *,
        kind: Literal["threat", "opportunity"] | None = None,
        status: Literal["new", "acknowledged", "incident", "closed"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.AlertOut]:
        """List alerts.

        Newest first."""
        return self._every(
            "alerts", {"kind": kind, "status": status, "cursor": cursor, "limit": limit}
        )

    def get_alert(self, alert_id: int, /) -> shapes.AlertOut:
        """Get an alert."""
        return cast("shapes.AlertOut", self._call("GET", f"alerts/{alert_id}"))

    def acknowledge_alert(
        self, alert_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.AlertOut:
        """Acknowledge an alert.

        409 when it is closed."""
        return cast(
            "shapes.AlertOut",
            self._call("POST", f"alerts/{alert_id}/acknowledge", key=idempotency_key),
        )

    def close_alert(
        self,
        alert_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.ClosingIn],
    ) -> shapes.AlertOut:
        """Close an alert.

        With what it was. 409 when it is closed already."""
        return cast(
            "shapes.AlertOut",
            self._call("POST", f"alerts/{alert_id}/close", body=body, key=idempotency_key),
        )

    def list_products(
        self, *, q: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.ProductItem]:
        """List products."""
        return self._every("products", {"q": q, "cursor": cursor, "limit": limit})

    def get_product(self, product_id: int, /) -> shapes.ProductOut:
        """Get a product."""
        return cast("shapes.ProductOut", self._call("GET", f"products/{product_id}"))

    def list_retailers(
        self, *, q: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.RetailerOut]:
        """List retailers."""
        return self._every("retailers", {"q": q, "cursor": cursor, "limit": limit})

    def get_retailer(self, retailer_id: int, /) -> shapes.RetailerOut:
        """Get a retailer."""
        return cast("shapes.RetailerOut", self._call("GET", f"retailers/{retailer_id}"))

    def list_stores(
        self,
        *,
        q: str | None = None,
        retailer: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.StoreOut]:
        """List stores."""
        return self._every(
            "stores", {"q": q, "retailer": retailer, "cursor": cursor, "limit": limit}
        )

    def find_stores(self, zip_code: str, /, *, limit: int | None = None) -> shapes.NearStores:
        """Find stores near.

        Within 50 miles of a US ZIP code, nearest first."""
        return cast(
            "shapes.NearStores",
            self._call("GET", f"stores/near/{quoted(zip_code)}", query={"limit": limit}),
        )

    def get_store(self, store_id: int, /) -> shapes.StoreOut:
        """Get a store."""
        return cast("shapes.StoreOut", self._call("GET", f"stores/{store_id}"))

    def list_ways(self, *, conversation: int | None = None) -> shapes.WaysOut:
        """Ways to win for a conversation.

        Best first, each with its reason."""
        return cast(
            "shapes.WaysOut", self._call("GET", "ways", query={"conversation": conversation})
        )

    def use_way(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.WayIn]
    ) -> shapes.LinkOut:
        """Make the link of a way.

        The same way of the same conversation has the same link."""
        return cast("shapes.LinkOut", self._call("POST", "ways", body=body, key=idempotency_key))

    def list_requests(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.RequestOut]:
        """List request forms."""
        return self._every("requests", {"cursor": cursor, "limit": limit})

    def make_request(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.RequestIn]
    ) -> shapes.RequestOut:
        """Make a request form.

        The same thing and store of the same conversation have the same form."""
        return cast(
            "shapes.RequestOut", self._call("POST", "requests", body=body, key=idempotency_key)
        )

    def list_doors(
        self,
        *,
        stage: Literal[
            "requested", "contacted", "sampled", "authorised", "on_shelf", "reordered", "declined"
        ]
        | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.DoorOut]:
        """List doors."""
        return self._every("doors", {"stage": stage, "cursor": cursor, "limit": limit})

    def move_door(self, door_id: int, /, **body: Unpack[shapes.DoorIn]) -> shapes.DoorOut:
        """Move a door."""
        return cast("shapes.DoorOut", self._call("PATCH", f"doors/{door_id}", body=body))

    def list_conversions(
        self, *, matched: bool | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.ConversionOut]:
        """List conversions.

        Those of conversations that may be read; with `matched=false` those that wait."""
        return self._every("conversions", {"matched": matched, "cursor": cursor, "limit": limit})

    def report_conversion(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.ConversionPost]
    ) -> shapes.ConversionOut:
        """Report an order, a lead or a request.

        201 when it is new, 200 when it is known by its `external_id`: posting again is safe."""
        return cast(
            "shapes.ConversionOut",
            self._call("POST", "conversions", body=body, key=idempotency_key),
        )

    def list_flags(
        self,
        *,
        state: shapes.FlagState | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.FlagOut]:
        """List flags."""
        return self._every("flags", {"state": state, "cursor": cursor, "limit": limit})

    def raise_flag(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.FlagIn]
    ) -> shapes.FlagOut:
        """Flag a conversation.

        It waits for PR; whoever flagged it is told what becomes of it."""
        return cast("shapes.FlagOut", self._call("POST", "flags", body=body, key=idempotency_key))

    def take_flag(self, flag_id: int, /, *, idempotency_key: str | None = None) -> shapes.StoryOut:
        """Take a flag.

        Makes a story of it, owned by the token's user."""
        return cast(
            "shapes.StoryOut", self._call("POST", f"flags/{flag_id}/take", key=idempotency_key)
        )

    def decline_flag(
        self,
        flag_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.DeclineIn],
    ) -> shapes.FlagOut:
        """Decline a flag."""
        return cast(
            "shapes.FlagOut",
            self._call("POST", f"flags/{flag_id}/decline", body=body, key=idempotency_key),
        )

    def list_stories(
        self,
        *,
        stage: shapes.Stage | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.StoryOut]:
        """List stories.

        Those on the board and those put away."""
        return self._every("stories", {"stage": stage, "cursor": cursor, "limit": limit})

    def get_story(self, story_id: int, /) -> shapes.StoryOut:
        """Get a story."""
        return cast("shapes.StoryOut", self._call("GET", f"stories/{story_id}"))

    def get_chain(self, story_id: int, /) -> shapes.ChainOut:
        """Get a win chain.

        What led to what, from the first words to the orders, and who has credit."""
        return cast("shapes.ChainOut", self._call("GET", f"stories/{story_id}/chain"))

    def move_story(
        self,
        story_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.StoryMoveIn],
    ) -> shapes.StoryOut:
        """Move a story.

        409 without the consent that the stage needs."""
        return cast(
            "shapes.StoryOut",
            self._call("POST", f"stories/{story_id}/stage", body=body, key=idempotency_key),
        )

    def list_consents(
        self,
        *,
        state: shapes.ConsentState | None = None,
        use: shapes.Use | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.ConsentOut]:
        """List consents.

        The consent log. `use` narrows to those that allow it. For PR and leads."""
        return self._every(
            "consents", {"state": state, "use": use, "cursor": cursor, "limit": limit}
        )

    def list_coverage(
        self,
        *,
        state: shapes.CoverageState | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.CoverageOut]:
        """List coverage."""
        return self._every("coverage", {"state": state, "cursor": cursor, "limit": limit})

    def confirm_coverage(
        self, coverage_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.CoverageOut:
        """Confirm coverage."""
        return cast(
            "shapes.CoverageOut",
            self._call("POST", f"coverage/{coverage_id}/confirm", key=idempotency_key),
        )

    def list_outlets(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.OutletOut]:
        """List outlets."""
        return self._every("outlets", {"cursor": cursor, "limit": limit})

    def list_incidents(
        self, *, ongoing: bool | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.IncidentOut]:
        """List incidents.

        Newest first; with `ongoing=true` those that are not resolved."""
        return self._every("incidents", {"ongoing": ongoing, "cursor": cursor, "limit": limit})

    def declare_incident(
        self, *, idempotency_key: str | None = None, **body: Unpack[shapes.IncidentIn]
    ) -> shapes.IncidentOut:
        """Declare an incident.

        201 when it is new, 200 when the same thing is being worked on already."""
        return cast(
            "shapes.IncidentOut", self._call("POST", "incidents", body=body, key=idempotency_key)
        )

    def get_incident(self, incident_id: int, /) -> shapes.IncidentOut:
        """Get an incident."""
        return cast("shapes.IncidentOut", self._call("GET", f"incidents/{incident_id}"))

    def list_incident_facts(
        self, incident_id: int, /, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.FactLineOut]:
        """List facts.

        The fact sheet, what nobody says included."""
        return self._every(f"incidents/{incident_id}/facts", {"cursor": cursor, "limit": limit})

    def add_incident_fact(
        self,
        incident_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.FactLineIn],
    ) -> shapes.FactLineOut:
        """Add a fact."""
        return cast(
            "shapes.FactLineOut",
            self._call("POST", f"incidents/{incident_id}/facts", body=body, key=idempotency_key),
        )

    def list_statements(
        self, incident_id: int, /, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.StatementOut]:
        """List statements.

        Every version, newest first. Only an approved one may go out."""
        return self._every(
            f"incidents/{incident_id}/statements", {"cursor": cursor, "limit": limit}
        )

    def list_updates(
        self, incident_id: int, /, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.UpdateOut]:
        """List public updates."""
        return self._every(f"incidents/{incident_id}/updates", {"cursor": cursor, "limit": limit})

    def post_update(
        self,
        incident_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.UpdateIn],
    ) -> shapes.UpdateOut:
        """Post a public update.

        Refused with 409 until the incident is on the status page."""
        return cast(
            "shapes.UpdateOut",
            self._call("POST", f"incidents/{incident_id}/updates", body=body, key=idempotency_key),
        )

    def add_timeline_note(
        self,
        incident_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.TimelineNoteIn],
    ) -> None:
        """Add to the timeline."""
        self._call("POST", f"incidents/{incident_id}/notes", body=body, key=idempotency_key)

    def list_touched(
        self, incident_id: int, /, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.TouchedOut]:
        """List touched conversations.

        Those that may be read, in the order they were added."""
        return self._every(
            f"incidents/{incident_id}/conversations", {"cursor": cursor, "limit": limit}
        )

    def add_touched(
        self,
        incident_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.TouchIn],
    ) -> shapes.TouchedNew:
        """Add touched conversations.

        Those that are in already stay as they are."""
        return cast(
            "shapes.TouchedNew",
            self._call(
                "POST", f"incidents/{incident_id}/conversations", body=body, key=idempotency_key
            ),
        )

    def list_metrics(self) -> shapes.MetricList:
        """List metrics.

        Every number with its definition."""
        return cast("shapes.MetricList", self._call("GET", "metrics"))

    def get_metric(
        self, key: str, /, *, days: Literal["7", "30", "90"] | None = None
    ) -> shapes.MetricOut:
        """Get a metric.

        Over the last days and as many before; only what the user may read is counted."""
        return cast(
            "shapes.MetricOut", self._call("GET", f"metrics/{quoted(key)}", query={"days": days})
        )

    def list_briefings(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.BriefingItemOut]:
        """List briefings.

        Newest first."""
        return self._every("briefings", {"cursor": cursor, "limit": limit})

    def get_briefing(self, briefing_id: int, /) -> shapes.BriefingOut:
        """Get a briefing.

        Without what the user may not read. A program's reading does not count as read."""
        return cast("shapes.BriefingOut", self._call("GET", f"briefings/{briefing_id}"))

    def edit_section(
        self, section_id: int, /, **body: Unpack[shapes.SectionIn]
    ) -> shapes.BriefingOut:
        """Edit a section of a briefing.

        Refused with 409 when somebody changed it since `version`."""
        return cast("shapes.BriefingOut", self._call("PUT", f"sections/{section_id}", body=body))

    def post_message(
        self,
        channel_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.MessagePosted],
    ) -> shapes.TakenOut:
        """Post a message.

        For everything that has no connector of its own."""
        return cast(
            "shapes.TakenOut",
            self._call("POST", f"channels/{channel_id}/messages", body=body, key=idempotency_key),
        )

    def post_mail(
        self, channel_id: int, /, content: bytes, *, idempotency_key: str | None = None
    ) -> shapes.TakenOut:
        """Post a mail.

        For mail servers and relays that hand over by HTTP: the whole mail, byte by byte."""
        return cast(
            "shapes.TakenOut",
            self._call(
                "POST",
                f"channels/{channel_id}/raw",
                content=content,
                content_type="message/rfc822",
                key=idempotency_key,
            ),
        )

    def list_arrivals(
        self,
        *,
        outcome: Literal[
            "pending", "imported", "appended", "duplicate", "held", "bounced", "ignored", "failed"
        ]
        | None = None,
        channel: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.ArrivalItem]:
        """List arrivals.

        Everything that came in, newest first, with what became of it."""
        return self._every(
            "arrivals", {"outcome": outcome, "channel": channel, "cursor": cursor, "limit": limit}
        )

    def get_arrival(self, arrival_id: int, /) -> shapes.ArrivalOut:
        """Get an arrival."""
        return cast("shapes.ArrivalOut", self._call("GET", f"arrivals/{arrival_id}"))

    def get_raw_arrival(self, arrival_id: int, /) -> bytes:
        """Download an arrival's raw bytes.

        As they came, before anybody looked inside. For those who work on the channel's desk."""
        return cast("bytes", self._call("GET", f"arrivals/{arrival_id}/raw"))

    def retry_arrival(
        self, arrival_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.ArrivalOut:
        """Try an arrival again.

        What failed, is held or was ignored, from its raw bytes. For leads."""
        return cast(
            "shapes.ArrivalOut",
            self._call("POST", f"arrivals/{arrival_id}/retry", key=idempotency_key),
        )

    def accept_arrival(
        self, arrival_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.ArrivalOut:
        """Let an arrival in.

        Into the conversation it is held for. For leads."""
        return cast(
            "shapes.ArrivalOut",
            self._call("POST", f"arrivals/{arrival_id}/accept", key=idempotency_key),
        )

    def dismiss_arrival(
        self, arrival_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.ArrivalOut:
        """Leave an arrival out.

        What failed or is held. Its raw bytes stay. For leads."""
        return cast(
            "shapes.ArrivalOut",
            self._call("POST", f"arrivals/{arrival_id}/dismiss", key=idempotency_key),
        )

    def ask_for_export(
        self, person_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.ExportOut:
        """Export a person.

        A ZIP with all that is held, made in the background. For leads who may read all of it."""
        return cast(
            "shapes.ExportOut",
            self._call("POST", f"people/{person_id}/exports", key=idempotency_key),
        )

    def list_exports(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[shapes.ExportOut]:
        """List exports.

        Those the token's user asked for; all for an admin."""
        return self._every("exports", {"cursor": cursor, "limit": limit})

    def get_export(self, export_id: int, /) -> shapes.ExportOut:
        """Get an export."""
        return cast("shapes.ExportOut", self._call("GET", f"exports/{export_id}"))

    def download_export(self, export_id: int, /) -> None:
        """Download an export.

        The ZIP; every download is noted. 404 once it was deleted, a week after it was made."""
        self._call("GET", f"exports/{export_id}/file")

    def preview_erasure(self, person_id: int, /) -> shapes.PreviewOut:
        """Preview an erasure.

        What would go and what would stay, counted."""
        return cast("shapes.PreviewOut", self._call("GET", f"people/{person_id}/erasure"))

    def erase_person(
        self,
        person_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.ErasureIn],
    ) -> shapes.ErasureOut:
        """Erase a person.

        It begins in 24 hours and can be cancelled until then. 409 while a conversation is on hold."""
        return cast(
            "shapes.ErasureOut",
            self._call("POST", f"people/{person_id}/erasure", body=body, key=idempotency_key),
        )

    def list_erasures(
        self,
        *,
        state: shapes.ErasureState | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Iterator[shapes.ErasureOut]:
        """List erasures.

        Reports of what was erased, without anything of what it was."""
        return self._every("erasures", {"state": state, "cursor": cursor, "limit": limit})

    def get_erasure(self, erasure_id: int, /) -> shapes.ErasureOut:
        """Get an erasure."""
        return cast("shapes.ErasureOut", self._call("GET", f"erasures/{erasure_id}"))

    def cancel_erasure(
        self, erasure_id: int, /, *, idempotency_key: str | None = None
    ) -> shapes.ErasureOut:
        """Cancel an erasure.

        409 once it has begun."""
        return cast(
            "shapes.ErasureOut",
            self._call("POST", f"erasures/{erasure_id}/cancel", key=idempotency_key),
        )

    def get_retention(self, channel_id: int, /) -> shapes.RetentionOut:
        """Get a channel's retention."""
        return cast("shapes.RetentionOut", self._call("GET", f"channels/{channel_id}/retention"))

    def set_retention(
        self, channel_id: int, /, **body: Unpack[shapes.RetentionIn]
    ) -> shapes.RetentionOut:
        """Set a channel's retention.

        For admins. What goes can't be brought back: preview it on the channel's page first."""
        return cast(
            "shapes.RetentionOut", self._call("PUT", f"channels/{channel_id}/retention", body=body)
        )

    def hold_conversation(
        self,
        conversation_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        **body: Unpack[shapes.HoldIn],
    ) -> shapes.HoldOut:
        """Put a conversation on hold.

        Neither retention nor an erasure touches it. For leads."""
        return cast(
            "shapes.HoldOut",
            self._call(
                "POST", f"conversations/{conversation_id}/hold", body=body, key=idempotency_key
            ),
        )

    def release_conversation(self, conversation_id: int, /) -> shapes.HoldOut:
        """Release a conversation."""
        return cast("shapes.HoldOut", self._call("DELETE", f"conversations/{conversation_id}/hold"))
