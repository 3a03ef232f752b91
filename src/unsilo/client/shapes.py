"""What is sent and answered. Written by `make client` from the API's description: do not edit."""

from typing import Any, Literal, NotRequired, TypedDict


class ActorOut(TypedDict):
    kind: Literal["user", "token", "person", "rule", "system"]
    id: int | None
    label: str


class AddressIn(TypedDict):
    address: str
    name: NotRequired[str]


class AddressOut(TypedDict):
    address: str
    name: str


class AlertOut(TypedDict):
    "Something that goes on: how much was heard since `since`, and how much is usual in that time."

    id: int
    query_id: int
    brand_id: int
    title: str
    kind: str
    severity: int
    status: str
    raised_at: str
    since: str
    until: str
    observed: int
    private: int
    people: int
    expected: float
    factor: float
    words: list["WordOut"]
    public_at: str | None
    acknowledged_at: str | None
    closed_at: str | None
    closing: str
    note: str


class Angle(TypedDict):
    "From which side a story can be told."


class ArrivalItem(TypedDict):
    "One thing that came in and how it ended."

    id: int
    channel: str
    external_id: str
    received_at: str
    outcome: Literal[
        "pending", "imported", "appended", "duplicate", "held", "bounced", "ignored", "failed"
    ]
    reason: str
    message_id: int | None
    conversation_id: int | None


class ArrivalOut(TypedDict):
    id: int
    channel: str
    external_id: str
    received_at: str
    outcome: Literal[
        "pending", "imported", "appended", "duplicate", "held", "bounced", "ignored", "failed"
    ]
    reason: str
    message_id: int | None
    conversation_id: int | None
    content_type: str
    size: int
    sender: str
    subject: str
    attempts: int
    next_try_at: str | None
    processed_at: str | None
    held_for: int | None


class AssignIn(TypedDict):
    owner: str | None
    desk: NotRequired[str | None]


class AttachmentItem(TypedDict):
    filename: str
    content_type: str
    size: int


class AttachmentOut(TypedDict):
    "A file. An `inline` one stands in the HTML as `cid:` and its `content_id`."

    filename: str
    content_type: str
    size: int
    id: int
    inline: bool
    content_id: str


class AuditEntryOut(TypedDict):
    "Something that was changed in the house, or a log-in. `actor` is who it was at the time."

    id: int
    at: str
    kind: str
    actor: str
    user_id: int | None
    address: str | None
    agent: str
    object_id: int | None
    label: str
    data: dict[str, Any]


class BriefingItemOut(TypedDict):
    id: int
    week: str
    brand: str
    written_at: str
    readers: int
    read: int


class BriefingOut(TypedDict):
    "A briefing as the user may read it."

    id: int
    week: str
    brand: str
    written_at: str
    read_by: list[str]
    sections: list["SectionOut"]


class CallOut(TypedDict):
    "Somebody is asked to look at something. `next_at` is when the next person is called."

    id: int
    key: str
    title: str
    text: str
    url: str
    severity: int
    state: Literal["ringing", "acknowledged", "withdrawn"]
    desk: "DeskShort | None"
    created_at: str
    next_at: str | None
    settled_at: str | None
    settled_by: "UserShort | None"


class CampaignIn(TypedDict):
    name: str
    key: str
    starts_on: NotRequired[str | None]
    ends_on: NotRequired[str | None]
    budget: NotRequired[str | None]
    currency: NotRequired[str]


class CampaignOut(TypedDict):
    "`key` is what the ads of comments name as their campaign, whatever its case."

    id: int
    thing_id: int
    name: str
    key: str
    starts_on: str | None
    ends_on: str | None
    budget: str | None
    currency: str
    archived_at: str | None


class ChainOut(TypedDict):
    nodes: list["NodeOut"]
    credit: list["ShareOut"]


class ChangeOut(TypedDict):
    "What a change did. `event_id` undoes it; null means that nothing had to change."

    event_id: int | None
    conversation: "ConversationOut | None"


class ChannelOut(TypedDict):
    "A connected account. `capabilities` say what it can do, whatever its kind."

    id: int
    name: str
    slug: str
    kind: str
    brand: str
    desk: str
    state: Literal["active", "paused", "failing"]
    state_reason: str
    capabilities: list[str]
    last_success_at: str | None
    last_arrival_at: str | None


class ClockOut(TypedDict):
    "Something that is due. `broken` and not stopped: it is late and still to be done."

    id: int
    kind: str
    outcome: str
    conversation_id: int
    desk: "Named"
    started_at: str
    due_at: str
    stopped_at: str | None


class ClosingIn(TypedDict):
    closing: Literal["real", "false", "known"]
    note: NotRequired[str]


class CompanyIn(TypedDict):
    name: str
    domains: NotRequired[list[str]]
    note: NotRequired[str]


