"""Which connectors there are, and a connector built from its config for each channel."""

import hashlib
import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from pydantic import BaseModel

from unsilo.channels import configs
from unsilo.channels.contract import (
    Capability,
    Connector,
    ConnectorInfo,
    Delivers,
    Fetches,
    HasPublicForm,
    Hides,
    ReceivesWebhook,
    Watches,
)
from unsilo.channels.models import Channel
from unsilo.core.errors import ConnectorError, Invalid
from unsilo.core.secrets import SecretUnreadable, unseal

ENTRY_POINTS = "unsilo.connectors"
PROTOCOLS: Mapping[Capability, type] = {
    Capability.FETCH: Fetches,
    Capability.PUSH: Watches,
    Capability.WEBHOOK: ReceivesWebhook,
    Capability.DELIVER: Delivers,
    Capability.PUBLIC_FORM: HasPublicForm,
    Capability.HIDE: Hides,
}
_IMPLIED = {
    Capability.PUSH: Capability.FETCH,
    Capability.RECIPIENTS: Capability.DELIVER,
    Capability.RICH_TEXT: Capability.DELIVER,
    Capability.ATTACHMENTS: Capability.DELIVER,
    Capability.START: Capability.DELIVER,
    Capability.UNHIDE: Capability.HIDE,
    Capability.REPEATABLE: Capability.DELIVER,
}


class BadConnector(ImproperlyConfigured):
    """A connector can't be used as it is; the process stops rather than going on without it."""


@cache
def connectors() -> Mapping[str, type[Connector]]:
    """All connectors by key: those of settings.CONNECTORS, then those of other packages."""
    classes = [(path, import_string(path)) for path in settings.CONNECTORS]
    classes += [(entry.value, entry.load()) for entry in entry_points(group=ENTRY_POINTS)]
    found: dict[str, type[Connector]] = {}
    for where, connector in classes:
        complaint = complaint_about(connector)
        if complaint:
            raise BadConnector(f"{where}: {complaint}")
        key = connector.info.key
        if key in found:
            raise BadConnector(f"{where}: another connector is called {key!r} already")
        found[key] = connector
    return MappingProxyType(found)


def complaint_about(connector: Any) -> str:
    """What is wrong with a connector class by the contract, "" when nothing is."""
    info = getattr(connector, "info", None)
    if not isinstance(info, ConnectorInfo):
        return "it has no `info: ConnectorInfo`"
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", info.key):
        return f"{info.key!r} is no key (small letters, digits, underscores)"
    model: Any = info.config_model
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return "config_model is no pydantic model"
    for name in ("parse", "own_addresses", "check"):
        if not callable(getattr(connector, name, None)):
            return f"it has no method {name}()"
    for capability in info.capabilities:
        if capability in PROTOCOLS and not issubclass(connector, PROTOCOLS[capability]):
            return (
                f"it declares {capability} without the methods of {PROTOCOLS[capability].__name__}"
            )
        if _IMPLIED.get(capability, capability) not in info.capabilities:
            return f"it declares {capability} without {_IMPLIED[capability]}"
    return ""


def connector_class(kind: str) -> type[Connector]:
    """Raises ``Invalid`` for a kind that is not there (any more)."""
    try:
        return connectors()[kind]
    except KeyError:
        raise Invalid(
            f"There is no connector {kind!r}. Known are: {', '.join(sorted(connectors()))}."
        ) from None


def info(channel: Channel) -> ConnectorInfo:
    return connector_class(channel.kind).info


def capabilities(channel: Channel) -> frozenset[Capability]:
    """What the channel can do as it is set up; nothing when its connector is no longer there."""
    if channel.kind not in connectors():
        return frozenset()
    try:
        connector = build(channel)
    except ConnectorError:
        return info(channel).capabilities
    able: frozenset[Capability] = getattr(connector, "capabilities", connector.info.capabilities)
    return able


_built: dict[int, tuple[str, Connector]] = {}
_building = threading.Lock()


def build(channel: Channel) -> Connector:
    """The connector of a channel, kept until its config changes.

    Raises ``ConnectorError`` when config or secrets can't be used (any more).
    """
    mark = fingerprint(channel)
    kept = _built.get(channel.pk)
    if kept and kept[0] == mark:
        return kept[1]
    made = construct(channel)
    with _building:
        _built[channel.pk] = (mark, made)
    return made


def construct(channel: Channel) -> Connector:
    """A connector built afresh, also for a channel that is not saved yet."""
    try:
        connector = connector_class(channel.kind)
        config = configs.validate(
            connector.info.config_model, channel.config, unseal(channel.sealed_secrets)
        )
    except (Invalid, SecretUnreadable) as error:
        raise ConnectorError(error.message, permanent=True) from error
    return connector(config, name=channel.brand.name)


def secret_names(channel: Channel) -> list[str]:
    """The names of the secrets that are kept for a channel; none when they can't be read."""
    try:
        return list(unseal(channel.sealed_secrets))
    except SecretUnreadable:
        return []


def fingerprint(channel: Channel) -> str:
    """Changes whenever the channel has to be built anew."""
    parts = [channel.kind, str(channel.brand_id), json.dumps(channel.config, sort_keys=True)]
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16)
    digest.update(bytes(channel.sealed_secrets or b""))
    return digest.hexdigest()
