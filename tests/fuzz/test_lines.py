"""Any line is answered: `unsilo classify` reads what it can and names what it can't by its number."""

import io
import json
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.budget import bounded, fuzz, fuzz_slow_door
from unsilo.cli import classify, lines

texts = st.text(max_size=60) | st.sampled_from(
    ["", " ", "\ud800", "\0", "a" * 50_000, "😀" * 5_000, "\u202e", "é" * 4_000, "ا" * 3_000, "\n\r\t",
     "http://x.example/" * 2_000, "!" * 20_000, "日本語" * 2_000, "1 " * 10_000]
)  # fmt: skip
names = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.just("9" * 6_000)
good = st.builds(lambda name, text: json.dumps({"id": name, "text": text}).encode(), names, texts)
bad = st.binary(max_size=40) | st.sampled_from(
    [b"{}", b"[]", b"null", b'{"id": 1}', b'{"text": 1}', b"[" * 50_000, b'{"text": "a"', b"9" * 6_000, b"\xef\xbb\xbf{}"]
)  # fmt: skip
streams = st.lists(good | bad, max_size=6).map(b"\n".join)


def run(content: bytes, monkeypatch: pytest.MonkeyPatch, *, fast: bool) -> tuple[int, str, str]:
    said, complained = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    monkeypatch.setattr(sys, "stdout", said)
    monkeypatch.setattr(sys, "stderr", complained)
    try:
        code = classify.run(SimpleNamespace(fast=fast))  # type: ignore[arg-type]
    finally:
        monkeypatch.undo()
    return code, said.getvalue(), complained.getvalue()


def check(content: bytes, monkeypatch: pytest.MonkeyPatch, *, fast: bool) -> None:
    with bounded(20):
        code, said, complained = run(content, monkeypatch, fast=fast)
    answers = [json.loads(line) for line in said.splitlines()]
    errors = [json.loads(line) for line in complained.splitlines()]
    asked = [line for line in content.split(b"\n") if line.strip()]
    assert len(answers) + len(errors) == len(asked)
    assert code == bool(errors)
    for one in answers:
        shares = one["sentiment"]
        assert all(
            0 <= p <= 1 for p in (one["offensive"], one["hate"], one["bad_faith"], one["urgency"])
        )
        assert all(0 <= shares[name] <= 1 for name in classify.FEELINGS)


@fuzz
@given(content=streams)
def test_any_line_by_the_short_way(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    check(content, monkeypatch, fast=True)


@fuzz_slow_door
@given(content=streams)
def test_any_line_by_the_model(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    check(content, monkeypatch, fast=False)


@fuzz
@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 50), st.integers(1, 400))
def test_lines_are_the_same_however_they_arrive(
    pieces: list[bytes], chunk: int, longest: int
) -> None:
    content = b"\n".join(pieces)
    expected = [(at, line) for at, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "CHUNK", chunk)
        patch.setattr(lines, "LONGEST_LINE", longest)
        arrived = [one for some in lines.arriving(io.BytesIO(content)) for one in some]
    assert [at for at, _line in arrived if _line is not None] == [
        at for at, line in expected if dict(arrived).get(at, b"") is not None
    ]
    for at, line in arrived:
        assert line is None or line == dict(expected)[at]