class CompanyOut(TypedDict):
    "A company. People who write from its `domains` belong to it."

    id: int
    name: str
    domains: list[str]
    note: str
    created_at: str


class CompanyPatch(TypedDict):
    "What is left out stays."

    name: NotRequired[str]
    domains: NotRequired[list[str]]
    note: NotRequired[str]


class CompanyShort(TypedDict):
    id: int
    name: str


class ConsentOut(TypedDict):
    "One person's answer about one story, with what was used under it."

    id: int
    person: int
    story: int
    state: "ConsentState"
    asked: list[str]
    allowed: list[str]
    wording: str
    asked_by: str
    asked_at: str
    answered_at: str | None
    withdrawn_at: str | None
    used: list[str]


class ConsentState(TypedDict):
    pass


class ConversationFilter(TypedDict):
    "Which conversations. Desks, channels and colleagues are named by id, slug, name or address."

    q: str | None
    desk: str | None
    state: Literal["open", "waiting", "snoozed", "done"] | None
    owner: str | None
    channel: str | None
    person: int | None
    tag: str | None
    unread: bool
    spam: bool
    updated_since: str | None


class ConversationItem(TypedDict):
    "A conversation in a list. `placements` are those on desks the token's user may read."

    id: int
    subject: str
    channel: str
    person: "PersonShort"
    public: bool
    paid: bool
    permalink: str
    message_count: int
    last_message_at: str
    placements: list["PlacementItem"]


class ConversationOut(TypedDict):
    "A conversation. `version` grows with whatever someone answering should have seen."

    id: int
    subject: str
    channel: str
    person: "PersonShort"
    public: bool
    paid: bool
    permalink: str
    message_count: int
    last_message_at: str
    channel_id: int
    brand: str
    version: int
    preview: str
    is_spam: bool
    created_at: str
    last_inbound_at: str | None
    last_outbound_at: str | None
    tags: list[str]
    answers_through: str | None
    can_work: bool
    placements: list["PlacementOut"]


class ConversionOut(TypedDict):
    "`conversation_id` and `attribution` are empty until it is matched."

    id: int
    source: str
    external_id: str
    kind: str
    value: str
    currency: str
    code: str
    link_id: int | None
    conversation_id: int | None
    attribution: str
    happened_at: str
    received_at: str
    matched_at: str | None


class ConversionPost(TypedDict):
    "The same through the API, where several shops may report with one token."

    external_id: str
    kind: NotRequired[Literal["order", "lead", "request"]]
    value: str
    currency: str
    code: NotRequired[str]
    email: NotRequired[str]
    happened_at: NotRequired[str | None]
    source: NotRequired[str]


class CorrectionIn(TypedDict):
    "What a message really is. `said` is one of the answers to `head`."

    head: Literal["feeling", "intent", "faith", "urgency"]
    said: str


class CorrectionOut(TypedDict):
    "What somebody said instead of the model (or as well: then `said` is `was`)."

    id: int
    message_id: int
    text: str
    head: Literal["feeling", "intent", "faith", "urgency"]
    said: str
    was: str
    version: str
    by: str
    at: str


class CountOut(TypedDict):
    "An hour of a series. `expected` is what is usual in an hour, null where that is not known."

    at: str
    count: int
    people: int
    expected: float | None


class CountsOut(TypedDict):
    "The hours in which something was heard or expected, oldest first."

    items: list["CountOut"]


class CoverageOut(TypedDict):
    "Something published. A reach is never shown without its source."

    id: int
    story_id: int | None
    outlet: str
    state: str
    kind: str
    url: str
    title: str
    author: str
    published_at: str
    because: str
    reach: int | None
    reach_source: str
    tone: str
    pulled: list[str]
    links: list[str]


class CoverageState(TypedDict):
    pass


class DateIn(TypedDict):
    title: str
    kind: Literal["launch", "stream", "embargo", "fair", "other"]
    on: str
    url: NotRequired[str]


class DateOut(TypedDict):
    id: int
    thing_id: int
    kind: Literal["launch", "stream", "embargo", "fair", "other"]
    title: str
    on: str
    url: str


class DayOut(TypedDict):
    value: float | None
    counted: int
    hits: int
    median: float | None
    p90: float | None
    mean: float | None
    sums: dict[str, float]
    day: str


class DecidedOut(TypedDict):
    "Who decided instead of the model: a person, or something learned here."

    head: Literal["feeling", "intent", "faith", "urgency"]
    by: Literal["person", "example", "own", "bigger"]
    said: str
    name: str


class DeclineIn(TypedDict):
    reason: "Reason"
    words: NotRequired[str]


