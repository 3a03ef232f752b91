"""A mail server that takes everything and remembers the ids."""

from email.parser import BytesHeaderParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from unsilo.bench.servers import HOST, free_port


class Sink:
    def __init__(self) -> None:
        self.port = free_port()
        self.message_ids: list[str] = []  # one for each mail, the same twice when it came twice
        self._controller = Controller(self, hostname=HOST, port=self.port)

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        headers = BytesHeaderParser().parsebytes(envelope.original_content or b"")
        self.message_ids.append(str(headers["Message-ID"]).strip().strip("<>"))
        return "250 Taken"
