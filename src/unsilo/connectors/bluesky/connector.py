"""The Bluesky connector: what channels and intake see of it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.channels.contract import (
    Address,
    Capability,
    CheckResult,
    ConnectorInfo,
    DeliveryReceipt,
    FetchedPage,
    Hideable,
    InboundMessage,
    OutboundMessage,
    RawArrival,
    RecipientResult,
)
from unsilo.channels.texts import count_signs
from unsilo.connectors.bluesky import hiding, notifications, reading, stream, writing
from unsilo.connectors.bluesky.naming import POST, AtUri, tid
from unsilo.connectors.bluesky.settings import BlueskyConfig, Hearing
from unsilo.connectors.bluesky.xrpc import Account, Data, XrpcError
from unsilo.core.errors import ConnectorError

POLL_SECONDS = 20.0
_STOP_SECONDS = 2.0


class BlueskyConnector:
    info: ClassVar[ConnectorInfo] = ConnectorInfo(
        key="bluesky",
        label="Bluesky",
        description="Mentions, replies and quotes of an account on Bluesky, answered in their thread.",
        icon="cloud",
        capabilities=frozenset(
            {
                Capability.FETCH,
                Capability.PUSH,
                Capability.DELIVER,
                Capability.REPEATABLE,
                Capability.HIDE,
                Capability.UNHIDE,
            }
        ),
        config_model=BlueskyConfig,
        identity_kind=reading.KIND,
        poll_seconds=POLL_SECONDS,
        max_signs=writing.MAX_SIGNS,
    )

    def __init__(self, config: BlueskyConfig, *, name: str) -> None:
        self.config = config
        self.name = name
        self._account = Account(config)
        self._turns = count()

    def parse(self, raw: RawArrival) -> InboundMessage:
        return reading.read(raw.content, handle=self.config.handle, site=self.config.site)

    def own_addresses(self) -> frozenset[str]:
        return frozenset({self.config.handle, f"@{self.config.handle}"})

    # --- Hearing

    def fetch(self, cursor: Mapping[str, Any], *, limit: int) -> Iterator[FetchedPage]:
        days = self.config.backfill_days
        if self.config.hearing is Hearing.STREAM:
            yield from stream.fetch(self._account, cursor, days=days, limit=limit)
            return
        try:
            yield from notifications.fetch(
                self._account, cursor, days=days, limit=limit, turn=next(self._turns)
            )
        except XrpcError as error:
            raise _without_index(error) from error

    def wait(self, cursor: Mapping[str, Any], *, stop: Callable[[], bool], timeout: float) -> bool:
        if self.config.hearing is Hearing.STREAM:
            return stream.wait(self._account, cursor, stop=stop, timeout=timeout)
        ends = time.monotonic() + min(timeout, POLL_SECONDS)
        while not stop() and (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, _STOP_SECONDS))
        return not stop()

    # --- Answering

    def deliver(self, message: OutboundMessage) -> DeliveryReceipt:
        """Post an answer under the key it was given when it was written.

        The server takes a key once, so handing it over again finds the post that is there: whatever
        became of the line or of us, there is one post.
        """
        text = message.text.strip()
        own = AtUri.parse(message.external_id)
        parent = AtUri.parse(message.in_reply_to)
        if own is None or parent is None:
            return _refused(message, _("There is no post that this answers."))
        if count_signs(text) > writing.MAX_SIGNS or len(text.encode()) > writing.MAX_BYTES:
            return _refused(
                message, _("Bluesky takes at most %(n)d characters.") % {"n": writing.MAX_SIGNS}
            )
        did = self._account.did
        if self._account.record(did, POST, own.rkey):
            return self._receipt(message)
        reply = self._reply_to(parent)
        if reply is None:
            return _refused(message, _("The post that this answers is no longer there."))
        body: Data = {
            "repo": did,
            "collection": POST,
            "rkey": own.rkey,
            "record": writing.record(
                text,
                reply=reply,
                language=self.config.language,
                at=timezone.now(),
                resolve=self._resolve,
            ),
        }
        try:
            self._account.act("com.atproto.repo.createRecord", body)
        except XrpcError as error:
            if self._account.record(did, POST, own.rkey):
                return self._receipt(message)
            if error.answer != 400 or error.permanent:
                raise
            return _refused(message, error.message)
        return self._receipt(message)

    def external_id_for(self, *, conversation_id: int, message_id: int, token: str) -> str:
        rkey = tid(timezone.now(), clock=message_id)
        return str(AtUri(self.config.handle, POST, rkey))

    def sender(self) -> Address:
        return Address(f"@{self.config.handle}", self.name)

    def _receipt(self, message: OutboundMessage) -> DeliveryReceipt:
        return DeliveryReceipt(message.external_id, via=self._account.session.host)

    def _reply_to(self, parent: AtUri) -> Data | None:
        """What a reply names: the post it answers, and the one the thread began with."""
        found = self._account.record(parent.repo, parent.collection, parent.rkey)
        if found is None:
            return None
        direct = {"uri": found["uri"], "cid": found["cid"]}
        value = found.get("value", {})
        root = value.get("reply", {}).get("root") if isinstance(value, dict) else None
        begun = {"uri": root["uri"], "cid": root["cid"]} if root else direct
        return {"root": begun, "parent": direct}

    def _resolve(self, handle: str) -> str:
        try:
            told = self._account.query("com.atproto.identity.resolveHandle", {"handle": handle})
        except XrpcError:
            return ""  # then it is only text
        return str(told.get("did", ""))

    # --- Hiding

    def may_hide(self, message: Hideable) -> bool:
        """Below posts of our own, which go by our handle."""
        post = AtUri.parse(message.post_id)
        return post is not None and post.repo == self.config.handle

    def set_hidden(self, message: Hideable, *, hidden: bool) -> bool:
        uri = AtUri.parse(message.external_id)
        if uri is None:
            raise ConnectorError(_("This is no post that could be hidden."), permanent=True)
        hiding.set_hidden(self._account, uri, hidden=hidden)
        return True

    # --- Trying it

    def check(self) -> Sequence[CheckResult]:
        label = _("Sign in at %(server)s") % {"server": self.config.service}
        fresh = Account(self.config)
        try:
            session = fresh.session
        except ConnectorError as error:
            return [CheckResult(label, False, error.message, error.data.get("original", ""))]
        signed_in = _("As @%(handle)s") % {"handle": session.handle}
        return [CheckResult(label, True, signed_in), self._check_hearing(fresh)]

    def _check_hearing(self, account: Account) -> CheckResult:
        by_stream = self.config.hearing is Hearing.STREAM
        label = _("The server's stream") if by_stream else _("Notifications")
        try:
            if by_stream:
                stream.check(account)
            else:
                account.query(notifications.LIST, {"limit": 1})
        except ConnectorError as error:
            known = _without_index(error) if isinstance(error, XrpcError) else error
            return CheckResult(label, False, known.message, error.data.get("original", ""))
        return CheckResult(label, True)


def _refused(message: OutboundMessage, reason: str) -> DeliveryReceipt:
    to = [RecipientResult(one.value, False, reason, permanent=True) for one in message.to]
    return DeliveryReceipt(message.external_id, tuple(to))


def _without_index(error: XrpcError) -> XrpcError:
    """A server without an index can't notify: say what to choose instead."""
    alone = error.name in ("UpstreamFailure", "MethodNotImplemented", "NotFound")
    if not alone:
        return error
    words = _("This server does not notify. If it stands alone, choose its stream.")
    return XrpcError(
        f"{words} {error.message}",
        name=error.name,
        answer=error.answer,
        permanent=error.name != "UpstreamFailure",
        original=error.data.get("original", ""),
    )