class DeliveryOut(TypedDict):
    "One answer on its way out and what became of it, recipient by recipient."

    id: int
    channel: str
    conversation_id: int
    message_id: int
    external_id: str
    subject: str
    state: Literal["waiting", "sending", "sent", "partly", "failed", "uncertain", "cancelled"]
    reason: str
    attempts: int
    created_at: str
    next_try_at: str | None
    sent_at: str | None
    recipients: list["RecipientOut"]


class DeskOut(TypedDict):
    "A desk whose conversations the token's user may read."

    id: int
    name: str
    slug: str
    discipline: Literal["support", "community", "marketing", "pr", "product"]
    charter: str
    is_restricted: bool
    members: list["UserShort"]


class DeskShort(TypedDict):
    id: int
    name: str
    slug: str


class DoorIn(TypedDict):
    stage: Literal[
        "requested", "contacted", "sampled", "authorised", "on_shelf", "reordered", "declined"
    ]


class DoorOut(TypedDict):
    "A store that may carry a thing, and how far that has come."

    id: int
    store_id: int
    store: str
    product_id: int
    product: str
    stage: Literal[
        "requested", "contacted", "sampled", "authorised", "on_shelf", "reordered", "declined"
    ]
    requests: int
    buyer: str
    contact: str
    last_request_at: str


class DraftIn(TypedDict):
    kind: NotRequired[Literal["reply", "reply_all", "forward", "note"]]
    text: str
    replace: NotRequired[bool]


class DraftOut(TypedDict):
    "What the user has in a composer. `seen_version` is what the conversation had by then."

    id: int
    conversation_id: int
    kind: Literal["reply", "reply_all", "forward", "note"]
    text: str
    seen_version: int
    updated_at: str


class ErasureIn(TypedDict):
    reason: str
    at_once: NotRequired[bool]


class ErasureOut(TypedDict):
    id: int
    person: int
    state: "ErasureState"
    reason: str
    by: str
    asked_at: str
    due_at: str
    started_at: str | None
    finished_at: str | None
    lines: list["LineOut"]


class ErasureState(TypedDict):
    pass


class EventOut(TypedDict):
    "Something that happened (`noun.past_tense`). What `data` holds depends on `kind`."

    id: int
    kind: str
    at: str
    actor: "ActorOut"
    conversation_id: int | None
    message_id: int | None
    person_id: int | None
    brand_id: int | None
    desk_ids: list[int]
    data: dict[str, Any]


class ExportOut(TypedDict):
    id: int
    person: int
    state: "ExportState"
    by: str
    asked_at: str
    done: int
    total: int
    size: int
    finished_at: str | None
    expires_at: str | None
    downloads: int
    problem: str


class ExportState(TypedDict):
    pass


class FactIn(TypedDict):
    statement: str
    status: NotRequired[Literal["confirmed", "not_confirmed", "do_not_say"]]
    value: NotRequired[str]
    wrong: NotRequired[list[str]]
    about: NotRequired[list[str]]
    source: NotRequired[str]
    valid_until: NotRequired[str | None]
    brand_id: NotRequired[int | None]


class FactLineIn(TypedDict):
    column: Literal["confirmed", "unconfirmed", "unsayable"]
    text: str


class FactLineOut(TypedDict):
    id: int
    column: Literal["confirmed", "unconfirmed", "unsayable"]
    text: str
    by: str
    at: str
    is_public: bool


class FactOut(TypedDict):
    "A fact without a brand holds for all. `wrong` are what people say instead of `value`."

    id: int
    brand_id: int | None
    statement: str
    status: Literal["confirmed", "not_confirmed", "do_not_say"]
    value: str
    wrong: list[str]
    about: list[str]
    source: str
    valid_until: str | None
    updated_at: str
    archived_at: str | None


class FieldError(TypedDict):
    "What is wrong with one field. `field` begins with where it stands: body, query, header."

    field: str
    message: str


class FigureOut(TypedDict):
    "`value` is what the metric says: a number, a percentage, a median, a sum; null for nothing."

    value: float | None
    counted: int
    hits: int
    median: float | None
    p90: float | None
    mean: float | None
    sums: dict[str, float]


class FileIn(TypedDict):
    filename: str
    content_base64: str


class FilePosted(TypedDict):
    filename: str
    content_type: NotRequired[str]
    content_base64: str


class FlagIn(TypedDict):
    conversation: int
    what: str
    points: NotRequired["Points"]
    angles: NotRequired[list["Angle"]]
    quote: NotRequired[str]
    is_sensitive: NotRequired[bool]
    may_contact: NotRequired[bool]


class FlagOut(TypedDict):
    id: int
    conversation_id: int
    what: str
    quote: str
    angles: list[str]
    score: int
    state: str
    story_id: int | None
    reason: str
    reason_words: str
    flagged_by: str
    flagged_at: str


class FlagState(TypedDict):
    pass


