"""What a connector is: values that cross the border, and one small Protocol per ability.

A connector is a folder under ``connectors/``. It sees this module and ``core`` only, is built per
channel from its validated config, keeps no state and touches no database: it returns values and
``channels`` stores them. Deleting the folder and its line in ``settings.CONNECTORS`` leaves the
rest working.

Errors: raise ``core.errors.ConnectorError`` for trouble with the channel itself (``permanent=True``
pauses fetching and shows the reason; otherwise it is tried again; answers wait in the outbox either
way), return refused recipients in a receipt for trouble with one answer, ``MalformedPayload`` or ``UnsupportedEvent``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel


class Capability(StrEnum):
    """What a channel can do. The UI asks for these, never for a provider's name."""

    FETCH = "fetch"  # we ask for new messages
    PUSH = "push"  # the other side can wake us (IDLE, stream)
    PIPE = "pipe"  # takes raw messages from a pipe or an import
    WEBHOOK = "webhook"  # takes HTTP posts from outside
    DELIVER = "deliver"  # can answer
    RECIPIENTS = "recipients"  # answers name To, Cc and Bcc (reply all, forward)
    RICH_TEXT = "rich_text"  # answers may carry HTML
    ATTACHMENTS = "attachments"  # answers may carry files
    START = "start"  # can begin a conversation with an address
    REPEATABLE = "repeatable"  # handing the same answer over again does no harm: there is one
    PUBLIC_FORM = "public_form"  # has a public page of its own
    HIDE = "hide"  # can take what others wrote in public out of sight
    UNHIDE = "unhide"  # and bring it back


class MessageClass(StrEnum):
    """What kind of sender stands behind a message. Only ``HUMAN`` reopens, counts and triggers."""

    HUMAN = "human"
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE_HARD = "bounce_hard"
    BOUNCE_SOFT = "bounce_soft"
    LIST = "list"
    NOTIFICATION = "notification"


@dataclass(frozen=True, slots=True)
class Address:
    """One end of a message: an e-mail address, a handle, a phone number."""

    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it, as the channel knows them.

    ``kind`` is the namespace of ``value`` ("email", "phone", "bluesky", ...); (kind, value) finds
    the person. ``value`` is compared case-folded. ``handle`` is what people know the account by where
    the value is a number or the like.
    """

    kind: str
    value: str
    name: str = ""
    avatar_url: str = ""
    profile_url: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class InboundAttachment:
    """A file that came with a message. ``content_id`` is without angle brackets."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One address of a delivery report: RFC 3464 action and status, the server's words."""

    address: str
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class PublicPost:
    """Under what a comment stands: how it begins, who published it, where. Pictures stay links."""

    external_id: str
    text: str = ""
    author: str = ""
    permalink: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class PaidAd:
    """The ad that showed a post. ``spend`` is what it has cost so far, in ``currency``."""

    external_id: str
    name: str = ""
    campaign: str = ""
    spend: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message as the connector read it.

    ``external_id`` names it on the channel (a Message-ID without angle brackets; made from a hash
    when the sender gave none). ``references`` holds every ancestor's id, oldest first, as far as
    the message names them; ``in_reply_to`` the direct one. ``reply_token`` is a signed token found
    in an address or id, unverified. ``html`` is raw and must be cleaned before it is shown.
    ``reply_text`` is ``text`` without quotes and signature. ``sent_at`` is the sender's clock.
    """

    external_id: str
    author: Author
    text: str
    reply_text: str
    subject: str = ""
    html: str = ""
    sent_at: datetime | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    thread_id: str = ""
    reply_token: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    message_class: MessageClass = MessageClass.HUMAN
    class_reason: str = ""
    suspected_spam: str = ""
    bounced: tuple[BouncedRecipient, ...] = ()
    outgoing: bool = False
    public: bool = False
    paid: bool = False
    permalink: str = ""
    post: PublicPost | None = None
    ad: PaidAd | None = None
    attachments: tuple[InboundAttachment, ...] = ()
    defects: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawArrival:
    """Bytes that came in, before anybody looked inside.

    ``external_key`` is unique per channel and stable when the same thing is fetched again
    (for IMAP "folder/uidvalidity/uid"). ``meta`` is small JSON the parser may need (folder, envelope).
    ``waiting_since`` is when the other side took it in, if it says so: the lag is measured from there.
    """

    external_key: str
    content: bytes
    content_type: str = "message/rfc822"
    meta: Mapping[str, Any] = field(default_factory=dict)
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboundAttachment:
    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """An answer, complete and frozen: what is here is what is sent, however often it is tried.

    ``external_id`` is chosen by us once and never changes. ``reply_token`` is the signed token that
    brings the answer back to its conversation. ``auto_submitted`` marks what no person wrote.
    ``only_to`` is set on a later attempt: the addresses that have not got it yet. Everyone is still
    named in To and Cc, but the message is handed over for these alone; empty means for all.
    """

    external_id: str
    subject: str
    text: str
    html: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    author_name: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_token: str = ""
    thread_id: str = ""
    sent_at: datetime | None = None
    auto_submitted: bool = False
    attachments: tuple[OutboundAttachment, ...] = ()
    only_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What the other side said about one recipient. ``accepted`` None means it is not known."""

    address: str
    accepted: bool | None
    reason: str = ""
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """The outcome of one attempt. ``external_id`` is what the message is called on the channel."""

    external_id: str
    recipients: tuple[RecipientResult, ...] = ()
    via: str = ""


