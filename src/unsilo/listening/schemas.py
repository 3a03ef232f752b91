"""Queries, mentions, series and alerts as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from unsilo.core.rest import UNSEEN, Given, Key, Line, Moment, Name, Shown, Unquoted, via
from unsilo.listening.models import Mention
from unsilo.listening.services.mentions import Post

Term = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
Terms = Annotated[list[Term], Field(max_length=60)]
Link = Annotated[str, Field(max_length=1000, pattern=rf"^https?://[A-Za-z0-9][^{UNSEEN}]*$")]
Place = Literal["press", "forum", "social", "video", "review", "other"]


class QueryOut(Shown):
    """A topic that is counted. `kind` is `words`, or `brand` or `intent` for what is there by itself."""

    id: int
    name: str
    brand_id: int
    kind: str
    any_of: list[str]
    all_of: list[str]
    none_of: list[str]
    hears: str
    audience: str
    created_at: datetime
    archived_at: datetime | None


class QueryIn(Given):
    """A text matches when it has one of `any_of`, each of `all_of` and none of `none_of`."""

    name: Annotated[Name, Field(max_length=80)]
    brand_id: Key
    any_of: Terms = []
    all_of: Terms = []
    none_of: Terms = []
    hears: Literal["all", "conversations", "mentions"] = "all"
    audience: Literal["all", "public", "private"] = "all"


class MentionOut(Shown):
    """A public post that is not addressed to us. `queries` are the ids of those that found it."""

    id: int
    brand_id: int
    url: str
    title: str
    author: str
    text: str
    source: str
    place: str
    published_at: datetime
    heard_at: datetime
    likes: int | None
    feeling: str
    intents: list[str]
    queries: list[int]
    feed_id: int | None
    conversation_id: int | None
    dismissed_at: datetime | None

    @classmethod
    def of(cls, mention: Mention) -> "MentionOut":
        names = [name for name in cls.model_fields if name != "queries"]
        found = {name: getattr(mention, name) for name in names}
        return cls(**found, queries=[query.pk for query in mention.queries.all()])


class MentionIn(Given):
    """A post that a program found. The same address again adds nothing."""

    brand_id: Key
    url: Link
    title: Annotated[Line, Field(max_length=300)] = ""
    author: Annotated[Line, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    source: Annotated[Line, Field(max_length=120)] = ""
    place: Place = "other"
    published_at: Moment | None = None
    likes: Annotated[int, Field(ge=0, le=2_000_000_000), Unquoted] | None = None

    def post(self) -> Post:
        return Post(**self.model_dump(exclude={"brand_id"}))


class SeriesOut(Shown):
    """One query in public or in private, with the last finding of its detector."""

    id: int
    query_id: int
    query: Annotated[str, BeforeValidator(str)]
    public: bool
    scored_until: datetime | None
    observed: float
    expected: float
    surprise: float


class CountOut(Shown):
    """An hour of a series. `expected` is what is usual in an hour, null where that is not known."""

    at: datetime
    count: int
    people: int
    expected: float | None


class CountsOut(Shown):
    """The hours in which something was heard or expected, oldest first."""

    items: list[CountOut]


class WordOut(Shown):
    word: str
    count: int


def _words(value: Any) -> Any:
    return [{"word": one[0], "count": one[1]} if isinstance(one, list) else one for one in value]


class AlertOut(Shown):
    """Something that goes on: how much was heard since `since`, and how much is usual in that time.

    `private` are those of `observed` that nobody else can read. `closing` says what a closed alert
    was.
    """

    id: int
    query_id: int
    brand_id: int = via("query", "brand_id")
    title: str
    kind: str
    severity: int
    status: str
    raised_at: datetime
    since: datetime
    until: datetime
    observed: int
    private: int
    people: int
    expected: float
    factor: float
    words: Annotated[list[WordOut], BeforeValidator(_words)]
    public_at: datetime | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    closing: str
    note: str


class ClosingIn(Given):
    closing: Literal["real", "false", "known"]
    note: Annotated[Line, Field(max_length=500)] = ""
