"""A stretch of network that misbehaves on command: ``python -m tests.chaos.proxy HOST PORT TARGET``.

``TARGET`` is host:port or the path of a Unix socket. Commands come as lines on stdin:

    pass   everything goes through; what was held back goes on
    cut    connections break, new ones are refused
    hold   nothing moves in either direction, and nobody is told
    half   requests arrive, answers don't
    slow   every piece takes a fifth of a second
"""

import asyncio
import contextlib
import sys

import uvloop

DELAY = 0.2


class Proxy:
    def __init__(self, target: str) -> None:
        self.target = target
        self.mode = "pass"
        self.changed = asyncio.Event()
        self.open: set[asyncio.StreamWriter] = set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(writer)
        there = None
        try:
            if self.mode == "cut":
                return
            there_reader, there = await self._reach()
            self.open.add(there)
            await asyncio.gather(
                self._carry(reader, there, held="hold"),
                self._carry(there_reader, writer, held="hold half"),
            )
        except OSError:
            pass
        finally:
            for one in (writer, there):
                if one is not None:
                    self.open.discard(one)
                    one.transport.abort()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if "/" in self.target:
            return await asyncio.open_unix_connection(self.target)
        host, _, port = self.target.rpartition(":")
        return await asyncio.open_connection(host, int(port))

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, held: str
    ) -> None:
        while data := await reader.read(65536):
            while self.mode in held:
                await self.changed.wait()
            if self.mode == "slow":
                await asyncio.sleep(DELAY)
            writer.write(data)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.write_eof()

    def change(self, mode: str) -> None:
        self.mode = mode
        if mode == "cut":
            for writer in self.open:
                writer.transport.abort()
        self.changed.set()
        self.changed = asyncio.Event()


async def main(host: str, port: int, target: str) -> None:
    proxy = Proxy(target)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    async with await asyncio.start_server(proxy.connected, host, port):
        while line := await commands.readline():
            proxy.change(line.decode().strip())


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
