"""The console connector: reads posted JSON, writes answers to the log or into a file."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from unsilo.channels import posted
from unsilo.channels.contract import (
    Address,
    Capability,
    CheckResult,
    ConnectorInfo,
    DeliveryReceipt,
    Hideable,
    InboundMessage,
    OutboundMessage,
    RawArrival,
)
from unsilo.core.errors import ConnectorError

logger = logging.getLogger(__name__)


class ConsoleConfig(BaseModel):
    handle: str = Field(
        default="us",
        title="Our handle",
        description="The name under which answers appear.",
        min_length=1,
        max_length=100,
    )
    directory: str = Field(
        default="",
        title="Directory",
        description="Answers are added to a file here, one JSON a line. Without it they go to the log.",
    )


class ConsoleConnector:
    """Answers go nowhere but to a file or the log."""

    info = ConnectorInfo(
        key="console",
        label="Console",
        description="Goes nowhere: answers are written to the log or a file. For demos and tests.",
        icon="terminal",
        capabilities=frozenset(
            {
                Capability.PIPE,
                Capability.DELIVER,
                Capability.ATTACHMENTS,
                Capability.HIDE,
                Capability.UNHIDE,
            }
        ),
        config_model=ConsoleConfig,
        identity_kind="console",
        takes=posted.CONTENT_TYPE,
    )

    def __init__(self, config: ConsoleConfig, *, name: str) -> None:
        self.config = config
        self.name = name

    def parse(self, raw: RawArrival) -> InboundMessage:
        return posted.read(raw.content, identity_kind=self.info.identity_kind)

    def own_addresses(self) -> frozenset[str]:
        return frozenset({self.config.handle.casefold()})

    def check(self) -> Sequence[CheckResult]:
        if not self.config.directory:
            return [CheckResult("Log", ok=True, detail="Answers go to the log.")]
        directory = Path(self.config.directory)
        return [
            CheckResult(
                "Directory",
                ok=directory.is_dir(),
                detail=str(self._file) if directory.is_dir() else f"There is no {directory}.",
            )
        ]

    def deliver(self, message: OutboundMessage) -> DeliveryReceipt:
        line = json.dumps(
            {
                "external_id": message.external_id,
                "to": [one.value for one in message.to],
                "subject": message.subject,
                "text": message.text,
                "thread_id": message.thread_id,
                "in_reply_to": message.in_reply_to,
                "files": [file.filename for file in message.attachments],
            },
            ensure_ascii=False,
        )
        return DeliveryReceipt(message.external_id, via=self._write("answers", line))

    def may_hide(self, message: Hideable) -> bool:
        return True

    def set_hidden(self, message: Hideable, *, hidden: bool) -> bool:
        """Done by being written down."""
        line = {"external_id": message.external_id, "hidden": hidden, "reason": message.reason}
        self._write("hides" if hidden else "shows", json.dumps(line, ensure_ascii=False))
        return True

    def _write(self, does: str, line: str) -> str:
        """Add a line to the file or the log; returns which."""
        if not self.config.directory:
            logger.info("%s %s: %s", self.config.handle, does, line)
            return "log"
        try:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise ConnectorError(f"{self._file} can't be written: {error.strerror}.") from error
        return str(self._file)

    def external_id_for(self, *, conversation_id: int, message_id: int, token: str) -> str:
        return f"console-{message_id}"

    def sender(self) -> Address:
        return Address(self.config.handle, self.name)

    @property
    def _file(self) -> Path:
        return Path(self.config.directory) / "answers.jsonl"
