"""A connection pooler in transaction mode, as strict as one can be.

Every transaction gets another server connection than the one before, and each is cleaned (DISCARD ALL)
when it is given back: what relies on a session breaks at once. For servers that trust us.
"""

import itertools
import queue
import socket
import struct
import threading
from typing import Self

SSL, GSS, CANCEL = 80877103, 80877104, 80877102
WORKS_OFF = b"QS"  # simple queries and syncs end what a client sends before it listens


class _Line:
    """Messages of PostgreSQL's protocol over a socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._file = sock.makefile("rb")

    def read(self, count: int) -> bytes:
        found = self._file.read(count)
        if len(found) < count:
            raise ConnectionError
        return found

    def message(self) -> tuple[bytes, bytes]:
        """Its kind, and all of its bytes."""
        head = self.read(5)
        return head[:1], head + self.read(struct.unpack("!I", head[1:])[0] - 4)

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def close(self) -> None:
        self._file.close()
        self._sock.close()


class Pooler:
    """Listens on a port of this machine; ``transactions`` counts what it passed on."""

    def __init__(self, host: str, port: str) -> None:
        self._server = (host, port or "5432")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.transactions = 0
        self._free: dict[bytes, queue.Queue[_Line]] = {}
        self._greetings: dict[bytes, bytes] = {}
        self._open: list[_Line] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for line in self._open:
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(_Line(sock),), daemon=True).start()

    def _serve(self, client: _Line) -> None:
        try:
            startup = self._greet(client)
            while startup:
                self._transaction(client, startup)
        except (ConnectionError, OSError, ValueError):
            pass
        finally:
            client.close()

    def _greet(self, client: _Line) -> bytes:
        while True:
            length, code = struct.unpack("!II", client.read(8))
            if code in (SSL, GSS):
                client.send(b"N")
                continue
            if code == CANCEL:
                return b""
            startup = struct.pack("!II", length, code) + client.read(length - 8)
            break
        with self._lock:
            if startup not in self._free:
                self._free[startup] = queue.Queue()
                for _n in range(2):
                    self._free[startup].put(self._connect(startup))
        key = b"K" + struct.pack("!III", 12, next(self._numbers), 0)
        ready = b"Z" + struct.pack("!I", 5) + b"I"
        client.send(b"R" + struct.pack("!II", 8, 0) + self._greetings[startup] + key + ready)
        return startup

    def _connect(self, startup: bytes) -> _Line:
        host, port = self._server
        if host.startswith("/"):
            sock = socket.socket(socket.AF_UNIX)
            sock.connect(f"{host}/.s.PGSQL.{port}")
        else:
            sock = socket.create_connection((host, int(port)))
        line = _Line(sock)
        line.send(startup)
        told = b""
        while (found := line.message())[0] != b"Z":
            if found[0] == b"S":
                told += found[1]
            elif found[0] == b"E":
                raise ConnectionError(found[1])
        self._greetings[startup] = told
        self._open.append(line)
        return line

    def _transaction(self, client: _Line, startup: bytes) -> None:
        first = client.message()
        if first[0] == b"X":
            raise ConnectionError
        server = self._free[startup].get(timeout=30)
        self.transactions += 1
        state = b"T"
        try:
            message = first
            while True:
                server.send(message[1])
                if message[0] in WORKS_OFF:
                    state = self._answer(server, client)
                    if state == b"I":
                        break
                message = client.message()
                if message[0] == b"X":
                    raise ConnectionError
        finally:
            if state != b"I":  # the client left in the middle
                self._ask(server, b"ROLLBACK")
            self._ask(server, b"DISCARD ALL")
            self._free[startup].put(server)

    def _answer(self, server: _Line, client: _Line) -> bytes:
        """Pass on what the server says; the state it ends in, "C" where it waits for a copy."""
        while True:
            kind, data = server.message()
            client.send(data)
            if kind == b"Z":
                return data[5:6]
            if kind == b"G":
                return b"C"

    def _ask(self, server: _Line, query: bytes) -> None:
        server.send(b"Q" + struct.pack("!I", len(query) + 5) + query + b"\0")
        while server.message()[0] != b"Z":
            continue
