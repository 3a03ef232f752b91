"""What every connector must keep, whoever wrote it."""

import inspect
from pathlib import Path
from typing import Any

import pytest
from django.utils.module_loading import import_string
from pydantic import BaseModel

from unsilo.channels import configs, registry
from unsilo.channels.contract import InboundMessage, MessageClass, RawArrival

KINDS = sorted(registry.connectors())
TYPES = {".json": "application/json", ".eml": "message/rfc822"}


def payloads(kind: str) -> list[Path]:
    folder = Path(inspect.getfile(registry.connector_class(kind))).parent / "payloads"
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES and not path.name.endswith(".expected.json")
    ]


def connector(kind: str):
    """One built from a config made up of what its fields ask for."""
    made = registry.connector_class(kind)
    return made(
        made.info.config_model.model_construct(**_defaults(made.info.config_model)), name="Us"
    )


def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    return {
        name: f"{name}@example.com" if field.is_required() else field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_the_contract(kind):
    assert registry.complaint_about(registry.connector_class(kind)) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_it_ships_with_payloads(kind):
    assert payloads(kind), f"put recorded payloads into connectors/{kind}/payloads"


@pytest.mark.parametrize("kind", KINDS)
def test_its_methods_have_the_arguments_of_the_contract(kind):
    made = registry.connector_class(kind)
    protocols = [registry.PROTOCOLS[c] for c in made.info.capabilities if c in registry.PROTOCOLS]
    for protocol in (import_string("unsilo.channels.contract.Connector"), *protocols):
        for name, method in inspect.getmembers(protocol, inspect.isfunction):
            if name.startswith("_"):
                continue
            wanted = list(inspect.signature(method).parameters)
            assert list(inspect.signature(getattr(made, name)).parameters) == wanted, name


@pytest.mark.parametrize(
    ("kind", "path"), [(kind, path) for kind in KINDS for path in payloads(kind)],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)  # fmt: skip
def test_every_payload_is_read_and_read_the_same_again(kind, path):
    raw = RawArrival(path.name, path.read_bytes(), TYPES[path.suffix])
    message = connector(kind).parse(raw)
    assert isinstance(message, InboundMessage)
    assert message.external_id
    assert message.author.kind
    assert isinstance(message.message_class, MessageClass)
    assert set(message.reply_text.split()) <= set(message.text.split())
    assert connector(kind).parse(raw) == message


@pytest.mark.parametrize("kind", KINDS)
def test_its_settings_have_words_for_people(kind):
    for leaf in configs.leaves(registry.connector_class(kind).info.config_model):
        assert leaf.field.title, f"{kind}: {leaf.name} needs a title"


@pytest.mark.parametrize("kind", KINDS)
def test_its_card_has_an_icon_that_is_there(kind):
    from unsilo.ui.icons import ICONS

    assert registry.connector_class(kind).info.icon in ICONS
