"""Every address of the URL map, with real objects in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# What ``<int:pk>`` stands for, by the part of the address before it.
_PK = {
    "alerts": "alert", "briefings": "briefing", "campaigns": "campaign", "consents": "consent",
    "coverage": "coverage", "dates": "date", "doors": "door", "evidence": "evidence",
    "facts": "fact", "feeds": "feed", "flags": "flag", "handoffs": "handoff", "hooks": "hook",
    "import": "import", "items": "item", "journalists": "contact", "keys": "passkey",
    "looks": "look", "mentions": "mention", "outlets": "outlet", "pitches": "pitch",
    "products": "product", "promises": "promise", "queries": "query", "retailers": "retailer_id",
    "rules": "rule", "runs": "run", "sections": "section", "service-levels": "level",
    "shared": "graph", "stores": "store_id", "stories": "story", "takedowns": "takedown",
    "things": "thing_id", "unask": "promise", "unmatched": "unmatched",
    "withdraw-request": "request_form",
}  # fmt: skip
# What else an address can't tell by itself.
_SPECIAL: dict[str, dict[str, str]] = {
    "account_reset_password_from_key": {"key": "=x"},
    "accounts:call-answer": {"token": "call_token"},
    "channels:add": {"kind": "=console"},
    "hook": {"slug": "hook_channel"},
    "inbox:desk": {"desk_slug": "desk_slug"},
    "inbox:note-delete": {"message_id": "note_message"},
    "inbox:message-undo": {"message_id": "answer_message"},
    "inbox:message-delivery": {"message_id": "answer_message"},
    "incidents:duty": {"duty": "=lead"},
    "incidents:fact": {"verb": "=unconfirmed"},
    "incidents:part": {"verb": "=done"},
    "incidents:statement": {"use": "=holding"},
    "incidents:status": {"slug": "brand_slug"},
    "incidents:status-confirm": {"token": "=x"},
    "incidents:status-leave": {"token": "=x"},
    "incidents:status-subscribe": {"slug": "brand_slug"},
    "insights:survey": {"token": "=x"},
    "incidents:touched-settle": {"verb": "=skip"},
    "insights:graph": {"token": "graph_token"},
    "launches:archive": {"noun": "=thing", "pk": "thing_id"},
    "launches:restore": {"noun": "=thing", "pk": "thing_id"},
    "launches:undo": {"noun": "=thing", "pk": "thing_id"},
    "library:fact-undo": {"event_id": "fact_event"},
    "library:voice-undo": {"event_id": "voice_event"},
    "routing:hours-of": {"noun": "=brand", "pk": "brand_id"},
    "routing:hours-forget": {"noun": "=brand", "pk": "brand_id"},
    "routing:level-restore": {"again": "=x"},
    "stories:consent-page": {"token": "consent_token"},
    "stories:coverage-decide": {"what": "=confirm"},
    "stories:media-archive": {"noun": "=outlet", "pk": "outlet"},
    "stories:media-restore": {"noun": "=outlet", "pk": "outlet"},
    "triage:turn": {"run_id": "reread"},
    "people:field": {"key": "key"},
    "people:merge-with": {"other_id": "other_person"},
    "webform:thanks": {"token": "=x"},
    "wins:archive": {"noun": "=products", "pk": "product"},
    "wins:restore": {"noun": "=products", "pk": "product"},
    "wins:go": {"code": "link_code"},
    "wins:hook": {"slug": "hook_slug"},
    "wins:listing-restore": {"again": "=x"},
    "wins:locator": {"slug": "brand_slug"},
    "wins:ask-store": {"slug": "brand_slug"},
    "wins:seen": {"slug": "brand_slug"},
}  # fmt: skip
# Parameters that mean the same everywhere, where they are not called as in the house.
_NAMES = {
    "code": "form_code", "key": "metric", "alert_id": "alert", "slug": "form_slug", "stage": "=x",
    "task": "=judge", "uidb36": "=x", "provider_id": "=sso", "again": "=x",
}  # fmt: skip
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Address:
    name: str
    route: str

    @property
    def parameters(self) -> list[str]:
        return [plain or named for plain, named in _PARAMETER.findall(self.route)]

    def keys(self) -> dict[str, str]:
        """What each parameter is called in the house; ``=`` stands before a word itself."""
        found = {}
        for match in _PARAMETER.finditer(self.route):
            name = match[1] or match[2]
            before = self.route[: match.start()].rstrip("/^").rpartition("/")[2]
            usual = _PK.get(before, "?") if name == "pk" else _NAMES.get(name, name)
            found[name] = _SPECIAL.get(self.name, {}).get(name, usual)
        return found

    def path(self, house: Mapping[str, Any]) -> str:
        keys = self.keys()

        def value(match: re.Match[str]) -> str:
            key = keys[match[1] or match[2]]
            return key[1:] if key.startswith("=") else str(house[key])

        return "/" + _PARAMETER.sub(value, self.route).replace("^", "").replace("$", "")


def every_address() -> list[Address]:
    """Those of the API aside, which OpenAPI tells of."""
    found = [Address(name, route) for name, route in _walk(get_resolver())]
    return [one for one in found if not one.route.startswith("api/v1/") or one.name in _OWN]


_OWN = ("api:docs", "api:openapi")


def _walk(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        deeper = route + str(one.pattern)
        if isinstance(one, URLPattern):
            yield space + (one.name or deeper), deeper
        else:
            name = f"{one.namespace}:" if one.namespace else ""
            yield from _walk(one, deeper, space + name)
