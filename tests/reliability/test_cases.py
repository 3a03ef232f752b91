"""docs/reliability.md says of every case what proves it, and that exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| R(\d+) \| (.+) \| (.+) \| `([^`:]+)::(\w+)` \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str, str, str]]:
    found: list[tuple[str, str, str, str, str]] = ROW.findall(
        (ROOT / "docs/reliability.md").read_text()
    )
    return found


def test_every_case_has_a_row() -> None:
    assert [int(number) for number, *_ in rows()] == list(range(1, 41))


def test_every_row_names_a_test_that_exists_and_bears_its_number() -> None:
    wrong = []
    for number, _case, _does, path, name in rows():
        file = ROOT / path
        tree = ast.parse(file.read_text()) if file.exists() else ast.Module([], [])
        known = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
        if name not in known or f"r{number}" not in name.split("_"):
            wrong.append(f"R{number}: {path}::{name}")
    assert wrong == []
