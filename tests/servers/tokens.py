"""The provider of access tokens: gives out token-1, token-2, ... or refuses with ``status``."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs


class TokenServer:
    """Remembers in ``asked`` what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.status = 200
        self.expires_in = 3600
        owner = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                owner.asked.append(parse_qs(self.rfile.read(size).decode()))
                told: dict[str, Any] = {"error": "invalid_grant"}
                if owner.status == 200:
                    told = {
                        "access_token": f"token-{len(owner.asked)}",
                        "expires_in": owner.expires_in,
                    }
                self.send_response(owner.status)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/token"

    def __enter__(self) -> "TokenServer":
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.shutdown()
        self.http.server_close()
