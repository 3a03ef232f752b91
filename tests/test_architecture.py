"""What strings can hide from the import contracts, and promises that hold for every app."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from unsilo.config import settings as settings_module

ROOT = Path(__file__).parent.parent


def heights() -> dict[str, int]:
    """Package name to height, from the contract."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    found = {}
    for height, layer in enumerate(reversed(layers)):
        for name in layer.split("|"):
            found[name.strip(" ()")] = height
    return found


def test_foreign_keys_point_down_or_sideways() -> None:
    height = heights()
    wrong = []
    for model in apps.get_models():
        package = model.__module__.split(".")
        if package[0] != "unsilo":
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey | ManyToManyField):
                continue
            target = field.related_model.__module__.split(".")
            if target[0] == "unsilo" and height[target[1]] > height[package[1]]:
                wrong.append(f"{model.__name__}.{field.name} -> {field.related_model.__name__}")
    assert wrong == []


def test_every_package_says_what_it_owns() -> None:
    for folder in sorted((ROOT / "src/unsilo").iterdir()):
        if folder.is_dir() and (folder / "__init__.py").exists():
            first = (folder / "__init__.py").read_text().lstrip()
            assert first.startswith('"""'), folder.name


def test_every_setting_is_listed_with_its_meaning() -> None:
    listed = (ROOT / ".env.example").read_text()
    unlisted = [
        name
        for name in sorted(settings_module.env.known)
        if not name.endswith("_FILE") and name not in listed
    ]
    assert unlisted == []


def test_words_of_the_glossary_are_the_words_of_the_code() -> None:
    models = {model.__name__.lower() for model in apps.get_models()}
    glossary = (ROOT / "docs/glossary.md").read_text()
    for word in ("arrival", "blob", "brand", "channel", "company", "conversation", "correction",
                 "delivery", "desk", "draft", "embedding", "event", "identity", "inquiry", "merge",
                 "message", "person", "placement", "reading", "rereading", "seat", "tag", "tier",
                 "webhook"):  # fmt: skip
        assert word in models, word
        assert f"**{word}**" in glossary, word