class HandOffIn(TypedDict):
    conversation: int
    to_desk: str
    why: str
    due_in_minutes: NotRequired[int]


class HandOffOut(TypedDict):
    id: int
    conversation_id: int
    from_desk: "Named"
    to_desk: "Named"
    why: str
    state: str
    asked_by: str
    asked_at: str
    taken_by: "Named | None"
    taken_at: str | None
    due_at: str | None
    ended_at: str | None
    words: str


class HideIn(TypedDict):
    reason: Literal["spam", "hate", "personal_data", "illegal", "safety"]
    words: NotRequired[str]


class HideSettledIn(TypedDict):
    hidden: bool
    problem: NotRequired[str]


class HidingOut(TypedDict):
    '`second_reason` says why it takes a second person, "" where one is enough.'

    id: int
    message_id: int
    conversation_id: int
    external_id: str
    state: str
    reason: str
    words: str
    is_complaint: bool
    second_reason: str
    asked_by_id: int | None
    asked_at: str
    decided_by_id: int | None
    decided_at: str | None
    problem: str


class HoldIn(TypedDict):
    reason: str


class HoldOut(TypedDict):
    id: int
    conversation: int
    reason: str
    held_by: str
    held_at: str
    ended_by: str
    ended_at: str | None


class HoursOut(TypedDict):
    "Seven days of [from, to] in minutes from midnight, Monday first."

    id: int
    desk: "Named | None"
    brand: "Named | None"
    time_zone: str
    week: list[list[list[int]]]
    closed: dict[str, str]


class IdentityIn(TypedDict):
    kind: str
    value: str
    name: NotRequired[str]
    profile_url: NotRequired[str]


class IdentityOut(TypedDict):
    "An address or account. `bounced_at` says since when mail to it comes back."

    id: int
    kind: str
    value: str
    name: str
    profile_url: str
    bounced_at: str | None


class IncidentIn(TypedDict):
    "`conversation` says where it was seen; else `brand` names whose it is."

    title: str
    severity: int
    kind: NotRequired[Literal["crisis", "opportunity"]]
    conversation: NotRequired[int | None]
    brand: NotRequired[str | None]
    pause: NotRequired[bool]


class IncidentOut(TypedDict):
    "An incident with its clocks. Moments that have not come are null."

    id: int
    kind: Literal["crisis", "opportunity"]
    title: str
    brand: str
    severity: int
    phase: Literal["responding", "stable", "resolved", "reviewed"]
    detected_at: str
    acknowledged_at: str | None
    declared_at: str
    declared_by: str
    statement_at: str | None
    public_at: str | None
    next_update_at: str | None
    stable_at: str | None
    resolved_at: str | None
    reviewed_at: str | None
    published_at: str | None
    alert_id: int | None
    learned: str


class LineOut(TypedDict):
    what: str
    count: int
    keeps: str
    goes: bool


class LinkOut(TypedDict):
    "A link made for a conversation. `text` is ready to be put into an answer."

    id: int
    code: str
    way: str
    url: str
    text: str
    target: str
    clicks: int
    expires_at: str


class ListingOut(TypedDict):
    "Who sells a product. `checked_at` says when somebody last knew."

    retailer_id: int
    retailer: str
    url: str
    price: str
    in_stock: bool
    checked_at: str


class MeOut(TypedDict):
    "Who the token acts for, and what it may do."

    id: int
    name: str
    email: str
    role: Literal["admin", "lead", "agent", "viewer"]
    time_zone: str
    language: str
    can_write: bool
    desks: list["DeskShort"]
    token: "TokenOut"


class MentionIn(TypedDict):
    "A post that a program found. The same address again adds nothing."

    brand_id: int
    url: str
    title: NotRequired[str]
    author: NotRequired[str]
    text: NotRequired[str]
    source: NotRequired[str]
    place: NotRequired[Literal["press", "forum", "social", "video", "review", "other"]]
    published_at: NotRequired[str | None]
    likes: NotRequired[int | None]


class MentionOut(TypedDict):
    "A public post that is not addressed to us. `queries` are the ids of those that found it."

    id: int
    brand_id: int
    url: str
    title: str
    author: str
    text: str
    source: str
    place: str
    published_at: str
    heard_at: str
    likes: int | None
    feeling: str
    intents: list[str]
    queries: list[int]
    feed_id: int | None
    conversation_id: int | None
    dismissed_at: str | None


class MergeIn(TypedDict):
    other: int


class MergeOut(TypedDict):
    "Two people who turned out to be one. Its id takes it back."

    id: int
    kept: int
    gone: int
    merged_at: str
    undone_at: str | None


