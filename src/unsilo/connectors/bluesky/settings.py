"""What a Bluesky channel can be told."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr

SERVICE = "https://bsky.social"
SITE = "https://bsky.app"


class Hearing(StrEnum):
    NOTIFICATIONS = "notifications"
    STREAM = "stream"


def _handle(text: str) -> str:
    handle = text.strip().removeprefix("@").casefold()
    name = handle.split(".")
    if handle.startswith("did:"):
        raise ValueError("Type the handle, such as fox.bsky.social, not the DID.")
    if len(name) < 2 or not all(name) or any(sign.isspace() or sign in "/:@" for sign in handle):
        raise ValueError(f"{text.strip()} is no handle, such as fox.bsky.social or fox.example")
    return handle


def _server(text: str) -> str:
    url = text.strip().rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        raise ValueError(f"{text.strip()} is not an address like {SERVICE}")
    return url


def _site(text: str) -> str:
    return _server(text) if text.strip() else ""


class BlueskyConfig(BaseModel):
    handle: Annotated[str, AfterValidator(_handle)] = Field(
        title="Handle",
        description="Of the account that people mention and that answers.",
        max_length=253,
        json_schema_extra={"placeholder": "yourname.bsky.social"},
    )
    app_password: SecretStr = Field(
        title="App password",
        description="Made in Bluesky under Settings, Privacy and security, App passwords. "
        "It can be taken back there at any time. Not the password you sign in with.",
        min_length=1,
    )
    language: str = Field(
        "en",
        title="Language of answers",
        description="A code such as en or pt-BR; Bluesky shows and filters posts by it.",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        max_length=20,
    )
    backfill_days: int = Field(
        0,
        title="Days to look back",
        description="When it is connected. 0 hears only what comes from then on.",
        ge=0,
        le=30,
    )
    service: Annotated[str, AfterValidator(_server)] = Field(
        SERVICE,
        title="Server",
        description="Another one if your account lives on a server of its own.",
        max_length=300,
        json_schema_extra={"group": "Server"},
    )
    hearing: Hearing = Field(
        Hearing.NOTIFICATIONS,
        title="Hears by",
        description="The stream is for a server that stands alone: it tells of posts on that server.",
        json_schema_extra={
            "group": "Server",
            "labels": {
                "notifications": "Notifications (Bluesky and all servers of its network)",
                "stream": "The server's own stream",
            },
        },
    )
    site: Annotated[str, AfterValidator(_site)] = Field(
        SITE,
        title="Site to look at posts",
        description="Where links to posts and people lead. Empty when there is none.",
        max_length=300,
        json_schema_extra={"group": "Server"},
    )
