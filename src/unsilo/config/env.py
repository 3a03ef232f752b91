"""Typed reading of UNSILO_* variables. Nonsense stops the process with the variable's name."""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


class BadSetting(Exception):
    """A variable of the environment can't be used."""


class Env:
    """Reads variables once; ``NAME_FILE`` names a file that holds the value (for secrets)."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values
        self.known: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        self.known |= {name, f"{name}_FILE"}
        if path := self.values.get(f"{name}_FILE"):
            try:
                return Path(path).read_text().strip()
            except OSError as error:
                raise BadSetting(f"{name}_FILE: {error}") from error
        return self.values.get(name, default)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value not in ("true", "false"):
            raise BadSetting(f"{name} must be true or false, not {value!r}")
        return value == "true"

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError as error:
            raise BadSetting(f"{name} must be a whole number, not {value!r}") from error

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        try:
            return [ip_network(word, strict=False) for word in self.words(name)]
        except ValueError as error:
            raise BadSetting(f"{name} must be addresses such as 10.0.0.0/8: {error}") from error

    def refuse_unknown(self, prefix: str) -> None:
        """A misspelt variable is an error rather than a silent default."""
        unknown = sorted(n for n in self.values if n.startswith(prefix) and n not in self.known)
        if unknown:
            raise BadSetting(f"unknown settings: {', '.join(unknown)}")