class MessageItem(TypedDict):
    "A message or note in a conversation. `html` is clean, yet foreign: show it in a frame."

    id: int
    direction: Literal["in", "out"]
    kind: Literal["message", "note"]
    author: str
    text: str
    html: str
    external_id: str
    sent_at: str
    attachments: list["AttachmentItem"]


class MessageOut(TypedDict):
    "A message or note with all that is known of it."

    id: int
    conversation_id: int
    direction: Literal["in", "out"]
    kind: Literal["message", "note"]
    message_class: str
    class_reason: str
    author: str
    author_address: str
    person_id: int | None
    user_id: int | None
    subject: str
    text: str
    reply_text: str
    html: str
    addresses: dict[str, list["AddressOut"]]
    external_id: str
    in_reply_to: str
    permalink: str
    sent_at: str
    attachments: list["AttachmentOut"]
    delivery: "DeliveryOut | None"


class MessagePosted(TypedDict):
    "One message from outside. `external_id` names it: posting the same id again adds nothing."

    external_id: str
    author: "PostedAuthor"
    text: NotRequired[str]
    html: NotRequired[str]
    subject: NotRequired[str]
    thread_id: NotRequired[str]
    in_reply_to: NotRequired[str]
    sent_at: NotRequired[str | None]
    public: NotRequired[bool]
    paid: NotRequired[bool]
    permalink: NotRequired[str]
    post: NotRequired["PostedPost | None"]
    ad: NotRequired["PostedAd | None"]
    attachments: NotRequired[list["FilePosted"]]


class MetricItem(TypedDict):
    "A number and what it means."

    key: str
    name: str
    group: str
    shape: str
    unit: str
    better: str
    definition: str
    opens: str


class MetricList(TypedDict):
    items: list["MetricItem"]


class MetricOut(TypedDict):
    "A number over a period, the period before, and each day. Days without anything are left out."

    key: str
    name: str
    group: str
    shape: str
    unit: str
    better: str
    definition: str
    opens: str
    first_day: str
    last_day: str
    now: "FigureOut"
    before: "FigureOut"
    days: list["DayOut"]


class MoveIn(TypedDict):
    to_desk: str
    from_desk: NotRequired[str | None]


class Named(TypedDict):
    id: int
    name: str


class NearStore(TypedDict):
    "A store and how far it is."

    id: int
    retailer_id: int
    retailer: str
    number: str
    name: str
    street: str
    city: str
    region: str
    zip: str
    phone: str
    hours: str
    website: str
    lat: float
    lon: float
    is_exact: bool
    archived_at: str | None
    miles: float


class NearStores(TypedDict):
    items: list["NearStore"]


class NewTokenOut(TypedDict):
    id: int
    name: str
    scope: Literal["read", "draft", "write"]
    prefix: str
    created_at: str
    last_used_at: str | None
    expires_at: str | None
    secret: str


class NewWebhookOut(TypedDict):
    "A webhook just made, with its secret."

    secret: str
    id: int
    url: str
    kinds: list[str]
    is_active: bool
    paused_reason: str
    failures: int
    broken_at: str | None
    probe_at: str | None
    created_at: str


class NodeOut(TypedDict):
    "One thing that happened; `after` are the keys of what led to it."

    key: str
    label: str
    said: str
    meta: str
    at: str
    after: list[str]


class NoteIn(TypedDict):
    text: str
    attachments: NotRequired[list["FileIn"]]


class NoticeOut(TypedDict):
    "One thing the token's user was told."

    id: int
    key: str
    title: str
    text: str
    url: str
    by: str
    call_id: int | None
    created_at: str
    read_at: str | None


class OnCallOut(TypedDict):
    "A rota and who is on call now: the first is called first."

    id: int
    desk: "DeskShort | None"
    wait_minutes: int
    on_call: list["TurnOut"]


class OutletOut(TypedDict):
    id: int
    name: str
    kind: str
    domains: list[str]
    region: str
    reach: int | None
    reach_source: str
    archived_at: str | None


class PersonIn(TypedDict):
    "Somebody who has not written yet."

    name: str
    company: NotRequired[str | None]
    place: NotRequired[str]
    language: NotRequired[str]


class PersonItem(TypedDict):
    id: int
    name: str
    company: str
    tier: str
    identities: list["IdentityOut"]
    last_seen_at: str


class PersonNoteIn(TypedDict):
    text: str


class PersonNoteOut(TypedDict):
    id: int
    author: str
    text: str
    created_at: str


class PersonOut(TypedDict):
    "A person. `tier` is empty once it has run out; `fields` are the custom ones."

    id: int
    name: str
    company: "CompanyShort | None"
    tier: str
    tier_reason: str
    tier_until: str | None
    place: str
    language: str
    fields: dict[str, str | int | float | bool | None]
    identities: list["IdentityOut"]
    created_at: str
    last_seen_at: str


