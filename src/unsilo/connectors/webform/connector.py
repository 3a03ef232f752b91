"""The web form connector: see README.md."""

import base64
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.html import format_html
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError

from unsilo.channels.contract import (
    Address,
    Author,
    Capability,
    CheckResult,
    ConnectorInfo,
    InboundAttachment,
    InboundMessage,
    RawArrival,
)
from unsilo.core.errors import MalformedPayload


def _sites(sites: list[str]) -> list[str]:
    """Origins as a browser writes them: scheme, host and port, nothing else."""
    for site in sites:
        parts = urlsplit(site)
        plain = f"{parts.scheme}://{parts.netloc}"
        if parts.scheme not in ("http", "https") or not parts.netloc or site.rstrip("/") != plain:
            raise ValueError(f"{site} is not an address like https://www.example.com")
        if any(sign in site for sign in " ;,'\"*"):
            raise ValueError(f"{site} has a sign that can't stand in an address")
    return [site.rstrip("/") for site in sites]


class WebformConfig(BaseModel):
    title: str = Field("Write to us", title="Heading", max_length=120, min_length=1)
    intro: str = Field(
        "",
        title="Introduction",
        description="Stands above the form.",
        max_length=1000,
        json_schema_extra={"rows": 3},
    )
    answer_channel: str = Field(
        title="Answers go out through",
        description="A mail channel. People are answered by e-mail.",
        json_schema_extra={"channels": Capability.START},
    )
    topics: list[str] = Field(
        [],
        title="Topics",
        description="One a line. People choose one; it becomes the beginning of the subject.",
        max_length=30,
        json_schema_extra={"group": "Fields"},
    )
    ask_subject: bool = Field(
        True, title="Ask for a subject", json_schema_extra={"group": "Fields"}
    )
    max_files: int = Field(
        5,
        title="Files at most",
        description="0 takes no files.",
        ge=0,
        le=20,
        json_schema_extra={"group": "Fields"},
    )
    consent: str = Field(
        "",
        title="Consent",
        description="If there is a text, people have to tick it before they can send.",
        max_length=500,
        json_schema_extra={"group": "Fields", "rows": 2},
    )
    privacy_url: str = Field(
        "",
        title="Privacy page",
        description="Linked below the form.",
        pattern=r"^(https?://\S+)?$",
        json_schema_extra={"group": "Fields", "placeholder": "https://"},
    )
    answered_within: str = Field(
        "usually within one working day",
        title="When people get an answer",
        description="Part of the sentence people read after sending.",
        max_length=100,
        json_schema_extra={"group": "After sending"},
    )
    thanks: str = Field(
        "",
        title="Words of thanks",
        description="In place of “A person of Support reads this…”.",
        max_length=1000,
        json_schema_extra={"group": "After sending", "rows": 3},
    )
    sites: Annotated[list[str], AfterValidator(_sites)] = Field(
        [],
        title="Sites that may embed it",
        description="One a line, such as https://www.example.com. Without any it stands alone.",
        max_length=50,
        json_schema_extra={"group": "Where it may stand"},
    )
    per_hour: int = Field(
        120,
        title="Messages an hour at most",
        description="More than this is a flood, and people are asked to come back later.",
        ge=1,
        le=5_000,
        json_schema_extra={"group": "Where it may stand"},
    )


class SubmittedFile(BaseModel):
    filename: str
    content_type: str
    content_base64: str


class Submission(BaseModel):
    """What a person sent, kept as raw bytes."""

    external_id: str
    reference: str
    name: str
    email: str
    topic: str = ""
    subject: str = ""
    message: str
    consent: str = ""
    sent_at: AwareDatetime
    suspected_spam: str = ""
    files: list[SubmittedFile] = []


class WebformConnector:
    """Takes what people send; has no way out of its own."""

    info = ConnectorInfo(
        key="webform",
        label="Web form",
        description="A contact form for your site. What people send is answered by mail.",
        icon="form",
        capabilities=frozenset({Capability.PIPE, Capability.PUBLIC_FORM}),
        config_model=WebformConfig,
        identity_kind="email",
    )

    def __init__(self, config: WebformConfig, *, name: str) -> None:
        self.config = config
        self.name = name

    def parse(self, raw: RawArrival) -> InboundMessage:
        try:
            sent = Submission.model_validate_json(raw.content)
            files = [_file(file) for file in sent.files]
        except ValidationError as error:
            raise MalformedPayload(str(error.errors()[0]["msg"])) from error
        except ValueError as error:
            raise MalformedPayload("A file is not base64.") from error
        words = sent.message.replace("\r\n", "\n")
        facts = [f"Topic: {sent.topic}"] if sent.topic else []
        facts += [f"Reference: {sent.reference}"]
        facts += [f"Agreed to: {sent.consent}"] if sent.consent else []
        return InboundMessage(
            external_id=sent.external_id,
            author=Author("email", sent.email, sent.name),
            text=f"{words}\n\n-- \n" + "\n".join(facts),
            reply_text=words,
            subject=": ".join(filter(None, (sent.topic, sent.subject))) or _beginning(words),
            sent_at=sent.sent_at,
            reply_to=(Address(sent.email, sent.name),),
            suspected_spam=sent.suspected_spam,
            attachments=tuple(files),
            extra={"reference": sent.reference},
        )

    def own_addresses(self) -> frozenset[str]:
        return frozenset()

    def check(self) -> Sequence[CheckResult]:
        return [CheckResult("Form", ok=True, detail="It is open.")]

    def public_path(self, *, slug: str) -> str:
        return reverse("webform:form", args=[slug])

    def embed_code(self, *, url: str) -> str:
        if not self.config.sites:
            return ""
        return format_html(
            '<script src="{}embed.js" async></script>\n<noscript><a href="{}">{}</a></noscript>',
            url,
            url,
            self.config.title,
        )


def _file(file: SubmittedFile) -> InboundAttachment:
    content = base64.b64decode(file.content_base64, validate=True)
    return InboundAttachment(file.filename, file.content_type, content)


def _beginning(message: str) -> str:
    first = " ".join(message.split())
    return first if len(first) <= 70 else f"{first[:70].rsplit(' ', 1)[0]}…"
