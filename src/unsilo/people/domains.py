"""Mail domains: which belong to an organisation, and which to everybody."""

from pathlib import Path

# Providers where anybody can have an address: such a domain says nothing about a company.
FREE_MAIL = frozenset((Path(__file__).parent / "free_mail.txt").read_text().split())


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address at this domain."""
    return domain.strip().lower() in FREE_MAIL


def owners_of(address: str) -> list[str]:
    """The domains an address may belong to, its own first, then those above it."""
    parts = address.strip().lower().rpartition("@")[2].split(".")
    domains = [".".join(parts[start:]) for start in range(len(parts) - 1)]
    return [] if any(domain in FREE_MAIL for domain in domains) else domains
