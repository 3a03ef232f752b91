"""Machines: network namespaces with a cable each where we may make them (root on Linux), else just
addresses of the loopback."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack


class Hosts:
    """Two machines, ``a`` and ``b``, and the one that this process and the database run on."""

    def __init__(self) -> None:
        self._tidy = ExitStack()
        self._mark = f"us{os.getpid() % 100_000}"
        net = f"10.{os.getpid() // 250 % 250}.{os.getpid() % 250}"
        self.are_apart = os.getuid() == 0 and self._tie_together(net)
        if not self.are_apart:
            self._tidy.close()
            net = "127.77.7"
        self.how = "cable and all" if self.are_apart else "which is only its processes here"
        self.here = f"{net}.1"
        self.addresses = {"a": f"{net}.2", "b": f"{net}.3"}
        self.network = f"{net}.0/24"

    def __enter__(self) -> "Hosts":
        return self

    def __exit__(self, *_: object) -> None:
        self._tidy.close()

    def on(self, host: str, words: Sequence[str]) -> list[str]:
        """The command that runs these words there."""
        return (
            ["ip", "netns", "exec", f"{self._mark}{host}", *words] if self.are_apart else [*words]
        )

    def pull_the_cable(self, host: str) -> None:
        """From now on nothing gets out of it, not even that its connections have ended."""
        if self.are_apart:
            _ip("link", "set", f"{self._mark}-{host}", "down")

    def _tie_together(self, net: str) -> bool:
        try:
            self._make("link", self._mark, "type", "bridge")
            _ip("addr", "add", f"{net}.1/24", "dev", self._mark)
            _ip("link", "set", self._mark, "up")
            for number, host in enumerate("ab", 2):
                space, cable = f"{self._mark}{host}", f"{self._mark}-{host}"
                self._make("netns", space)
                _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
                _ip("link", "set", cable, "master", self._mark, "up")
                _ip("-n", space, "addr", "add", f"{net}.{number}/24", "dev", "eth0")
                for device in ("lo", "eth0"):
                    _ip("-n", space, "link", "set", device, "up")
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    def _make(self, kind: str, name: str, *more: str) -> None:
        _ip(kind, "add", name, *more)
        self._tidy.callback(_ip, kind, "del", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
