"""One customer, as the demo writes them down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Customer:
    """`mail` and `handle` are identities; one of the two is always there."""

    key: str
    name: str
    language: str
    mail: str = ""
    handle: str = ""
    other_mail: str = ""
    place: str = ""
    plays: str = ""
    company: str = ""
    tier: str = ""
    tier_reason: str = ""
    tier_days: int | None = None
    note: str = ""
    stranger: bool = False

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def fields(self) -> dict[str, str]:
        """Custom fields, only those that are known."""
        known = {"Place": self.place, "Plays": self.plays}
        return {name: value for name, value in known.items() if value}
