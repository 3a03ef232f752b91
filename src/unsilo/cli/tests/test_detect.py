"""`unsilo detect`, as a pipe sees it, and the benchmark that scores it."""

import io
import json
import subprocess
import sys
from datetime import timedelta

import pytest

from unsilo.bench.detect import BEGIN
from unsilo.cli import main

HEADER = "timestamp,value,score\n"


@pytest.fixture
def detect(monkeypatch, capsys):
    def run(stdin: str | bytes, *options: str) -> tuple[int, str, str]:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main(["detect", *options])
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


def series(*values: object) -> str:
    rows = [
        f"2026-01-{5 + row // 24:02} {row % 24:02}:00:00,{value}"
        for row, value in enumerate(values)
    ]
    return "\n".join(["timestamp,value", *rows]) + "\n"


def scores(out: str) -> list[float]:
    return [float(line.rpartition(",")[2]) for line in out.splitlines()[1:]]


def test_rows_come_back_as_they_were_written_with_a_score(detect) -> None:
    code, out, err = detect(
        "timestamp,value\n2026-01-05T10:00:00+01:00,3.50\n2026-01-05 11:00,03\n"
    )
    assert (code, err) == (0, "")
    assert out == f"{HEADER}2026-01-05T10:00:00+01:00,3.50,0.0000\n2026-01-05 11:00,03,0.0000\n"


def test_a_spike_is_an_alert_and_its_next_hour_is_not(detect) -> None:
    _, out, _ = detect(series(*[10] * 100, 300, 300))
    found = scores(out)
    assert [row for row, score in enumerate(found) if score >= 0.5] == [100]
    assert found[101] < 0.5


def test_options_move_the_bars(detect) -> None:
    spike = series(*[10] * 100, 60)
    assert scores(detect(spike, "--threshold", "3")[1])[-1] >= 0.5
    assert scores(detect(spike, "--threshold", "30")[1])[-1] < 0.5
    assert scores(detect(spike, "--threshold", "3", "--min-events", "500")[1])[-1] < 0.5
    assert scores(detect(spike, "--threshold", "3", "--min-factor", "9")[1])[-1] < 0.5


def test_authors_are_a_third_column(detect) -> None:
    lines = [f"{line},{authors}" for line, authors in zip(
        series(*[0] * 100, 40).splitlines(), ["authors", *["0"] * 100, "1"], strict=True
    )]  # fmt: skip
    _, out, _ = detect("\n".join(lines))
    assert out.startswith(HEADER)
    assert scores(out)[-1] < 0.5
    lines[-1] = lines[-1][:-1] + "30"
    assert scores(detect("\n".join(lines))[1])[-1] >= 0.5


def test_bad_rows_are_named_and_the_rest_goes_on(detect) -> None:
    code, out, err = detect(
        "timestamp,value\n"
        "2026-01-05 10:00,1\n"
        "yesterday,1\n"
        "2026-01-05 10:05,many\n"
        "2026-01-05 10:10,inf\n"
        "\n"
        "2026-01-05 10:15\n"
        "2026-01-05 10:20,1,-2\n"
        "2026-01-05 10:25,1\n"
    )
    assert code == 1
    assert [line.split(": ")[1] for line in err.splitlines()] == [
        "line 3", "line 4", "line 5", "line 7", "line 8"
    ]  # fmt: skip
    assert "'yesterday' is no time" in err
    assert "'many' is no number" in err
    assert out == f"{HEADER}2026-01-05 10:00,1,0.0000\n2026-01-05 10:25,1,0.0000\n"


def test_what_nobody_counted_stays_in_the_series(detect) -> None:
    code, out, _ = detect(series(5, "", "nan", 5))
    assert code == 0
    assert scores(out) == [0.0] * 4


@pytest.mark.parametrize(
    "stdin",
    [
        b"\xef\xbb\xbftimestamp,value\r\n2026-01-05 10:00,1\r\n",
        b'"timestamp","value"\n"2026-01-05 10:00","1"',
        b"2026-01-05 10:00,1\n",
        b"Timestamp, Value\n2026-01-05 10:00, 1\n",
    ],
    ids=["mark", "quotes", "no header", "spaces"],
)
def test_files_as_programs_write_them(detect, stdin: bytes) -> None:
    assert detect(stdin) == (0, f"{HEADER}2026-01-05 10:00,1,0.0000\n", "")


def test_other_columns_are_an_error(detect) -> None:
    code, out, err = detect("date,count\n2026-01-05,1\n")
    assert code == 1
    assert "line 1: the columns are timestamp,value" in err
    assert out == f"{HEADER}2026-01-05,1,0.0000\n"


@pytest.mark.parametrize("junk", [b"\xff\xfe\x00,\x00\n", b"a" * 5_000_000, b"\n\n,\n"])
def test_junk_is_an_error_and_no_crash(detect, junk: bytes) -> None:
    code, out, err = detect(b"timestamp,value\n" + junk)
    assert (code, out) == (1, HEADER)
    assert len(err) < 500


def test_nothing_gives_a_header(detect) -> None:
    assert detect("") == (0, HEADER, "")


@pytest.mark.parametrize("value", ["0", "-3", "nan", "1e300", "much"])
def test_options_out_of_range_are_refused(detect, value: str, capsys) -> None:
    with pytest.raises(SystemExit, match="2"):
        detect("", "--threshold", value)
    assert "is no number above 0" in capsys.readouterr().err


def test_a_row_is_answered_before_the_next_is_there() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "unsilo.cli", "detect"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == HEADER
        for minute in range(3):
            process.stdin.write(f"2026-01-05 10:0{minute},1\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"2026-01-05 10:0{minute},1,0.0000\n"
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_corpus_is_scored_from_the_command_line(tmp_path, capsys) -> None:
    values = [20] * 1_000 + [400] * 6 + [20] * 500
    times = [BEGIN + timedelta(minutes=5 * row) for row in range(len(values))]
    rows = [f"{at},{value}" for at, value in zip(times, values, strict=True)]
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd/a.csv").write_text("\n".join(["timestamp,value", *rows]))
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"odd/a.csv": [[str(times[1_000]), str(times[1_050])]]}))
    command = ["bench", "detect", "--nab", str(tmp_path), "--labels", str(labels), "--json"]
    assert main(command) == 0
    odd, whole = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (odd["name"], whole["name"]) == ("nab: odd", "nab: all")
    assert [figure["value"] for figure in whole["figures"]] == [100, 100, 100, 1, 0]

    labels.write_text("{}")
    assert main(["bench", "detect", "--nab", str(tmp_path / "nowhere")]) == 1
    assert "has no labels" in capsys.readouterr().err
