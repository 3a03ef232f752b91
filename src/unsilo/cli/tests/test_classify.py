"""`unsilo classify`: a reading a line, whatever the lines hold."""

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from unsilo.cli import lines, main

KEYS = ["id", "language", "sentiment", "offensive", "hate", "bad_faith", "intents", "urgency"]


@pytest.fixture
def unsilo(monkeypatch, capsys):
    """Run `unsilo classify`; returns its exit code, what it read, and what it could not."""

    def run(stdin: bytes, *words: str) -> tuple[int, list[Any], list[Any]]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(["classify", *words])
        output = capsys.readouterr()
        return code, _lines(output.out), _lines(output.err)

    return run


def _lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("words", [(), ("--fast",)])
def test_each_line_gets_a_reading_of_the_stated_shape(unsilo, words):
    code, (found,), errors = unsilo(b'{"id": 7, "text": "Where can I buy this?"}\n', *words)
    assert (code, errors) == (0, [])
    assert list(found) == KEYS
    assert found["id"] == 7
    assert list(found["sentiment"]) == ["label", "negative", "neutral", "positive"]
    assert found["sentiment"]["label"] == "neutral"
    assert found["intents"][0]["name"] == "where_to_buy"
    assert 0 < found["intents"][0]["p"] <= 1


def test_a_bad_line_is_named_and_the_rest_goes_on(unsilo):
    given = [
        b'{"id": "a", "text": "love it"}',
        b"not json",
        b"",
        b'{"id": "b"}',
        b"[" * 100_000,
        b'{"id": "c", "text": "\xff"}',
        b'{"id": {"deep": [1]}, "text": "hate \\ud800 it"}',
    ]
    code, found, errors = unsilo(b"\n".join(given))
    assert code == 1
    assert [one["id"] for one in found] == ["a", {"deep": [1]}]
    assert [error["line"] for error in errors] == [2, 4, 5, 6]
    assert all(error["error"] for error in errors)


def test_a_line_without_end_is_not_held_in_memory(unsilo, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 1_000)
    monkeypatch.setattr(lines, "CHUNK", 100)
    long = b'{"id": 1, "text": "' + b"a" * 5_000 + b'"}'
    code, found, errors = unsilo(long + b'\n{"id": 2, "text": "thanks"}\n' + long)
    assert code == 1
    assert [one["id"] for one in found] == [2]
    assert [error["line"] for error in errors] == [1, 3]


def test_nothing_in_is_nothing_out(unsilo):
    assert unsilo(b"") == (0, [], [])


def test_what_has_no_words_says_unread(unsilo):
    _, (found,), _ = unsilo(b'{"id": 1, "text": ""}')
    assert found["sentiment"] == {"label": "unread", "negative": 0, "neutral": 0, "positive": 0}
    assert (found["language"], found["intents"]) == ("", [])


def test_a_line_is_answered_before_the_next_one_comes():
    command = [sys.executable, "-m", "unsilo.cli", "classify", "--fast"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": "thank you"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
    assert process.returncode == 0