class PersonPatch(TypedDict):
    "What is left out stays. A null company, or a null field, is taken away."

    name: NotRequired[str]
    company: NotRequired[str | None]
    place: NotRequired[str]
    language: NotRequired[str]
    fields: NotRequired[dict[str, str | int | float | bool | None]]


class PersonShort(TypedDict):
    id: int
    name: str


class PhraseOut(TypedDict):
    "`never` stops an answer, `rather_not` only warns."

    words: str
    level: Literal["never", "rather_not"]
    why: str
    better: str


class PlaceIn(TypedDict):
    desk: str


class PlacementItem(TypedDict):
    "Where a conversation stands: the desk's name, its state there, its owner's name if any."

    desk: str
    state: Literal["open", "waiting", "snoozed", "done"]
    owner: str | None


class PlacementOut(TypedDict):
    desk: str
    state: Literal["open", "waiting", "snoozed", "done"]
    owner: str | None
    desk_id: int
    owner_id: int | None
    priority: Literal["low", "normal", "high", "urgent"]
    snoozed_until: str | None
    archived: bool


class Points(TypedDict):
    "The five criteria, each from 0 to 3."

    problem_solving: NotRequired[int]
    unique_challenge: NotRequired[int]
    innovative: NotRequired[int]
    beyond: NotRequired[int]
    social_impact: NotRequired[int]


class PolicyOut(TypedDict):
    id: int
    desk: "Named"
    minutes: int
    in_business_hours: bool
    priority: int | None
    public: bool | None


class PostedAd(TypedDict):
    "The ad that showed the post. `campaign` is its name in the ad program, `spend` what the ad"

    id: str
    name: NotRequired[str]
    campaign: NotRequired[str]
    spend: NotRequired[str]
    currency: NotRequired[str]


class PostedAuthor(TypedDict):
    "Who wrote it. (kind, id) finds the person; kind is the channel's own when left out."

    id: str
    name: NotRequired[str]
    kind: NotRequired[str]
    url: NotRequired[str]
    avatar_url: NotRequired[str]


class PostedPost(TypedDict):
    "Under what a comment stands. `text` is how it begins; the picture is linked, never loaded."

    id: str
    text: NotRequired[str]
    author: NotRequired[str]
    permalink: NotRequired[str]
    image_url: NotRequired[str]


class PreviewOut(TypedDict):
    person: int
    conversations: int
    conversations_of_others: int
    on_hold: list[int]
    lines: list["LineOut"]


class PriorityIn(TypedDict):
    priority: Literal["low", "normal", "high", "urgent"]
    desk: NotRequired[str | None]


class Problem(TypedDict):
    "Why a request was not carried out (RFC 9457)."

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list["FieldError"]
    data: dict[str, Any]


class ProductItem(TypedDict):
    "`thing_id` is what we tell people about when we speak of it, where you may read that."

    id: int
    name: str
    sku: str
    price: str
    aliases: list[str]
    thing_id: int | None
    archived_at: str | None


class ProductOut(TypedDict):
    "A product and where it is sold."

    id: int
    name: str
    sku: str
    price: str
    aliases: list[str]
    thing_id: int | None
    archived_at: str | None
    listings: list["ListingOut"]


class PromiseIn(TypedDict):
    "`due_at`, or `within_minutes` of the desk's business time once the person has written again."

    conversation: int
    text: str
    due_at: NotRequired[str | None]
    within_minutes: NotRequired[int | None]
    kept_by_answer: NotRequired[bool]


class PromiseOut(TypedDict):
    id: int
    conversation_id: int
    text: str
    state: str
    desk: "Named"
    owner: "Named | None"
    due_at: str | None
    within_minutes: int | None
    made_by: str
    made_at: str
    settled_at: str | None
    words: str


class QueryIn(TypedDict):
    "A text matches when it has one of `any_of`, each of `all_of` and none of `none_of`."

    name: str
    brand_id: int
    any_of: NotRequired[list[str]]
    all_of: NotRequired[list[str]]
    none_of: NotRequired[list[str]]
    hears: NotRequired[Literal["all", "conversations", "mentions"]]
    audience: NotRequired[Literal["all", "public", "private"]]


class QueryOut(TypedDict):
    "A topic that is counted. `kind` is `words`, or `brand` or `intent` for what is there by itself."

    id: int
    name: str
    brand_id: int
    kind: str
    any_of: list[str]
    all_of: list[str]
    none_of: list[str]
    hears: str
    audience: str
    created_at: str
    archived_at: str | None


class QuoteOut(TypedDict):
    "Something a section points at; `used_for` says what was made of it."

    id: int
    title: str
    words: str
    conversation_id: int | None
    used_for: str


class ReadIn(TypedDict):
    read: bool


