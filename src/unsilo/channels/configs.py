"""A connector's typed config: into the database without its secrets, and whole again."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from unsilo.core.errors import Invalid

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a config: where it stands in nested models, and its type without ``| None``."""

    path: Path
    annotation: Any
    field: FieldInfo
    group: str

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def is_secret(self) -> bool:
        return self.annotation is SecretStr

    @property
    def is_list(self) -> bool:
        return get_origin(self.annotation) in (list, tuple, frozenset, set)

    @property
    def extras(self) -> Mapping[str, Any]:
        extra = self.field.json_schema_extra
        return extra if isinstance(extra, dict) else {}

    @property
    def default(self) -> Any:
        return (
            None if self.field.is_required() else self.field.get_default(call_default_factory=True)
        )


def leaves(model: type[BaseModel], path: Path = (), group: str = "") -> Iterator[Leaf]:
    """Every value of a config model, nested models opened, in the order of the source."""
    for name, field in model.model_fields.items():
        annotation = _without_none(field.annotation)
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        here = str(extra.get("group") or group)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from leaves(annotation, (*path, name), str(field.title or here or name))
        else:
            yield Leaf((*path, name), annotation, field, here)


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [part for part in get_args(annotation) if part is not type(None)]
        return rest[0] if len(rest) == 1 else annotation
    return annotation


def nest(values: Mapping[str, Any]) -> dict[str, Any]:
    """``{"imap.host": "x"}`` as ``{"imap": {"host": "x"}}``; nested input stays as it is."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        *parents, last = name.split(".")
        place = nested
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = dict(value) if isinstance(value, Mapping) else value
    return nested


def from_words(model: type[BaseModel], pairs: Mapping[str, str]) -> dict[str, Any]:
    """What a command line gives (``imap.host=x``, lists with commas) as nested values."""
    known = {leaf.name: leaf for leaf in leaves(model)}
    unknown = sorted(set(pairs) - set(known))
    if unknown:
        raise Invalid(
            f"Unknown setting {unknown[0]}. Known are: {', '.join(known)}.", field=unknown[0]
        )
    return nest(
        {
            name: [word.strip() for word in text.split(",") if word.strip()]
            if known[name].is_list
            else text
            for name, text in pairs.items()
        }
    )


def validate(
    model: type[BaseModel], values: Mapping[str, Any], secrets: Mapping[str, Any] | None = None
) -> BaseModel:
    """The typed config. Empty secrets among ``values`` are taken from ``secrets`` (by dotted name).

    Raises ``Invalid`` with ``data["errors"]``: dotted name ("" for the whole) to message.
    """
    whole = nest(values)
    for leaf in leaves(model):
        if leaf.is_secret and not _get(whole, leaf.path) and (secrets or {}).get(leaf.name):
            _set(whole, leaf.path, (secrets or {})[leaf.name])
    try:
        return model.model_validate(whole)
    except ValidationError as error:
        errors = {_where(entry["loc"], model): _words(entry["msg"]) for entry in error.errors()}
        raise Invalid(
            " ".join(f"{name}: {words}" if name else words for name, words in errors.items()),
            errors=errors,
        ) from error


def split(config: BaseModel) -> tuple[dict[str, Any], dict[str, str]]:
    """A validated config as plain JSON without secrets, and the secrets by dotted name."""
    plain = config.model_dump(mode="json")
    secrets: dict[str, str] = {}
    for leaf in leaves(type(config)):
        if leaf.is_secret:
            secret = _attribute(config, leaf.path)
            if secret is not None and secret.get_secret_value():
                secrets[leaf.name] = secret.get_secret_value()
            _set(plain, leaf.path, None)
    return plain, secrets


def value_at(values: Mapping[str, Any], path: Path) -> Any:
    """The value at ``path`` in nested values, None where there is none."""
    return _get(values, path)


def _get(values: Mapping[str, Any], path: Path) -> Any:
    place: Any = values
    for name in path:
        if not isinstance(place, Mapping) or name not in place:
            return None
        place = place[name]
    return place


def _set(values: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value; None removes it, so that the model's default holds."""
    place: Any = values
    for name in path[:-1]:
        if value is None and not isinstance(place.get(name), dict):
            return
        if not isinstance(place.get(name), dict):
            place[name] = {}
        place = place[name]
    if value is None:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = value


def _attribute(config: BaseModel, path: Path) -> Any:
    place: Any = config
    for name in path:
        if place is None:
            return None
        place = getattr(place, name)
    return place


def _where(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """The dotted name a complaint is about: list positions and type tags are left out."""
    names = {leaf.name for leaf in leaves(model)}
    parts = [str(part) for part in loc]
    while parts and ".".join(parts) not in names:
        parts.pop()
    return ".".join(parts)


def _words(message: str) -> str:
    for prefix in ("Value error, ", "Assertion failed, "):
        message = message.removeprefix(prefix)
    return message if message.endswith((".", "?", "!")) else f"{message}."
