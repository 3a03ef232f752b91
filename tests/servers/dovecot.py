"""Dovecot as it is on a real host, with its own config in a directory that goes with it.

    with Dovecot() as server:
        server.deliver("support", raw_mail)
        IMAPClient("127.0.0.1", port=server.port, ssl=False).login("support", server.PASSWORD)

Any user name may sign in; each has INBOX, Sent, Archive and Trash. Runs as root (mailboxes then
belong to nobody) or as anybody else.
"""

import contextlib
import getpass
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from imapclient import IMAPClient

from tests.servers.ports import free_port
from unsilo.bench.measure import tree

BINARY = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
MISSING = "" if BINARY else "dovecot is not installed (apt-get install dovecot-imapd)"

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {directory}/run
state_dir = {directory}/run
log_path = {directory}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_location = maildir:{directory}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
last_valid_uid = 0
first_valid_gid = 1
mailbox_list_index = yes
mail_fsync = never
auth_mechanisms = plain login
imap_idle_notify_interval = 2 mins
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={directory}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Archive {{
    auto = create
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    PASSWORD = "pw"
    host = "127.0.0.1"

    def __init__(self) -> None:
        self.port = free_port()
        # Not below pytest's directory: each pytest makes that private, and Dovecot works as nobody.
        self.directory = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Dovecot":
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
        assert BINARY, MISSING
        for name in ("run", "mail"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        user, group = getpass.getuser(), str(os.getgid())
        if os.getuid() == 0:
            user, group = "nobody", "nogroup"
            self.directory.chmod(0o711)
            shutil.chown(self.directory / "mail", user, group)
        config = self.directory / "dovecot.conf"
        config.write_text(
            _CONFIG.format(
                directory=self.directory,
                user=user,
                group=group,
                password=self.PASSWORD,
                port=self.port,
            )
        )
        self._process = subprocess.Popen(
            [BINARY, "-F", "-c", str(config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until_ready()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def pids(self) -> list[int]:
        return tree(self._process.pid) if self._process else []

    def kill(self) -> None:
        """As a crash would; ``start`` brings it back with all that was in it."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._process:
            self._process.wait()

    def login(self, user: str) -> IMAPClient:
        client = IMAPClient(self.host, port=self.port, ssl=False, timeout=10)
        client.login(user, self.PASSWORD)
        return client

    def deliver(self, user: str, mail: bytes, *, folder: str = "INBOX") -> None:
        """Put a mail into a mailbox."""
        client = self.login(user)
        try:
            client.append(folder, mail)
        finally:
            client.logout()

    def drop(self, user: str, name: str, mail: bytes) -> None:
        """Put a mail into an inbox by its files, wholly or not at all, also while nobody serves it.
        The user must have signed in before."""
        home = self.directory / "mail" / user
        (home / "tmp" / name).write_bytes(mail)
        if os.getuid() == 0:
            shutil.chown(home / "tmp" / name, "nobody", "nogroup")
        (home / "tmp" / name).rename(home / "new" / name)

    def mails(self, user: str, *, folder: str = "INBOX") -> list[bytes]:
        """All mails of a folder, in order."""
        client = self.login(user)
        try:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"]) if client.search() else {}
            return [found[uid][b"BODY[]"] for uid in sorted(found)]
        finally:
            client.logout()

    def log(self) -> str:
        with contextlib.suppress(OSError):
            return (self.directory / "dovecot.log").read_text(errors="replace")
        return ""

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                break
            try:
                self.login("ready").logout()
            except Exception:  # noqa: BLE001 - not up yet, whatever it says
                time.sleep(0.05)
            else:
                return
        log = self.log()[-2000:]
        self.stop()
        raise RuntimeError(f"Dovecot did not start:\n{log}")