class ReadingFilter(TypedDict):
    "Which readings; all that is named must hold."

    conversation: int | None
    message: int | None


class ReadingOut(TypedDict):
    "What holds for a message. `judgement` is what the model itself said, with probabilities."

    id: int
    message_id: int
    conversation_id: int
    version: str
    is_read: bool
    language: str
    feeling: Literal["negative", "neutral", "positive", "unsure", ""]
    faith: Literal["good", "bad", ""]
    intent: str
    intents: list[str]
    urgent: bool
    story: bool
    spam: bool
    judgement: dict[str, Any]
    decided: list["DecidedOut"]
    made_at: str


class Reason(TypedDict):
    "Why PR does not take it."


class RecipientOut(TypedDict):
    address: str
    role: Literal["to", "cc", "bcc"]
    state: Literal["waiting", "accepted", "refused", "bounced", "unknown"]
    reason: str
    at: str | None


class ReplayedOut(TypedDict):
    count: int


class ReplyIn(TypedDict):
    "An answer. Recipients that are left out follow from the message that is answered."

    text: NotRequired[str]
    kind: NotRequired[Literal["reply", "reply_all", "forward"]]
    to: NotRequired[list["AddressIn"] | None]
    cc: NotRequired[list["AddressIn"] | None]
    bcc: NotRequired[list["AddressIn"] | None]
    subject: NotRequired[str]
    answers: NotRequired[int | None]
    seen_version: NotRequired[int]
    confirm: NotRequired[bool]
    send_at: NotRequired[str | None]
    then: NotRequired[Literal["open", "waiting", "done"] | None]
    attachments: NotRequired[list["FileIn"]]
    override_reason: NotRequired[
        Literal["personal_data", "order", "safety", "meant", "other"] | None
    ]
    override_words: NotRequired[str]


class RequestIn(TypedDict):
    "A form for a thing, to be given in a conversation. Without a store, its shopper names one."

    conversation: int
    product: int
    store: NotRequired[int | None]


class RequestOut(TypedDict):
    "A request form. `proof` names the surest thing known of it."

    id: int
    code: str
    url: str
    product: str
    store: str
    conversation: int | None
    proof: str
    answer: str
    made_at: str


class RetailerOut(TypedDict):
    "Somebody who sells our things. `promise` is said with the way."

    id: int
    name: str
    kind: str
    website: str
    promise: str
    priority: int
    archived_at: str | None


class RetentionIn(TypedDict):
    "Days after the last message of a conversation; null: for ever."

    raw: NotRequired[int | None]
    files: NotRequired[int | None]
    words: NotRequired[int | None]
    whole: NotRequired[int | None]
    is_on: NotRequired[bool]


class RetentionOut(TypedDict):
    channel: int
    raw: int | None
    files: int | None
    words: int | None
    whole: int | None
    is_on: bool


class RuleOut(TypedDict):
    "A rule as it is kept: conditions and actions name rows by their ids."

    id: int
    name: str
    note: str
    position: int
    is_on: bool
    ends: bool
    conditions: dict[str, Any]
    actions: dict[str, Any]
    changed_at: str


class SecretOut(TypedDict):
    secret: str


class SectionIn(TypedDict):
    "Other words; `version` is the one that was read."

    text: str
    version: int


class SectionOut(TypedDict):
    id: int
    key: str
    title: str
    text: str
    version: int
    edited_at: str | None
    items: list["QuoteOut"]


class SeriesOut(TypedDict):
    "One query in public or in private, with the last finding of its detector."

    id: int
    query_id: int
    query: str
    public: bool
    scored_until: str | None
    observed: float
    expected: float
    surprise: float


class ShareOut(TypedDict):
    metric: str
    name: str
    percent: int


class SpamIn(TypedDict):
    spam: bool


class Stage(TypedDict):
    "How far a story is. What is flagged stands before all of these."


class StartIn(TypedDict):
    "A new conversation that begins with our message."

    channel: str
    to: list["AddressIn"]
    cc: NotRequired[list["AddressIn"]]
    bcc: NotRequired[list["AddressIn"]]
    subject: str
    text: str
    desk: NotRequired[str | None]
    send_at: NotRequired[str | None]
    then: NotRequired[Literal["open", "waiting", "done"]]
    attachments: NotRequired[list["FileIn"]]
    override_reason: NotRequired[
        Literal["personal_data", "order", "safety", "meant", "other"] | None
    ]
    override_words: NotRequired[str]


class StartedOut(TypedDict):
    conversation: "ConversationOut"
    message: "MessageOut"


class StateIn(TypedDict):
    state: Literal["open", "waiting", "snoozed", "done"]
    desks: NotRequired[list[str] | None]
    until: NotRequired[str | None]


