"""What a mail channel can be told, as one flat typed form.

Titles and descriptions are what the settings page shows; ``group`` puts fields under one heading.
Without servers a channel takes mail by pipe, LMTP and import only.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from unsilo.connectors.email import limits


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class AuthMethod(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a method
    OAUTH2 = "oauth2"


class Provider(StrEnum):
    """Who issues OAuth tokens; the known ones need no addresses typed in."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What a provider documents: its servers, where tokens are renewed and what to ask for."""

    authorize_url: str
    token_url: str
    scope: str
    imap_host: str
    smtp_host: str
    smtp_port: int
    smtp_security: Security


PROVIDERS: Final = {
    Provider.GOOGLE: ProviderFacts(
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        scope="https://mail.google.com/",
        imap_host="imap.gmail.com",
        smtp_host="smtp.gmail.com",
        smtp_port=465,
        smtp_security=Security.TLS,
    ),
    Provider.MICROSOFT: ProviderFacts(
        authorize_url="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106
        scope=(
            "https://outlook.office.com/IMAP.AccessAsUser.All "
            "https://outlook.office.com/SMTP.Send offline_access"
        ),
        imap_host="outlook.office365.com",
        smtp_host="smtp.office365.com",
        smtp_port=587,
        smtp_security=Security.STARTTLS,
    ),
}

_IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
_SMTP_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class Server:
    """One server as the clients want it. ``password`` is empty when tokens are used."""

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    oauth: bool

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def account(self) -> str:
        return f"{self.username}@{self.host}"


@dataclass(frozen=True, slots=True)
class OAuthAccess:
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scope: str


def _field(group: str, title: str, description: str = "", **options: Any) -> Any:
    extra: dict[str, Any] = {"group": group}
    if labels := _LABELS.get(type(options.get("default"))):
        extra["labels"] = labels
    return Field(title=title, description=description, json_schema_extra=extra, **options)


_LABELS: dict[type, dict[str, str]] = {
    Security: {"tls": "TLS", "starttls": "STARTTLS", "none": "None"},
    AuthMethod: {"password": "Password", "oauth2": "OAuth 2"},
    Provider: {"google": "Google", "microsoft": "Microsoft", "other": "Another"},
}


_MAILBOX, _IN, _OUT, _FALLBACK, _OAUTH = (
    "Address",
    "Incoming mail (IMAP)",
    "Outgoing mail (SMTP)",
    "Second outgoing server",
    "Sign-in with OAuth",
)