class UncertainDelivery(Exception):
    """The message may or may not have been accepted: the line broke after all of it was handed over.

    Never tried again by itself; a person decides. Not for a connector that is ``REPEATABLE``.
    """


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of the connection test: what was tried, whether it worked, what to do if not.

    ``original`` is what the other side or the system said of a failure, word for word.
    """

    label: str
    ok: bool
    detail: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """Some arrivals and the cursor that is true once all of them are stored."""

    arrivals: Sequence[RawArrival]
    cursor: Mapping[str, Any]
    more: bool = False


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConnectorInfo:
    """The connector's card: key, words for people, abilities, typed config.

    Secret fields of the config are those typed ``pydantic.SecretStr``; they are kept encrypted.
    ``poll_seconds`` is how long to wait between two fetches when the other side can't wake us.
    ``takes`` is the media type of what may be posted to it raw through the API, "" for nothing.
    ``max_signs`` is how long an answer may be, in signs as people count them; 0 sets no limit.

    The settings form is made from ``config_model`` (``channels.forms``): ``title`` and ``description``
    of a field are its label and hint; nested models and ``json_schema_extra={"group": "Sending"}``
    make groups; further extras are ``"placeholder"``, ``"rows"`` (a large text), ``"labels"`` (words for
    the values of a choice) and ``"channels": Capability`` (choose another channel by its slug).
    """

    key: str
    label: str
    description: str
    icon: str
    capabilities: frozenset[Capability]
    config_model: type[BaseModel]
    identity_kind: str = ""
    poll_seconds: float = 60.0
    takes: str = ""
    max_signs: int = 0


class Connector(Protocol):
    """Every connector. Built per channel with its validated config and public name.

    One that can do less with a certain config (a mailbox without an SMTP server can't answer) also
    has a property ``capabilities`` that says so; otherwise it can do all that ``info`` declares.
    """

    info: ClassVar[ConnectorInfo]

    def __init__(self, config: Any, *, name: str) -> None: ...

    def parse(self, raw: RawArrival) -> InboundMessage:
        """Read stored bytes. Pure: same bytes, same result; no network."""

    def own_addresses(self) -> frozenset[str]:
        """Case-folded addresses or handles that are us (never a person's identity)."""

    def check(self) -> Sequence[CheckResult]:
        """Try the connection as a person would want it tried. Never raises for a refusal."""


@runtime_checkable
class Fetches(Protocol):
    """We ask for new messages."""

    def fetch(self, cursor: Mapping[str, Any], *, limit: int) -> Iterator[FetchedPage]:
        """Yield pages after ``cursor``, oldest first, until nothing is left.

        The caller stores a page, then keeps its cursor; a crash in between only fetches the page
        again. Every network command has a time-out.
        """


@runtime_checkable
class Watches(Protocol):
    """The other side can wake us."""

    def wait(self, cursor: Mapping[str, Any], *, stop: Callable[[], bool], timeout: float) -> bool:
        """Block until something new is there (True), ``timeout`` seconds passed or ``stop()`` (False)."""


@runtime_checkable
class ReceivesWebhook(Protocol):
    def receive(self, request: WebhookRequest) -> Sequence[RawArrival]:
        """Verify and split a post into arrivals. Raises ``MalformedPayload``/``UnsupportedEvent``."""


@runtime_checkable
class HasPublicForm(Protocol):
    """Has a page of its own that anybody may open, and that other sites may embed."""

    def public_path(self, *, slug: str) -> str:
        """Where on this server the page of the channel with this slug is."""

    def embed_code(self, *, url: str) -> str:
        """HTML for another site, "" when no site may embed it. ``url`` is the page's full address."""


@runtime_checkable
class Delivers(Protocol):
    def deliver(self, message: OutboundMessage) -> DeliveryReceipt:
        """Hand the message over once.

        Raises ``ConnectorError`` when nothing was accepted, ``UncertainDelivery`` when it can't be
        known. A receipt may still refuse single recipients.
        """

    def external_id_for(self, *, conversation_id: int, message_id: int, token: str) -> str:
        """The stable id an answer will carry, chosen before the first attempt."""

    def sender(self) -> Address:
        """What recipients see as From."""


@dataclass(frozen=True, slots=True)
class Hideable:
    """A message of somebody else, as the channel knows it, and why it is to be hidden."""

    external_id: str
    thread_id: str = ""
    post_id: str = ""
    permalink: str = ""
    reason: str = ""


@runtime_checkable
class Hides(Protocol):
    """Can take what others wrote in public out of sight, and bring it back."""

    def may_hide(self, message: Hideable) -> bool:
        """Whether the channel lets us, as far as can be told without asking it."""

    def set_hidden(self, message: Hideable, *, hidden: bool) -> bool:
        """True when it is done, False when the other side will tell us once it is.

        Asked again after a broken line, it does no harm. Raises ``ConnectorError``.
        """