class StatementOut(TypedDict):
    id: int
    use: Literal["holding", "answer"]
    version: int
    text: str
    state: Literal["waiting", "approved", "returned", "replaced"]
    written_at: str
    settled_at: str | None
    remark: str


class StoreOut(TypedDict):
    "A place one can walk into. `is_exact` is false where only the ZIP's middle is known."

    id: int
    retailer_id: int
    retailer: str
    number: str
    name: str
    street: str
    city: str
    region: str
    zip: str
    phone: str
    hours: str
    website: str
    lat: float
    lon: float
    is_exact: bool
    archived_at: str | None


class StoryMoveIn(TypedDict):
    stage: "Stage"


class StoryOut(TypedDict):
    "A story. `stage` is one of checking, consent, ready, pitched, out."

    id: int
    title: str
    breath: str
    quote: str
    angles: list[str]
    key_messages: list[str]
    stage: str
    stage_at: str
    score: int
    owner: str
    conversation_id: int | None
    is_sensitive: bool
    told_by_us: bool
    created_at: str
    put_away_at: str | None


class TagIn(TypedDict):
    name: str


class TakenOut(TypedDict):
    "What became of something that came in. Ids are null unless it became (or is) a message."

    arrival_id: int
    outcome: Literal[
        "pending", "imported", "appended", "duplicate", "held", "bounced", "ignored", "failed"
    ]
    reason: str
    message_id: int | None
    conversation_id: int | None


class ThingIn(TypedDict):
    name: str
    kind: NotRequired[Literal["product", "service", "event", "cause"]]
    brand_id: int
    description: NotRequired[str]


class ThingOut(TypedDict):
    id: int
    brand_id: int
    name: str
    kind: Literal["product", "service", "event", "cause"]
    description: str
    archived_at: str | None


class TimelineNoteIn(TypedDict):
    text: str


class TokenIn(TypedDict):
    name: str
    scope: NotRequired[Literal["read", "draft", "write"]]
    expires_at: NotRequired[str | None]


class TokenOut(TypedDict):
    "A token. Its secret is shown once, when it is made."

    id: int
    name: str
    scope: Literal["read", "draft", "write"]
    prefix: str
    created_at: str
    last_used_at: str | None
    expires_at: str | None


class TouchIn(TypedDict):
    conversations: list[int]
    why: NotRequired[str]


class TouchedNew(TypedDict):
    added: list[int]


class TouchedOut(TypedDict):
    id: int
    conversation_id: int
    state: Literal["open", "answered", "skipped"]
    why: str
    added_at: str
    settled_at: str | None
    message_id: int | None


class TurnOut(TypedDict):
    "Who is on call in one layer, and until when."

    user: "UserShort | None"
    until: str
    is_cover: bool


class UndoIn(TypedDict):
    event_id: int


class UpdateIn(TypedDict):
    text: str
    next_update_at: NotRequired[str | None]


class UpdateOut(TypedDict):
    id: int
    text: str
    at: str
    by: str
    correction: str
    corrected_at: str | None


class Use(TypedDict):
    "Where it may appear."


class UserOut(TypedDict):
    "A colleague, with those of their desks that the token's user may know of."

    id: int
    name: str
    email: str
    role: Literal["admin", "lead", "agent", "viewer"]
    desks: list["DeskShort"]


class UserShort(TypedDict):
    id: int
    name: str


class VoiceOut(TypedDict):
    brand_id: int
    tone: list[str]
    do: list[str]
    dont: list[str]
    disclosure: str
    signature: str
    phrases: list["PhraseOut"]


class WayIn(TypedDict):
    conversation: int
    key: str


class WayOut(TypedDict):
    "A way to win. `key` names it; `sentence` is what is said, without the link."

    key: str
    kind: str
    name: str
    why: str
    sentence: str
    target: str
    retailer_id: int
    store_id: int | None


class WaysOut(TypedDict):
    "The ways for a conversation, best first, with the product and ZIP that were read from it."

    product_id: int | None
    product: str
    zip: str
    items: list["WayOut"]


class WebhookIn(TypedDict):
    url: str
    kinds: NotRequired[list[str]]


class WebhookOut(TypedDict):
    "An address outside that is told of events."

    id: int
    url: str
    kinds: list[str]
    is_active: bool
    paused_reason: str
    failures: int
    broken_at: str | None
    probe_at: str | None
    created_at: str


class WebhookPostOut(TypedDict):
    "One event on its way to one webhook, with how the last try went."

    id: int
    webhook_id: int
    event_id: int
    kind: str
    body: str
    state: Literal["waiting", "sent", "failed"]
    attempts: int
    next_try_at: str | None
    status: int | None
    reason: str
    duration_ms: int | None
    created_at: str
    sent_at: str | None


class WordOut(TypedDict):
    word: str
    count: int


class WordsIn(TypedDict):
    words: str
