"""Writes the typed client from the OpenAPI document: ``make client``."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from unsilo.api.openapi import PREFIX, document

FOLDER = Path(__file__).parent.parent / "client"
_REF = "#/components/schemas/"
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEAD = '"""{}. Written by `make client` from the API\'s description: do not edit."""\n\n'


def files() -> dict[str, str]:
    """The text of each file that is written, by its name."""
    found = document()
    schemas = found["components"]["schemas"]
    shapes = _shapes(schemas, _sent(found))
    return {
        "shapes.py": _formatted(_HEAD.format("What is sent and answered") + shapes),
        "calls.py": _formatted(_HEAD.format("A method for every operation") + _calls(found)),
    }


def _formatted(code: str) -> str:
    sort = [sys.executable, "-m", "ruff", "check", "--fix-only", "--quiet", "-"]
    tidy = [sys.executable, "-m", "ruff", "format", "--quiet", "-"]
    for command in (sort, tidy):
        named = [*command, "--stdin-filename", str(FOLDER / "calls.py")]
        code = subprocess.run(named, input=code, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return code


# --- Shapes


def _sent(found: Mapping[str, Any]) -> set[str]:
    """Schemas that bodies of requests are made of: in these, what has a default may be left out."""
    waiting = [
        details.get("requestBody", {})
        for methods in found["paths"].values()
        for details in methods.values()
    ]
    names: set[str] = set()
    while waiting:
        for name in _referred(waiting.pop()) - names:
            names.add(name)
            waiting.append(found["components"]["schemas"][name])
    return names


def _referred(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        own = {str(value["$ref"]).removeprefix(_REF)} if "$ref" in value else set()
        return own.union(*(_referred(inner) for inner in value.values()))
    return set().union(*map(_referred, value)) if isinstance(value, list) else set()


def _shapes(schemas: Mapping[str, Any], sent: set[str]) -> str:
    lines = ["from typing import Any, Literal, NotRequired, TypedDict\n"]
    for name, schema in sorted(schemas.items()):
        if name.startswith("Listed_"):
            continue
        lines.append(f"\n\nclass {name}(TypedDict):")
        if words := schema.get("description"):
            lines.append(f"    {json.dumps(words.splitlines()[0], ensure_ascii=False)}")
        required = schema.get("required", ())
        fields = schema.get("properties", {})
        for field, inner in fields.items():
            kind = _kind(inner)
            optional = name in sent and field not in required
            lines.append(f"    {field}: {f'NotRequired[{kind}]' if optional else kind}")
        if not fields:
            lines.append("    pass")
    return "\n".join(lines) + "\n"


def _kind(schema: Mapping[str, Any]) -> str:
    if reference := schema.get("$ref"):
        return f'"{reference.removeprefix(_REF)}"'
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if values := schema.get("enum"):
        return f"Literal[{', '.join(map(repr, values))}]"
    if choices := schema.get("anyOf") or schema.get("allOf"):
        kinds = list(dict.fromkeys(_kind(one) for one in choices))
        if any(kind.startswith('"') for kind in kinds):
            return '"' + " | ".join(kind.replace('"', "") for kind in kinds) + '"'
        return " | ".join(kinds)
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_kind(schema.get('items', {}))}]"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"dict[str, {_kind(inner) if isinstance(inner, Mapping) else 'Any'}]"
    return _PLAIN.get(str(kind), "Any")


# --- Calls


def _calls(found: Mapping[str, Any]) -> str:
    lines = [
        "from collections.abc import Iterator\nfrom typing import Any, Literal, Unpack, cast\n",
        "from . import shapes\nfrom .transport import Transport, quoted\n\n",
        "class Calls(Transport):",
        '    """The operations, in the order of the reference."""\n',
    ]
    for path, methods in found["paths"].items():
        for method, details in methods.items():
            if "text/event-stream" not in json.dumps(details["responses"]):
                lines += _call(method.upper(), path.removeprefix(PREFIX), details)
    return "\n".join(lines) + "\n"


def _call(method: str, path: str, details: Mapping[str, Any]) -> Iterator[str]:
    """One method. What stands in the address comes first, all else by name."""
    of = {
        where: [one for one in details["parameters"] if one["in"] == where]
        for where in ("path", "query", "header")
    }
    body = details.get("requestBody", {}).get("content", {})
    media = next(iter(body), "")
    answer, item = _answer(details["responses"])
    query = of["query"]
    arguments = ["self", *(f"{one['name']}: {_outer(one['schema'])}" for one in of["path"])]
    arguments += ["/"] if of["path"] else []
    raw = media not in ("", "application/json")
    arguments += ["content: bytes"] if raw else []
    named = [f"{one['name']}: {_outer(one['schema'])} | None = None" for one in query]
    if method == "POST":
        named.append("idempotency_key: str | None = None")
    shape = "" if raw or not media else _outer(body[media]["schema"])
    arguments += ["*", *named] if named else []
    arguments += [f"**body: Unpack[{shape}]"] if shape else []

    yield f"    def {details['operationId']}({', '.join(arguments)}) -> {answer}:"
    words = details.get("description", "").split("\n\n")[0]
    said = f"{details['summary'].rstrip('.')}." + (f"\n\n{words}" if words else "")
    yield '        """' + said.replace("\n", "\n        ") + '"""'
    for one in of["path"]:
        if one["schema"].get("type") == "string":
            path = path.replace(f"{{{one['name']}}}", f"{{quoted({one['name']})}}")
    address = f'f"{path}"' if "{" in path else f'"{path}"'
    given = "{" + ", ".join(f'"{one["name"]}": {one["name"]}' for one in query) + "}"
    if item:
        yield f"        return self._every({address}, {given})\n"
        return
    parts = [f'"{method}"', address, *([f"query={given}"] if query else [])]
    parts += ["body=body"] if shape else []
    parts += ["content=content", f'content_type="{media}"'] if raw else []
    parts += ["key=idempotency_key"] if method == "POST" else []
    called = f"self._call({', '.join(parts)})"
    if answer == "None":
        yield f"        {called}\n"
    else:
        yield f"        return cast({answer!r}, {called})\n"


def _answer(responses: Mapping[str, Any]) -> tuple[str, str]:
    """The type of what is answered, and that of one item where it is a list."""
    for status, response in responses.items():
        if not status.startswith("2"):
            continue
        content = response.get("content", {})
        if "application/json" in content:
            schema = content["application/json"]["schema"]
            name = str(schema.get("$ref", "")).removeprefix(_REF)
            if name.startswith("Listed_"):
                item = f"shapes.{name.removeprefix('Listed_').removesuffix('_')}"
                return f"Iterator[{item}]", item
            return _outer(schema), ""
        return ("bytes", "") if content else ("None", "")
    return "None", ""


def _outer(schema: Mapping[str, Any]) -> str:
    """A type as it is written outside of the shapes."""
    return re.sub(r'"(\w+)"', r"shapes.\1", _kind(schema))


def write() -> None:
    for name, text in files().items():
        (FOLDER / name).write_text(text)