class EmailConfig(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    address: str = _field(
        _MAILBOX,
        "Address",
        "The address people write to and that answers come from. Only a channel without servers, "
        "which takes mail by pipe and import, can do without.",
        default="",
    )
    sender_name: str = _field(
        _MAILBOX,
        "Sender name",
        "Stands beside the address, as in “Theo at Marmalade Fox”. Empty for the brand's name.",
        default="",
        max_length=100,
    )
    aliases: list[str] = _field(
        _MAILBOX,
        "Other addresses",
        "Addresses whose mail also lands in this mailbox, one per line.",
        default_factory=list,
    )
    plus_addressing: bool = _field(
        _MAILBOX,
        "Answer address with a tag",
        "Answers go to address+tag@…, which finds the conversation even when a mail program loses "
        "everything else. Needs a mail server that delivers such addresses.",
        default=False,
    )
    max_message_mb: int = _field(
        _MAILBOX,
        "Largest mail in megabytes",
        "Of larger mail only the headers are read; the conversation says so.",
        default=limits.MAX_MESSAGE_BYTES // limits.MEGABYTE,
        ge=1,
        le=150,
    )

    imap_host: str = _field(_IN, "Server", "Empty: mail comes by pipe or import only.", default="")
    imap_port: int | None = _field(
        _IN, "Port", "Empty for the usual one.", default=None, ge=1, le=65535
    )
    imap_security: Security = _field(_IN, "Encryption", default=Security.TLS)
    imap_username: str = _field(_IN, "User name", "Empty for the address.", default="")
    imap_password: SecretStr = _field(_IN, "Password", default=SecretStr(""))
    folders: list[str] = _field(
        _IN, "Folders", "Folders to read, one per line.", default_factory=lambda: ["INBOX"]
    )
    sent_folder: str = _field(
        _IN,
        "Sent folder",
        "Answers written in another program are read from here. “auto” finds it, empty leaves it out.",
        default="auto",
    )
    backfill_from: date | None = _field(
        _IN,
        "Read mail since",
        "Empty: only mail that arrives from now on.",
        default=None,
    )

    smtp_host: str = _field(_OUT, "Server", "Empty: this channel can't answer.", default="")
    smtp_port: int | None = _field(
        _OUT, "Port", "Empty for the usual one.", default=None, ge=1, le=65535
    )
    smtp_security: Security = _field(_OUT, "Encryption", default=Security.STARTTLS)
    smtp_username: str = _field(
        _OUT, "User name", "Empty: no sign-in, unless OAuth is used.", default=""
    )
    smtp_password: SecretStr = _field(_OUT, "Password", default=SecretStr(""))

    fallback_smtp_host: str = _field(
        _FALLBACK, "Server", "Used when the first one can't be reached or refuses.", default=""
    )
    fallback_smtp_port: int | None = _field(
        _FALLBACK, "Port", "Empty for the usual one.", default=None, ge=1, le=65535
    )
    fallback_smtp_security: Security = _field(_FALLBACK, "Encryption", default=Security.STARTTLS)
    fallback_smtp_username: str = _field(_FALLBACK, "User name", "Empty: no sign-in.", default="")
    fallback_smtp_password: SecretStr = _field(_FALLBACK, "Password", default=SecretStr(""))

    auth_method: AuthMethod = _field(_OAUTH, "Sign in with", default=AuthMethod.PASSWORD)
    oauth_provider: Provider = _field(_OAUTH, "Provider", default=Provider.GOOGLE)
    oauth_client_id: str = _field(_OAUTH, "Client id", default="")
    oauth_client_secret: SecretStr = _field(_OAUTH, "Client secret", default=SecretStr(""))
    oauth_refresh_token: SecretStr = _field(_OAUTH, "Refresh token", default=SecretStr(""))
    oauth_token_url: str = _field(
        _OAUTH, "Token address", "Empty for the provider's own.", default=""
    )
    oauth_scope: str = _field(_OAUTH, "Scope", "Empty for the provider's own.", default="")

    @field_validator("address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not value:
            return value
        local, at, domain = value.rpartition("@")
        if not (at and local and domain) or any(character.isspace() for character in value):
            raise ValueError("This is not an e-mail address.")
        return value

    @field_validator("aliases", "folders")
    @classmethod
    def _without_blanks(cls, values: list[str]) -> list[str]:
        return list(dict.fromkeys(value.strip() for value in values if value.strip()))

    @field_validator("folders")
    @classmethod
    def _at_least_the_inbox(cls, values: list[str]) -> list[str]:
        return values or ["INBOX"]

    @model_validator(mode="after")
    def _servers_have_an_address(self) -> "EmailConfig":
        if not self.address and (self.imap_host or self.smtp_host):
            raise ValueError("A channel with a mail server needs its address.")
        return self

    @model_validator(mode="after")
    def _oauth_is_complete(self) -> "EmailConfig":
        if self.auth_method is AuthMethod.OAUTH2:
            access = self.oauth
            missing = [
                name
                for name in ("token_url", "client_id", "refresh_token")
                if not getattr(access, name)
            ]
            if missing:
                raise ValueError(f"Sign-in with OAuth needs: {', '.join(missing)}.")
        return self

    @property
    def max_message_bytes(self) -> int:
        return self.max_message_mb * limits.MEGABYTE

    @property
    def imap(self) -> Server | None:
        if not self.imap_host:
            return None
        return Server(
            host=self.imap_host,
            port=self.imap_port or _IMAP_PORTS[self.imap_security],
            security=self.imap_security,
            username=self.imap_username or self.address,
            password=self.imap_password.get_secret_value(),
            oauth=self.auth_method is AuthMethod.OAUTH2,
        )

    @property
    def smtp(self) -> tuple[Server, ...]:
        """The outgoing servers in the order they are tried."""
        servers = []
        oauth = self.auth_method is AuthMethod.OAUTH2
        if self.smtp_host:
            servers.append(
                Server(
                    host=self.smtp_host,
                    port=self.smtp_port or _SMTP_PORTS[self.smtp_security],
                    security=self.smtp_security,
                    username=self.smtp_username or (self.address if oauth else ""),
                    password=self.smtp_password.get_secret_value(),
                    oauth=oauth,
                )
            )
        if self.fallback_smtp_host:
            servers.append(
                Server(
                    host=self.fallback_smtp_host,
                    port=self.fallback_smtp_port or _SMTP_PORTS[self.fallback_smtp_security],
                    security=self.fallback_smtp_security,
                    username=self.fallback_smtp_username,
                    password=self.fallback_smtp_password.get_secret_value(),
                    oauth=False,
                )
            )
        return tuple(servers)

    @property
    def oauth(self) -> OAuthAccess:
        facts = PROVIDERS.get(self.oauth_provider)
        return OAuthAccess(
            token_url=self.oauth_token_url or (facts.token_url if facts else ""),
            client_id=self.oauth_client_id,
            client_secret=self.oauth_client_secret.get_secret_value(),
            refresh_token=self.oauth_refresh_token.get_secret_value(),
            scope=self.oauth_scope or (facts.scope if facts else ""),
        )
