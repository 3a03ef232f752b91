"""A mail server that takes everything: ``python -m tests.chaos.sink HOST PORT LOG``.

The log has a line with the Message-ID of each mail, written before the mail is acknowledged: what
stands in it has arrived, however often the server is killed.
"""

import asyncio
import sys
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taker:
    def __init__(self, log: Path) -> None:
        self.log = log.open("ab", buffering=0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        headers = BytesHeaderParser().parsebytes(envelope.original_content or b"")
        self.log.write(str(headers["Message-ID"]).strip().strip("<>").encode() + b"\n")
        return "250 Taken"


async def main(host: str, port: int, log: Path) -> None:
    taker = Taker(log)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(taker, hostname="chaos.example"), host, port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
